"""Starts the servers that are measured, and reads what a process costs."""

import http.client
import json
import os
import resource
import select
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A spawned server that says on stdout when it serves."""

    def __init__(self, command, log, folder=None):
        started = time.monotonic()
        self.log = open(log, "ab")
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, cwd=folder, preexec_fn=_raise_files
        )
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        line = self.process.stdout.readline() if ready else b""
        if not line:
            self.process.kill()
            raise SystemExit(f"{command[0]} does not start; see {log}")
        self.boot = time.monotonic() - started
        self.address = json.loads(line)["address"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self.log.close()
        return status

    def cpu(self):
        """Seconds of CPU that the process has used."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self):
        """Resident bytes: all of them, and those that no file backs."""
        values = {}
        with open(f"/proc/{self.process.pid}/status") as status:
            for line in status:
                name, _, rest = line.partition(":")
                if name in ("VmRSS", "RssAnon"):
                    values[name] = int(rest.split()[0]) * 1024
        return values["VmRSS"], values["RssAnon"]

    def call(self, method, path, body=None, token=None):
        """One request; the decoded answer. Any status but 2xx ends the run."""
        host = self.address.removeprefix("http://")
        return call(http.client.HTTPConnection(host, timeout=60), method, path, body, token)


def call(connection, method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    text = answer.read()
    if not 200 <= answer.status < 300:
        raise SystemExit(f"{method} {path}: {answer.status} {text[:500].decode(errors='replace')}")
    return json.loads(text) if text else None


class OperatorConnection(http.client.HTTPConnection):
    """HTTP over the data folder's socket, as the command line speaks it."""

    def __init__(self, path):
        super().__init__("localhost", timeout=120)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def kernel(binary, data, packs, log, *more):
    command = [binary, "serve", "--data", data, "--port", "0", "--format", "json", "--packs", packs, *more]
    return Server(command, log)


def floor(binary, database, constant, log):
    return Server([binary, "--port", "0", "--database", database, "--constant", str(constant)], log)


def _raise_files():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
