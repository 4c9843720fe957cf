"""What lies on the disk, what the API says, and where two of them differ."""

import json
import sqlite3

KEPT = ("seed", "enabled_pack", "enabled_capability", "address_map", "setting", "overlay", "retired", "search_field")
PASSING = ("idempotency", "search", "search_data", "search_idx", "search_content", "search_config", "sqlite_sequence", "probe")


class Fault(AssertionError):
    """What must hold does not."""


def must(truth, *words):
    if not truth:
        raise Fault(" ".join(map(str, words)))


def facts(path, id):
    """Schema and rows of a tenant as they lie on the disk: what a change of packs changes, and all there is."""
    line = sqlite3.connect(f"file:{path}/tenants/{id}.db?mode=ro", uri=True)
    try:
        line.execute("BEGIN")
        found = sorted(line.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall(), key=str)
        tables = [name for kind, name, _, _ in found if kind == "table" and name not in PASSING]
        rows = {name: sorted(line.execute(f'SELECT * FROM "{name}"').fetchall(), key=str) for name in tables}
        # Reads of secrets and denials are written down later, with whatever is written next.
        rows["journal"] = [entry for entry in rows["journal"] if entry[7] not in ("read_sensitive", "denied")]
        return {"schema": found, "rows": rows}
    finally:
        line.close()


def lasting(found):
    """The part of the facts that `undo` brings back."""
    return {"schema": found["schema"], "rows": {name: rows for name, rows in found["rows"].items() if ("__" in name and name != "automations__run") or name in KEPT}}


def difference(old, new):
    """Where two facts differ, in words."""
    told = []
    if old["schema"] != new["schema"]:
        told.append(f"schema: - {[s for s in old['schema'] if s not in new['schema']]} + {[s for s in new['schema'] if s not in old['schema']]}")
    for name in sorted({*old["rows"], *new["rows"]}):
        before, after = old["rows"].get(name), new["rows"].get(name)
        if before != after:
            told.append(f"{name}: - {[r for r in before or [] if r not in (after or [])][:4]} + {[r for r in after or [] if r not in (before or [])][:4]}")
    return "; ".join(told)[:3000]


def same(want, got):
    if want is None and got == []:
        return True
    if isinstance(want, float) or isinstance(got, float):
        return abs((want or 0) - (got or 0)) < 1e-9
    if isinstance(want, list) and isinstance(got, list):
        key = lambda item: json.dumps(item, sort_keys=True)
        return sorted(want, key=key) == sorted(got, key=key)
    if isinstance(want, dict) and isinstance(got, dict):
        return {k: v for k, v in want.items() if v is not None} == {k: v for k, v in got.items() if v is not None}
    return want == got


def part_of(address):
    """The address that `parts` tells it under."""
    words = address.split("/")
    if address.startswith("entity/access.member/field/roles"):
        return "derived"
    return "/".join(words[:4] if words[0] == "entity" else words[:2])


def parts(model):
    """The model as the plan's addresses cut it."""
    found = {}
    for name, entity in model["entities"].items():
        at = f"entity/{name}"
        rest = {key: value for key, value in entity.items() if key not in ("fields", "states", "moves", "checks")}
        found[at] = rest
        for kind, key in (("field", "fields"), ("state", "states"), ("move", "moves"), ("check", "checks")):
            for part in entity.get(key) or []:
                found[f"{at}/{kind}/{part['id']}"] = part
    for kind, key in (("role", "roles"), ("setting", "settings"), ("permission", "permissions"), ("screen", "screens"), ("pack", "packs")):
        for thing in model[key]:
            found[f"{kind}/{thing['id']}"] = thing
    return found


def changed(old, new):
    one, two = parts(old), parts(new)
    # The options of a member's roles are the roles, which are told by themselves.
    return {address for address in {*one, *two} if one.get(address) != two.get(address)} - {"entity/access.member/field/roles"}
