"""A command that is killed while it writes: not after a chance time, which may lie before everything, but at a size of a write-ahead log."""

import os
import subprocess
import time

from server import ROOT

LIMIT = 60.0


class Killing:
    """Runs one command again and again, and kills it each time a little later in what it writes to a database."""

    def __init__(self, database):
        self.log = f"{database}-wal"
        self.most = 0
        self.halves = 0

    def whole(self, command):
        """Lets it end, and notes how large the log became."""
        assert self._run(command, None) == 0
        assert self.most > 0, f"{command} wrote nothing to {self.log}"

    def at(self, command, part):
        """Kills it once the log holds this part (0 to 1) of what it came to when it was let be."""
        self._run(command, part * self.most)
        if 0 < self._size() < self.most:
            self.halves += 1

    def parts(self, number):
        """From 0 to 1 in so many steps, and round again where none of them met the command in the midst of its writing; at last it ends unharmed."""
        for step in range(4 * number + 1):
            if step > number and self.halves:
                break
            yield step / number if step <= number else step % number / number
        # Once it is let be: what it leads to is seen too, however quick the machine.
        yield 1_000

    def _run(self, command, size):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + LIMIT
        while process.poll() is None:
            held = self._size()
            if size is None:
                self.most = max(self.most, held)
            elif held >= size:
                process.kill()
                break
            assert time.monotonic() < deadline, f"{command} does not end"
        return process.wait()

    def _size(self):
        try:
            return os.stat(self.log).st_size
        except FileNotFoundError:
            return 0
