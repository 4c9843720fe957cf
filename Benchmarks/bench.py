#!/usr/bin/env python3
"""Measures the release build against floors in the same run (`make bench`; README.md says what and why).

Rounds alternate (kernel, floor, kernel, floor ...), figures are medians, and only ratios are compared with bars
(thresholds.json). Exit 1 when a bar is missed.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time

import lifecycle
import packs
import report
import tenants
from load import Load
from servers import floor, kernel

HERE = os.path.dirname(os.path.abspath(__file__))
RECORDS = 100_000
CONNECTIONS = (1, 16, 64)


class Stage:
    """The servers with their data, and the tokens of two people."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.next_record = 0
        self.log = os.path.join(folder, "kernel.log")
        self.data = os.path.join(folder, "data")
        server = self.start("--demo")
        self.logins = {login["role"]: login for login in json.load(open(os.path.join(self.data, "demo-logins.json")))}
        self.owner = self.login(server, "owner")
        members = {m["id"]: m for m in server.call("GET", "/api/members?fields=roles,teams", None, self.owner)["items"]}
        self.employee_id = next(i for i, m in members.items() if m["roles"] == ["employee"])
        supervisor = next(m for m in members.values() if m["roles"] == ["site_supervisor"])
        self.team = supervisor["teams"][0]
        self.customer = server.call("GET", "/api/customers?limit=1", None, self.owner)["items"][0]["id"]
        others = [i for i in members if i != self.employee_id]
        started = time.monotonic()
        preload = Load("preload", self.owner, 0, options.records, 1, self.customer, [self.employee_id, *others])
        preload.run(server, 64, 600)
        self.preload_seconds = time.monotonic() - started
        server.stop()
        database = os.path.join(folder, "floor.db")
        shutil.copy(os.path.join(self.data, "tenants", "demo.db"), database)
        self.kernel = self.start()
        self.owner = self.login(self.kernel, "owner")
        self.employee = self.login(self.kernel, "employee")
        self.supervisor = self.login(self.kernel, "site_supervisor")
        point = f"/api/work-orders/{record_id(1)}"
        size = len(json.dumps(self.kernel.call("GET", point, None, self.owner), separators=(",", ":")))
        self.floor = floor(options.floor, database, size, os.path.join(folder, "floor.log"))
        self.compare(point)
        self.compare("/api/work-orders?priority=high&sort=-id&limit=50", "items")

    def start(self, *more):
        return kernel(self.options.kernel, self.data, self.options.packs, self.log, *more)

    def login(self, server, role):
        login = {name: self.logins[role][name] for name in ("email", "password")}
        return server.call("POST", "/api/auth/login", login)["token"]

    def compare(self, path, member=None):
        """The floor must answer what the kernel answers, or nothing is compared."""
        ours, theirs = (s.call("GET", path, None, self.owner) for s in (self.kernel, self.floor))
        if member:
            ours, theirs = ours[member], theirs[member]
        if ours != theirs:
            raise SystemExit(f"kernel and floor differ at {path}:\n{ours}\n{theirs}")

    def fresh(self, span, step=1):
        """Records that no run has changed yet."""
        first = self.next_record
        self.next_record += span * step
        if self.next_record > self.options.records:
            raise SystemExit("out of records that nobody has changed; use fewer rounds")
        return first


def record_id(number):
    """As load.lua makes them."""
    ms = 0x018F00000000 + number
    return f"{ms >> 16:08x}-{ms & 0xFFFF:04x}-7000-8000-{number:012x}"


def workloads(stage):
    """Name, connections -> the sides to run in turn: {side: (server, load)}."""
    records = stage.options.records
    own = (stage.kernel, stage.owner)
    span = records // (len(CONNECTIONS) * stage.options.rounds + 1)

    def reads(operation, floors):
        def sides():
            made = {"kernel": (own[0], Load(operation, own[1], 0, records))}
            for side, name in floors.items():
                made[side] = (stage.floor, Load(name, "-", 0, records))
            made["employee"] = (own[0], Load(operation, stage.employee, 0, records // 50, 50))
            return made

        return sides

    def create():
        made = {"kernel": (own[0], Load("create", own[1], customer=stage.customer))}
        made["sql"] = (stage.floor, Load("create", "-", customer=stage.customer))
        made["supervisor"] = (own[0], Load("create", stage.supervisor, 0, 1, 1, stage.customer, [stage.team]))
        return made

    def update():
        first = stage.fresh(span)
        made = {"kernel": (own[0], Load("update", own[1], first, span))}
        made["sql"] = (stage.floor, Load("update", "-", first, span))
        return made

    return {
        "point": reads("point", {"constant": "constant", "sql": "point"}),
        "list": reads("list", {"sql": "list"}),
        "create": create,
        "update": update,
    }


def measure(stage):
    results = {}
    for name, sides in workloads(stage).items():
        if stage.options.only and name not in stage.options.only:
            continue
        for connections in CONNECTIONS:
            rounds = []
            for _ in range(stage.options.rounds):
                turn = sides()
                rounds.append({s: load.run(server, connections, stage.options.seconds) for s, (server, load) in turn.items()})
            results[f"{name}/{connections}"] = summary(rounds)
            report.line(name, connections, results[f"{name}/{connections}"])
    return results


def summary(rounds):
    """Medians per side, and the median over the rounds of each round's own ratio to the kernel's side."""
    sides = {}
    for side in rounds[0]:
        sides[side] = {
            key: statistics.median(r[side][key] for r in rounds) for key in ("rps", "cpu_us", "p50_us", "p99_us")
        }
        ratios = sorted(r["kernel"]["rps"] / r[side]["rps"] for r in rounds)
        sides[side]["kernel_ratio"] = statistics.median(ratios)
        sides[side]["kernel_ratio_range"] = [ratios[0], ratios[-1]]
        sides[side]["kernel_cpu_ratio"] = statistics.median(r["kernel"]["cpu_us"] / r[side]["cpu_us"] for r in rounds)
    return sides


def searches(stage):
    found = {}
    for operation in ("words", "search"):
        runs = [Load(operation, stage.owner).run(stage.kernel, 16, stage.options.seconds) for _ in range(2)]
        found[operation] = {key: statistics.median(r[key] for r in runs) for key in ("rps", "cpu_us", "p99_us")}
    return found


def machine():
    model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "?")
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.platform(), "load": os.getloadavg()}


def arguments():
    root = os.path.dirname(HERE)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernel", default=f"{root}/.build/release/kernel")
    parser.add_argument("--floor", default=f"{HERE}/.build/release/floor")
    parser.add_argument("--packs", default=f"{root}/Packs")
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="workloads; no tenants then, and no bars")
    parser.add_argument("--json", default=f"{HERE}/.build/results.json")
    return parser.parse_args()


def main():
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="kernel-bench-") as folder:
        result = {"machine": machine(), "options": vars(options)}
        stage = Stage(options, folder)
        result["preload"] = {"records": options.records, "per_second": options.records / stage.preload_seconds}
        try:
            result["workloads"] = measure(stage)
            if not options.only:
                result["search"] = searches(stage)
        finally:
            stage.kernel.stop()
            stage.floor.stop()
        if not options.only:
            result["tenants"] = tenants.measure(options, folder)
            result["packs"] = packs.measure(options, folder)
            result["lifecycle"] = lifecycle.measure(options, folder)
    result["machine"]["load_after"] = os.getloadavg()
    missed = report.check(result, os.path.join(HERE, "thresholds.json"))
    report.write(result, options.json)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
