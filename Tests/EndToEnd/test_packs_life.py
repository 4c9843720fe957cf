"""Plan, enable by plan, receipts, undo: on a running server and without one, and with a kill -9 at any step of the switch."""

import sqlite3

import pytest

from ids import mark
from killing import Killing
from server import BINARY, ROOT, Server, kernel

REFUSED = 1


@pytest.fixture(scope="module", params=["with a server", "without a server"])
def data(request, template):
    folder = template.copy()
    if request.param == "with a server":
        with Server(folder):
            yield folder.path
    else:
        yield folder.path
    folder.remove()


def run(data, *arguments, **options):
    return kernel(*arguments, "--data", data, **options)


def tenant(data, pack=None):
    id = mark("co")
    run(data, "tenants", "create", id, "--name", "A Company", "--owner", f"o@{id}.example.com", *(["--pack", pack] if pack else []))
    return id


def shown(data, id):
    return run(data, "tenants", "show", id, "--format", "json").json


def test_plan_enable_and_undo(data):
    id = tenant(data)
    before = shown(data, id)
    planned = run(data, "packs", "plan", "cleaning", "--tenant", id)
    for line in ("+ entity/cleaning.complaint", "+ entity/customers.site/field/soil", "+ role/cleaning_technician", "+ table cleaning__complaint", "can be undone: yes"):
        assert line in planned.out, planned.out
    plan = run(data, "packs", "plan", "cleaning", "--tenant", id, "--format", "json").json
    assert f"plan {plan['plan']}" in planned.out and f"base {plan['base']}" in planned.out
    assert shown(data, id) == before
    done = run(data, "packs", "enable", "cleaning", "--tenant", id, "--plan", plan["plan"], "--format", "json").json
    assert done["model"] == plan["model"] and done["changed"]
    stale = run(data, "packs", "enable", "cleaning", "--tenant", id, "--plan", plan["plan"], exit=REFUSED)
    assert "nothing was changed" in stale.err
    listed = run(data, "packs", "receipts", "--tenant", id, "--format", "json").json["receipts"]
    assert [(r["receipt"], r["action"], r["subject"], r["status"], r["undoable"]) for r in listed] == [(done["receipt"], "enable", "cleaning", "done", True)]
    assert done["receipt"] in run(data, "packs", "receipts", "--tenant", id).out
    assert "taken back" in run(data, "packs", "undo", done["receipt"], "--tenant", id).out
    assert shown(data, id) == before
    assert "already" in run(data, "packs", "undo", done["receipt"], "--tenant", id, exit=REFUSED).err
    run(data, "audit", "verify", "--tenant", id)


def test_a_disable_is_planned_and_taken_back(data):
    id = tenant(data, "cleaning")
    before = shown(data, id)
    planned = run(data, "packs", "plan", "cleaning", "--disable", "--tenant", id)
    assert "- entity/cleaning.complaint" in planned.out and "hides_data" not in planned.out, planned.out
    used = run(data, "packs", "plan", "cleaning", "--disable", "--tenant", "demo").out
    assert "hides_data  3 records of cleaning.complaint are kept and hidden." in used, used
    hash = run(data, "packs", "plan", "cleaning", "--disable", "--tenant", id, "--format", "json").json["plan"]
    off = run(data, "packs", "disable", "cleaning", "--tenant", id, "--plan", hash, "--format", "json").json
    assert shown(data, id)["packs"] == []
    run(data, "packs", "undo", off["receipt"], "--tenant", id)
    assert shown(data, id) == before


@pytest.mark.parametrize(
    "arguments, word",
    [
        (["packs", "plan", "no-such-pack"], "no-such-pack"),
        (["packs", "undo", "no-such-receipt"], "no-such-receipt"),
        (["packs", "enable", "cleaning", "--plan", "beef"], "plan"),
    ],
)
def test_refusals_say_why(data, arguments, word):
    id = tenant(data)
    refused = run(data, *arguments, "--tenant", id, exit=REFUSED)
    assert word in refused.err and refused.out == ""


