"""Clients that take their time (slowhttptest, and slow.py that holds them all at once) are cut off, and nobody else notices.

KERNEL_SLOW_CONNECTIONS says how many there are of each kind (400); from 2,000 on the server keeps its default patience, see `make soak-slow`.
"""

import os
import re
import resource
import shutil
import statistics
import subprocess
import threading
import time

import pytest

import slow
from client import Client
from server import Server

COUNT = int(os.environ.get("KERNEL_SLOW_CONNECTIONS", "400"))
PATIENCE = 10 if COUNT >= 2000 else 3
# Seconds of reading slowly, or until nobody is left, whichever comes first. Thousands take a while only to connect.
LONGEST = (6 if COUNT >= 2000 else 3) * PATIENCE
# Connections a second. What readers and ranges send are whole requests: thousands at once would be a flood, which is not what is tried here.
RATE = 400 if COUNT < 2000 else 200

KINDS = {
    "heads": (["-H", "-t", "GET", "-i", "1", "-x", "24"], "/", "header"),
    "bodies": (["-B", "-t", "POST", "-i", "1", "-x", "24", "-s", "8192"], "/api/auth/login", "body"),
    "ranges": (["-R", "-t", "HEAD", "-a", "10", "-b", "3000"], "/", None),
    "readers": (["-X", "-t", "GET", "-w", "10", "-y", "20", "-n", "5", "-z", "5", "-k", "3"], "/", "answer"),
}


@pytest.fixture(scope="module")
def server(template):
    copy = template.copy()
    with Server(copy, arguments=["--patience", str(PATIENCE)]) as server:
        yield server
    copy.remove()


def attack(address, kind):
    """Runs slowhttptest to its end and returns what it reported."""
    tool = shutil.which("slowhttptest")
    assert tool, "slowhttptest is missing; `scripts/prepare python` installs it"
    options, path, _ = KINDS[kind]
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    command = [tool, *options, "-c", COUNT, "-r", RATE, "-l", LONGEST, "-p", 30, "-u", address + path]
    done = subprocess.run(
        [*map(str, command)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONGEST + 120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard)),
    )
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)


class Passer(threading.Thread):
    """Somebody else, who asks all the time."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server = server
        self.over = threading.Event()
        self.times, self.failure = [], None

    def run(self):
        try:
            with self.server.client("owner") as client:
                while not self.over.is_set():
                    start = time.perf_counter()
                    client.get("/api/customers", query={"limit": 5}).expect(200)
                    self.times.append(time.perf_counter() - start)
        except BaseException as error:
            self.failure = error

    def stop(self):
        """The median time of an answer."""
        self.over.set()
        self.join(60)
        if self.failure:
            raise self.failure
        assert len(self.times) > 20
        return statistics.median(self.times)


def metric(server, name):
    with Client(server.address) as client:
        text = client.get("/metrics").text
    found = re.search(rf"^{re.escape(name)} ([0-9.e+]+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def cuts(server, kind):
    """How many were cut for what this kind does, or because not even their request came in time."""
    causes = {KINDS[kind][2], "header"} - {None}
    return sum(metric(server, f'kernel_http_connections_cut_total{{cause="{cause}"}}') for cause in causes)


@pytest.fixture(scope="module")
def alone(server):
    """The median time of an answer while nothing else happens."""
    passer = Passer(server)
    passer.start()
    while len(passer.times) < 300 and passer.is_alive():
        passer.over.wait(0.05)
    return passer.stop()


@pytest.mark.parametrize("kind", KINDS)
def test_slow_clients_are_cut_off_and_disturb_nobody(server, alone, kind):
    before = cuts(server, kind)
    passer = Passer(server)
    passer.start()
    report = attack(server.address, kind)
    beside = passer.stop()
    if kind == "readers":
        # Who reads five bytes in five seconds does not learn of its end; the server's own count tells.
        assert "service available:   YES" in report, report
    else:
        # It ends by itself only when the server has ended every connection.
        assert "No open connections left" in report, report
    if KINDS[kind][2]:
        assert cuts(server, kind) - before >= COUNT * 0.98, report
    # The asking connection itself, and at most a few that are just ending.
    assert metric(server, "kernel_http_connections") <= 4, report
    assert beside < 20 * alone, f"{beside * 1000:.1f} ms beside {COUNT} slow {kind}, {alone * 1000:.1f} ms alone"
    print(f"{kind}: {beside * 1000:.2f} ms beside {COUNT}, {alone * 1000:.2f} ms alone\n{report[-400:]}")


@pytest.mark.parametrize("kind", slow.KINDS)
def test_as_many_at_once_are_all_ended_in_time(server, kind):
    """1,000 connect a second, none gives up: the server ends each for what it owes, by its limits (docs/guides/operator.md)."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    cause = {"silent": "header", "heads": "header", "bodies": "body", "readers": "answer"}[kind]
    label = f'kernel_http_connections_cut_total{{cause="{cause}"}}'
    before = metric(server, label)
    passer = Passer(server)
    passer.start()
    lives, left = slow.hold(server.address, kind, COUNT, 1000, 120)
    beside = passer.stop()
    assert left == 0 and len(lives) == COUNT
    assert metric(server, label) - before == COUNT
    # No earlier than told: who is slow for less than the patience is borne.
    assert min(lives) > 0.9 * PATIENCE
    if COUNT >= 2000:
        assert max(lives) < 15, f"{max(lives):.1f} s"
    print(f"{kind}: {COUNT} ended after {min(lives):.1f} to {max(lives):.1f} s; others waited {beside * 1000:.2f} ms, at most {max(passer.times) * 1000:.0f} ms")
