"""What packs cost a running server: switching on a pack of 20 entities beside a busy neighbour, and 500 packs on one tenant."""

import http.client
import json
import os
import statistics
import threading
import time

from servers import OperatorConnection, call, kernel

ENTITIES = 20
ENABLES = 10
PACKS = 500
OWNER = "owner@bench.example"


def measure(options, folder):
    shelf = os.path.join(folder, "lifecycle-packs")
    _write(shelf, "wide", _pack("wide", ENTITIES, fields=12))
    for number in range(PACKS):
        _write(shelf, f"small-{number:03}", _pack(f"small-{number:03}", 1, fields=3))
    data = os.path.join(folder, "lifecycle-data")
    start = lambda *more: kernel(options.kernel, data, options.packs, os.path.join(folder, "lifecycle.log"), "--packs", shelf, *more)
    server = start("--demo")
    console = OperatorConnection(os.path.join(data, "kernel.sock"))
    found = {"enable": _enabling(server, console, data)}
    found["many"] = _many(console)
    server.stop()
    server = start()
    console = OperatorConnection(os.path.join(data, "kernel.sock"))
    began = time.monotonic()
    call(console, "GET", "/operator/audit/tail?tenant=many")
    found["many"]["first_use_ms"] = (time.monotonic() - began) * 1_000
    # One model was built since the start: this tenant's.
    found["many"]["resolve_ms"] = _metric(server, "kernel_model_build_seconds_sum") * 1_000
    if _metric(server, "kernel_model_build_seconds_count") != 1:
        raise SystemExit("more than one model was built; the time is not that of 500 packs")
    server.stop()
    return found


def _enabling(server, console, data):
    """Milliseconds to switch the wide pack on, and what a neighbour's reads take meanwhile."""
    for number in range(ENABLES):
        call(console, "POST", "/operator/tenants", {"id": f"n{number}", "name": f"N {number}", "owner": OWNER, "owner_name": "Owner"})
    with Neighbour(server, data) as neighbour:
        time.sleep(2)
        quiet = neighbour.take()
        spent = []
        for number in range(ENABLES):
            began = time.monotonic()
            call(console, "POST", f"/operator/packs/wide/enable?tenant=n{number}", {})
            spent.append((time.monotonic() - began) * 1_000)
        busy = neighbour.take()
    return {
        "entities": ENTITIES,
        "ms": statistics.median(spent),
        "worst_ms": max(spent),
        "neighbour_quiet_ms": {"p50": statistics.median(quiet), "worst": max(quiet)},
        "neighbour_busy_ms": {"p50": statistics.median(busy), "worst": max(busy)},
        "neighbour_reads": len(busy),
    }


def _many(console):
    call(console, "POST", "/operator/tenants", {"id": "many", "name": "Many", "owner": OWNER, "owner_name": "Owner"})
    spent = []
    for number in range(PACKS):
        began = time.monotonic()
        call(console, "POST", f"/operator/packs/small-{number:03}/enable?tenant=many", {})
        spent.append((time.monotonic() - began) * 1_000)
    return {"packs": PACKS, "first_enable_ms": spent[0], "last_enable_ms": spent[-1], "all_enables_s": sum(spent) / 1_000}


class Neighbour(threading.Thread):
    """Reads one page of another tenant over and over, and notes how long each took."""

    def __init__(self, server, data):
        super().__init__(daemon=True)
        login = next(l for l in json.load(open(os.path.join(data, "demo-logins.json"))) if l["role"] == "owner")
        self.token = server.call("POST", "/api/auth/login", {name: login[name] for name in ("email", "password")})["token"]
        self.host = server.address.removeprefix("http://")
        self.times, self.over, self.failure = [], False, None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over = True
        self.join()
        if self.failure:
            raise SystemExit(f"the neighbour's read failed: {self.failure}")

    def take(self):
        taken, self.times = self.times, []
        return taken

    def run(self):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            while not self.over:
                began = time.monotonic()
                call(connection, "GET", "/api/customers?limit=10", None, self.token)
                self.times.append((time.monotonic() - began) * 1_000)
        except (Exception, SystemExit) as error:  # told where the thread is joined
            self.failure = error


def _metric(server, name):
    connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=60)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    return next(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name + " "))


def _write(shelf, name, text):
    os.makedirs(os.path.join(shelf, name))
    with open(os.path.join(shelf, name, "pack.yaml"), "w") as file:
        file.write(text)


def _pack(name, entities, fields):
    """A pack with entities that refer to customers, states, a move, a role and a row rule each."""
    own = name.replace("-", "_")
    out = [f"pack: {name}", "format: 1", "version: 1.0.0", f"title: Pack {name}", 'requires: { access: "1.0", customers: "1.0" }']
    out += ["roles:", f"  {own}_worker:", "    grants:"]
    out += [f"      {name}.thing_{n}: {{ read: all, create: all, update: all, close: all }}" for n in range(entities)]
    out.append("entities:")
    for n in range(entities):
        out += [f"  thing_{n}:", f"    title: Thing {n}", f"    collection: {name}-things-{n}", "    label: \"{name}\"", "    fields:"]
        out += ["      name: { type: text, required: true, max: 200, searchable: true }"]
        out += [f"      customer: {{ type: reference, to: customers.customer, inverse: {own}_things_{n} }}"]
        out += [f"      amount_{f}: {{ type: decimal, scale: 2, min: 0, indexed: true }}" for f in range(fields - 2)]
        out += ["    states: { open: { start: true }, closed: { final: true } }", "    moves:", "      close: { from: open, to: closed }"]
    out.append("rows:")
    out += [f"  - {{ entity: {name}.thing_{n}, role: {own}_worker, where: \"name != \\\"hidden\\\"\" }}" for n in range(entities)]
    return "\n".join(out) + "\n"