def facts(path, id):
    """Schema and rows of a tenant that a switch changes, as one value."""
    line = sqlite3.connect(path / "tenants" / f"{id}.db")
    try:
        found = sorted(line.execute("SELECT type, name, sql FROM sqlite_schema").fetchall(), key=str)
        tables = [name for kind, name, _ in found if kind == "table" and ("__" in name or name in ("seed", "enabled_pack", "address_map", "setting"))]
        return found, {name: sorted(line.execute(f'SELECT * FROM "{name}"').fetchall(), key=str) for name in tables}
    finally:
        line.close()


def shape(found):
    """Ids and instants are new in every run."""
    schema, rows = found
    return schema, {name: len(lines) for name, lines in rows.items()}


@pytest.mark.parametrize("switch", ["enable", "undo"])
def test_kill_at_any_step_leaves_the_old_or_the_new(template, switch):
    """The command owns the folder while no server runs: it is killed before it writes, at each twelfth of what it writes, and after it."""
    folder = template.copy()
    path = folder.path
    id = tenant(path)
    killing = Killing(path / "tenants" / f"{id}.db")

    def command(*words):
        return [BINARY, "packs", *words, "--tenant", id, "--data", path]

    def receipt():
        return run(path, "packs", "receipts", "--tenant", id, "--format", "json").json["receipts"][0]["receipt"]

    def enable():
        run(path, "packs", "enable", "cleaning", "--tenant", id)

    old = shape(facts(path, id))
    if switch == "enable":
        killing.whole(command("enable", "cleaning"))
    else:
        enable()
    new = shape(facts(path, id))
    if switch == "undo":
        killing.whole(command("undo", receipt()))
    else:
        run(path, "packs", "undo", receipt(), "--tenant", id)
    assert shape(facts(path, id)) == old != new
    seen = set()
    for part in killing.parts(12):
        if switch == "undo":
            enable()
        killing.at(command("enable", "cleaning") if switch == "enable" else command("undo", receipt()), part)
        run(path, "audit", "verify", "--tenant", id)
        found = shape(facts(path, id))
        assert found in (old, new)
        seen.add(found == new)
        assert bool(shown(path, id)["packs"]) == (found == new)
        if found == new:
            run(path, "packs", "undo", receipt(), "--tenant", id)
            assert shape(facts(path, id)) == old
    assert seen == {True, False} and killing.halves > 0
    folder.remove()


ORCHARD = """
pack: orchard
format: 1
version: 1.0.0
title: Orchard
requires: { access: "1.0" }
entities:
  tree: { collection: trees, label: "{name}", fields: { name: { type: text, required: true } } }
"""
CIDER = """
pack: cider
format: 1
version: 1.0.0
title: Cider
requires: { access: "1.0", orchard: "1.0" }
extend:
  orchard.tree: { fields: { litres: { type: int } } }
"""


def test_a_pack_that_another_builds_on_stays_on(tmp_path, template):
    for name, text in (("orchard", ORCHARD), ("cider", CIDER)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(text)
    folder = template.copy()
    packs = ("--packs", tmp_path)
    id = tenant(folder.path)
    (tmp_path / "cider" / "pack.yaml").write_text(CIDER.replace(', orchard: "1.0"', ""))
    missing = run(folder.path, "packs", "enable", "cider", "--tenant", id, *packs, exit=REFUSED)
    assert "P212" in missing.err and "cider/pack.yaml:8:3" in missing.err
    run(folder.path, "packs", "enable", "orchard", "--tenant", id, *packs)
    unnamed = run(folder.path, "packs", "enable", "cider", "--tenant", id, *packs, exit=REFUSED)
    assert "P274" in unnamed.err and "cider/pack.yaml:8:3" in unnamed.err
    (tmp_path / "cider" / "pack.yaml").write_text(CIDER)
    run(folder.path, "packs", "enable", "cider", "--tenant", id, *packs)
    before = shown(folder.path, id)
    for arguments in (["packs", "disable", "orchard"], ["packs", "plan", "orchard", "--disable"]):
        refused = run(folder.path, *arguments, "--tenant", id, *packs, exit=REFUSED)
        assert "`orchard` is needed by `cider`" in refused.err
    assert shown(folder.path, id) == before
    run(folder.path, "packs", "disable", "cider", "--tenant", id)
    run(folder.path, "packs", "disable", "orchard", "--tenant", id)
    assert shown(folder.path, id)["packs"] == []
    folder.remove()
