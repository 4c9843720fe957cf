"""What a tenant costs: disk, memory, boot time, at 1, 100 and 1,000 of them."""

import os
import statistics

from servers import OperatorConnection, call, kernel

STEPS = (1, 100, 1_000)
OWNER = "owner@bench.example"
# The server's own bound on open databases (see the operator's guide): as many are touched, and a few more.
TOUCHED = 200


def measure(options, folder):
    data = os.path.join(folder, "tenants-data")
    made, found = 0, {}
    for step in STEPS:
        server = _start(options, data, folder)
        connection = OperatorConnection(os.path.join(data, "kernel.sock"))
        for number in range(made, step):
            _create(connection, number)
        made = step
        server.stop()
        found[str(step)] = _measure(options, data, folder, step)
    return found


def _start(options, data, folder):
    return kernel(options.kernel, data, options.packs, os.path.join(folder, "tenants.log"))


def _create(connection, number):
    tenant = {"id": f"t{number}", "name": f"Tenant {number}", "owner": OWNER, "owner_name": "Owner", "pack": "cleaning"}
    call(connection, "POST", "/operator/tenants", tenant)


def _measure(options, data, folder, tenants):
    files = os.path.join(data, "tenants")
    disk = sum(os.path.getsize(os.path.join(files, name)) for name in os.listdir(files))
    boots, spent, idle = [], [], []
    for _ in range(5):
        server = _start(options, data, folder)
        boots.append(server.boot)
        spent.append(server.cpu())
        idle.append(server.memory())
        server.stop()
    server = _start(options, data, folder)
    connection = OperatorConnection(os.path.join(data, "kernel.sock"))
    for number in range(min(tenants, TOUCHED)):
        call(connection, "GET", f"/operator/audit/tail?tenant=t{number}")
    used = server.memory()
    server.stop()
    return {
        "disk_bytes_each": disk / tenants,
        # The quickest: other work on the machine only ever adds.
        "boot_ms": min(boots) * 1_000,
        "boot_cpu_ms": min(spent) * 1_000,
        "idle_rss": statistics.median(i[0] for i in idle),
        "idle_anonymous": statistics.median(i[1] for i in idle),
        "touched": min(tenants, TOUCHED),
        "touched_rss": used[0],
        "touched_anonymous": used[1],
    }
