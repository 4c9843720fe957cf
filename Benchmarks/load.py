"""Runs wrk: one thread, one script, one line of figures."""

import itertools
import json
import os
import signal
import subprocess

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "load.lua")
_runs = itertools.count(1)


class Load:
    """What a run sends; see load.lua for the operations."""

    def __init__(self, operation, token, first=0, span=1, step=1, customer="-", members=()):
        self.operation = operation
        self.token = token
        self.range = (first, span, step)
        self.customer = customer
        self.members = members

    def run(self, server, connections, seconds):
        """Requests and CPU per second of one run; an answer that is not 2xx ends everything."""
        tag = f"r{next(_runs)}"
        arguments = [self.operation, self.token, tag, *map(str, self.range), self.customer, ",".join(self.members)]
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", SCRIPT]
        before = server.cpu()
        output = _wrk([*command, server.address, "--", *arguments], until=b"loaded" if self.operation == "preload" else None)
        spent = server.cpu() - before
        figures = json.loads(output.strip().splitlines()[-1])
        if figures["refused"] or figures["broken"] or not figures["requests"]:
            raise SystemExit(f"{self.operation} at {connections}: {figures}\n{output}")
        figures["rps"] = figures["requests"] / (figures["us"] / 1e6)
        figures["cpu_us"] = spent * 1e6 / figures["requests"]
        return figures


def _wrk(command, until=None):
    """Runs wrk to its end, or interrupts it when the script says a word: its main thread knows its duration only."""
    wrk = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = b""
    while until and until not in said:
        line = wrk.stderr.readline()
        if not line:
            break
        said += line
    if until:
        wrk.send_signal(signal.SIGINT)
    output, errors = wrk.communicate()
    if wrk.returncode != 0:
        raise SystemExit(f"wrk failed: {output.decode()}{said.decode()}{errors.decode()}")
    return errors.decode() + output.decode()
