"""What checking a pack costs, by its lines: CPU time of `kernel packs validate`, the start of the process taken off."""

import os
import resource
import subprocess
import sys

LINES = (500, 1_000, 2_000, 4_000)
# Checked so many times in one process, so that its start is taken off by a difference.
TIMES = 12


def generated(name, lines):
    """A pack of about so many lines: roles, entities with fields, states and moves, rules, seeds."""
    out = [f"pack: {name}", "format: 1", "version: 1.0.0", "title: Generated", 'requires: { access: "1.0", customers: "1.0" }']
    entities = max(1, (lines - 40) // 37)
    out += ["roles:", "  worker:", "    grants:"]
    out += [f"      {name}.thing_{n}: {{ read: all, create: all, update: {{ scope: all, fields: [name, amount] }}, close: all }}" for n in range(entities)]
    out.append("entities:")
    for n in range(entities):
        out += [f"  thing_{n}:", f"    title: {{ en: Thing {n}, de: Ding {n} }}", f"    collection: things-{n}", "    label: \"{name}\"", "    fields:"]
        out += [
            "      name:", "        type: text", "        required: true", "        max: 200",
            "      amount: { type: decimal, scale: 2, min: 0 }",
            f"      customer: {{ type: reference, to: customers.customer, inverse: {name.replace('-', '_')}_things_{n} }}",
            "      kind: { type: choice, of: [light, normal, heavy], default: normal }",
        ]
        out += [f"      note_{f}: {{ type: long_text, max: 2000, title: {{ en: Note {f}, de: Notiz {f} }} }}" for f in range(8)]
        out += ["    states:", "      open: { start: true }", "      busy: {}", "      closed: { final: true }", "    moves:"]
        out += [
            "      begin: { from: open, to: busy }", "      close:", "        from: [open, busy]", "        to: closed",
            "        input: { why: { type: text, max: 100, required: true } }", "        set: { note_0: input.why }",
            "        if: \"amount = null or amount > 0 and kind in [light, normal]\"", "        else: Not like this.",
        ]
    out.append("rows:")
    out += [f"  - {{ entity: {name}.thing_{n}, role: worker, where: \"name != \\\"hidden\\\" and (amount = null or amount >= 1)\" }}" for n in range(entities)]
    out += ["seed:", "  reference:"]
    for n in range(entities):
        out += [f"    {name}.thing_{n}:", f"      first: {{ name: First {n}, amount: 1.25, kind: light }}"]
    return "\n".join(out) + "\n"


def cost(kernel, folder, lines):
    """Lines written, and milliseconds of CPU for one check."""
    place = os.path.join(folder, f"generated-{lines}")
    os.makedirs(place)
    text = generated(f"generated-{lines}", lines)
    with open(os.path.join(place, "pack.yaml"), "w") as file:
        file.write(text)
    few = min(_spent(kernel, [place]) for _ in range(5))
    many = min(_spent(kernel, [place] * (1 + TIMES)) for _ in range(5))
    return {"lines": text.count("\n"), "check_ms": (many - few) / TIMES * 1_000}


def _spent(kernel, paths):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([kernel, "packs", "validate", *paths], capture_output=True, text=True)
    if run.returncode != 0 or "error" in run.stdout:
        sys.exit(f"a generated pack is refused:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(options, folder):
    return {str(lines): cost(options.kernel, folder, lines) for lines in LINES}


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for lines in LINES:
            print(cost(sys.argv[1], folder, lines))
