"""Tables and bars."""

import json
import os


def line(name, connections, sides):
    parts = [f"{name:7} {connections:3}"]
    for side, figures in sides.items():
        parts.append(
            f"{side} {figures['rps']:8,.0f}/s {figures['cpu_us']:5.0f} us p99 {figures['p99_us'] / 1000:6.1f} ms"
            + ("" if side == "kernel" else f" ratio {figures['kernel_ratio']:.2f}")
        )
    print("  |  ".join(parts), flush=True)


def check(result, path):
    """Compares the ratios with their bars; prints and returns those missed."""
    bars = json.load(open(path))
    if result["options"]["only"]:
        return []
    missed, rows = [], []
    for workload, against, least in _bars(bars):
        name, connections = workload.split("/")
        ratio = result["workloads"][workload][against]["kernel_ratio"]
        rows.append({"workload": workload, "against": against, "ratio": ratio, "bar": least, "met": ratio >= least})
    # By CPU time: a start lasts so short that other work on the machine would be half of it.
    boot = [tenants["boot_cpu_ms"] for tenants in result["tenants"].values()]
    growth, most = boot[-1] / boot[0], bars["boot_growth"]
    rows.append({"workload": "boot", "against": "1 tenant", "ratio": growth, "bar": most, "met": growth <= most})
    # A line of a long pack costs about what one of a short pack costs.
    each = {lines: cost["check_ms"] / cost["lines"] for lines, cost in result["packs"].items()}
    growth, most = each["2000"] / each["500"], bars["pack_growth"]
    rows.append({"workload": "check of a pack, by line", "against": "500 lines", "ratio": growth, "bar": most, "met": growth <= most})
    for lines, most in bars["pack_check_ms"].items():
        spent = result["packs"][lines]["check_ms"]
        rows.append({"workload": f"check of a pack of {lines} lines", "against": "milliseconds", "ratio": spent, "bar": most, "met": spent <= most})
    rows += _lifecycle(result["lifecycle"], bars["lifecycle_ms"])
    result["bars"] = rows
    missed = [row for row in rows if not row["met"]]
    for row in missed:
        print(f"MISSED: {row['workload']} against {row['against']}: {row['ratio']:.2f}, bar {row['bar']}")
    return missed


def _lifecycle(found, bars):
    figures = {
        "resolve": found["many"]["resolve_ms"],
        "enable": found["enable"]["ms"],
        # What the neighbour's slowest read lost: less than an enable takes, else the enable stood in its way.
        "stall": found["enable"]["neighbour_busy_ms"]["worst"],
    }
    for name, most in bars.items():
        yield {"workload": name, "against": "milliseconds", "ratio": figures[name], "bar": most, "met": figures[name] <= most}


def _bars(bars):
    for workload, sides in bars["ratios"].items():
        for against, least in sides.items():
            yield workload, against, least


def write(result, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        json.dump(result, file, indent=2)
    text = table(result)
    print(text)
    with open(os.path.splitext(path)[0] + ".md", "w") as file:
        file.write(text)


def table(result):
    machine = result["machine"]
    out = [f"{machine['cpu']}, {machine['cores']} cores, load {machine['load'][0]:.1f} to {machine['load_after'][0]:.1f}", ""]
    out += ["| workload | connections | kernel | p99 | against | floor | ratio (rounds) | CPU ratio |", "|---|---|---|---|---|---|---|---|"]
    for key, sides in result["workloads"].items():
        name, connections = key.split("/")
        own = sides["kernel"]
        for side, figures in sides.items():
            if side == "kernel":
                continue
            low, high = figures["kernel_ratio_range"]
            out.append(
                f"| {name} | {connections} | {own['rps']:,.0f}/s, {own['cpu_us']:.0f} us | {own['p99_us'] / 1000:.1f} ms | {side} | "
                f"{figures['rps']:,.0f}/s, {figures['cpu_us']:.0f} us | {figures['kernel_ratio']:.2f} "
                f"({low:.2f}-{high:.2f}) | {figures['kernel_cpu_ratio']:.1f} |"
            )
    if "search" in result:
        out += ["", "| search, 16 connections | kernel | CPU | p99 |", "|---|---|---|---|"]
        for name, figures in result["search"].items():
            out.append(f"| {name} | {figures['rps']:,.0f}/s | {figures['cpu_us']:,.0f} us | {figures['p99_us'] / 1000:.1f} ms |")
    if "tenants" in result:
        out += ["", "| tenants | boot, CPU | idle memory (RSS, of it anonymous) | after use | disk each |", "|---|---|---|---|---|"]
        for number, cost in result["tenants"].items():
            out.append(
                f"| {number} | {cost['boot_ms']:.0f} ms, {cost['boot_cpu_ms']:.0f} ms | {mib(cost['idle_rss'])}, {mib(cost['idle_anonymous'])} | "
                f"{mib(cost['touched_rss'])} after {cost['touched']} | {cost['disk_bytes_each'] / 1024:,.0f} KiB |"
            )
    if "packs" in result:
        out += ["", "| lines of a pack | check, CPU |", "|---|---|"]
        out += [f"| {cost['lines']:,} | {cost['check_ms']:.0f} ms |" for cost in result["packs"].values()]
    if "lifecycle" in result:
        enable, many = result["lifecycle"]["enable"], result["lifecycle"]["many"]
        out += ["", "| packs on a running server | |", "|---|---|"]
        out += [
            f"| enable a pack of {enable['entities']} entities | {enable['ms']:.0f} ms, worst {enable['worst_ms']:.0f} ms |",
            f"| a neighbour's read meanwhile | {enable['neighbour_busy_ms']['p50']:.1f} ms, worst {enable['neighbour_busy_ms']['worst']:.0f} ms; "
            f"before {enable['neighbour_quiet_ms']['p50']:.1f} ms, worst {enable['neighbour_quiet_ms']['worst']:.0f} ms |",
            f"| put {many['packs']} packs together to a model | {many['resolve_ms']:.0f} ms |",
            f"| first use of that tenant after a start | {many['first_use_ms']:.0f} ms |",
            f"| enable the first and the last of them | {many['first_enable_ms']:.0f} ms, {many['last_enable_ms']:.0f} ms |",
        ]
    return "\n".join(out) + "\n"


def mib(size):
    return f"{size / 1048576:.0f} MiB"
