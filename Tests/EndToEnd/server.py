"""A real `kernel serve` in a process of its own, on a free port, with a data folder below /tmp.

Waiting is always for something (the ready line, the end of the process) with a deadline; nothing here sleeps.
"""

import json
import os
import pathlib
import selectors
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from client import Client

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("KERNEL_BINARY", ROOT / ".build/debug/kernel"))
START_LIMIT = 60.0
STOP_LIMIT = 10.0


class ServerError(AssertionError):
    """The server did not do what a server must; carries the end of its log."""


class Folder:
    """A data folder. Its path is short: it holds a Unix socket, whose path may have 107 bytes."""

    def __init__(self):
        self.parent = pathlib.Path(tempfile.mkdtemp(prefix="kernel-", dir="/tmp"))
        self.path = self.parent / "data"

    def copy(self):
        """A copy of the folder of a stopped server."""
        twin = Folder()

        def sockets(folder, names):
            return [name for name in names if pathlib.Path(folder, name).is_socket()]

        shutil.copytree(self.path, twin.path, ignore=sockets)
        return twin

    def logins(self):
        """E-mail and password of the demo tenant by role."""
        entries = json.loads((self.path / "demo-logins.json").read_text())
        return {entry["role"]: (entry["email"], entry["password"]) for entry in entries}

    def remove(self):
        shutil.rmtree(self.parent, ignore_errors=True)


class Server:
    """One `kernel serve`; use as a context manager, or `start` and `stop`."""

    def __init__(self, folder, demo=True, arguments=()):
        self.folder = folder
        self.arguments = ["--demo"] * demo + list(arguments)
        self.log_path = folder.parent / "server.log"
        self.process = None
        self.address = None
        self.printed = []
        self._tokens = {}

    def start(self):
        command = [BINARY, "serve", "--format", "json", "--port", "0", "--data", self.folder.path, *self.arguments]
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, start_new_session=True
            )
        try:
            self.address = self._ready(time.monotonic() + START_LIMIT)
        except BaseException:
            self.kill()
            raise
        threading.Thread(target=self._drain, daemon=True).start()
        return self

    def _ready(self, deadline):
        output = self.process.stdout
        os.set_blocking(output.fileno(), False)
        pending = b""
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            while (left := deadline - time.monotonic()) > 0:
                if not selector.select(left):
                    break
                chunk = output.read()
                if chunk == b"":
                    raise ServerError(f"exit {self.process.wait(STOP_LIMIT)} before it was ready:\n{self.log()}")
                pending += chunk or b""
                *lines, pending = pending.split(b"\n")
                for line in lines:
                    self.printed.append(line.decode())
                    event = json.loads(line)
                    if event.get("event") == "ready":
                        os.set_blocking(output.fileno(), True)
                        return event["address"]
        raise ServerError(f"not ready after {START_LIMIT:.0f} s:\n{self.log()}")

    def _drain(self):
        with self.process.stdout as output:
            self.printed += [line.decode().rstrip("\n") for line in output]

    def log(self, characters=4000):
        """The end of what it wrote on stderr."""
        return self.log_path.read_text(errors="replace")[-characters:]

    def terminate(self):
        """SIGTERM, without waiting."""
        self.process.send_signal(signal.SIGTERM)

    def wait(self, limit=STOP_LIMIT):
        """The exit code, within the limit."""
        try:
            return self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ServerError(f"still running {limit:.0f} s after SIGTERM:\n{self.log()}") from None

    def stop(self):
        """SIGTERM; the server must exit with 0 within ten seconds."""
        self.terminate()
        code = self.wait()
        if code != 0:
            raise ServerError(f"exit {code} after SIGTERM:\n{self.log()}")

    def kill(self):
        """SIGKILL: what a crash looks like to the data folder."""
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        if self.process.poll() is not None:
            if kind is None:
                raise ServerError(f"ended by itself with {self.process.returncode}:\n{self.log()}")
        elif kind is None:
            self.stop()
        else:
            self.kill()

    def client(self, role=None):
        """A connection of its own: signed in as the demo tenant's person of a role, or without a session."""
        if role is None:
            return Client(self.address)
        if role not in self._tokens:
            with Client(self.address) as door:
                self._tokens[role] = door.login(*self.folder.logins()[role])
        return Client(self.address, self._tokens[role])

    def routes(self, *arguments):
        """Method and pattern of every route of the API; with `--public`, of those that need no session."""
        listed = kernel("routes", *arguments, "--format", "json").json["routes"]
        return [(route["method"], route["path"]) for route in listed if not route["path"].startswith("/operator/")]

    def kernel(self, *arguments, exit=0, **options):
        """A command on this server's data folder."""
        return kernel(*arguments, "--data", self.folder.path, exit=exit, **options)


class Printed:
    """What a command printed."""

    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out[-3000:]}\n--- stderr\n{self.err[-3000:]}"


def kernel(*arguments, exit=0, limit=60, cwd=ROOT):
    """Runs a command and checks its exit code; `exit=None` takes any."""
    process = subprocess.run(
        [BINARY, *map(str, arguments)], cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit
    )
    printed = Printed(process)
    assert exit is None or printed.code == exit, f"kernel {' '.join(map(str, arguments))}: {printed}"
    return printed
