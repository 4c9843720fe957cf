"""Versions of a pack on one server: each tenant moves at its own time, by plan, and back by receipt."""

import shutil

import pytest

from ids import mark
from killing import Killing
from server import BINARY, ROOT, Server, kernel
from test_packs_life import facts, shape

REFUSED = 1
VERSIONS = {
    "1.0.0": """
      name: { type: text, required: true }
      note: { type: text, max: 80 }
""",
    "2.0.0": """
      name: { type: text, required: true }
      note: { type: text, max: 200 }
      area: { type: int, min: 1, indexed: true }
""",
}


def yaml(version, fields):
    return f"""pack: gardens
format: 1
version: {version}
title: Gardens
requires: {{ access: "1.0", customers: "1.0" }}
roles:
  gardener: {{ grants: {{ gardens.bed: {{ read: all, create: all }} }} }}
entities:
  bed:
    title: Bed
    collection: beds
    scopes: {{ own: owner }}
    fields:{fields}"""


class Gardens:
    """A data folder with packs beside it; the folder `gardens` holds one version at a time."""

    def __init__(self, folder):
        self.folder = folder
        self.packs = folder.parent / "packs"
        self.arguments = ["--packs", str(ROOT / "Packs"), "--packs", str(self.packs)]
        self.offer("1.0.0")

    def offer(self, version, name="gardens", text=None):
        place = self.packs / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        (place / "pack.yaml").write_text(text or yaml(version, VERSIONS[version]))

    def withdraw(self, name="gardens"):
        shutil.rmtree(self.packs / name)

    def server(self):
        return Server(self.folder, arguments=self.arguments)

    def run(self, *arguments, **options):
        """A command that has the folder for itself."""
        return kernel(*arguments, "--data", self.folder.path, *self.arguments, **options)


@pytest.fixture
def gardens(folder):
    return Gardens(folder)


def version(server, tenant):
    shown = server.kernel("tenants", "show", tenant, "--format", "json").json
    return next(pack["version"] for pack in shown["packs"] if pack["id"] == "gardens")


def test_each_tenant_moves_at_its_own_time(gardens):
    with gardens.server() as server:
        server.kernel("packs", "enable", "gardens", "--tenant", "demo")
        with server.client("owner") as owner:
            bed = owner.post("/api/beds", {"name": "Rose", "note": "thorns"}).expect(201)["id"]
        other = mark("co")
        server.kernel("tenants", "create", other, "--name", "Other", "--owner", f"o@{other}.example.com")
        gardens.offer("2.0.0")
        server.kernel("packs", "enable", "gardens", "--tenant", other)
        assert (version(server, "demo"), version(server, other)) == ("1.0.0", "2.0.0")
        with server.client("owner") as owner:
            owner.post("/api/beds", {"name": "Rose", "area": 4}).expect(422)
            owner.post("/api/beds", {"name": "Rose", "note": "x" * 81}).expect(422)
    # Another process, and the folder holds the new version only, then none at all.
    with gardens.server() as server:
        assert (version(server, "demo"), version(server, other)) == ("1.0.0", "2.0.0")
        with server.client("owner") as owner:
            owner.post("/api/beds", {"name": "Rose", "area": 4}).expect(422)
            owner.post("/api/beds", {"name": "Lily"}).expect(201)
        gardens.withdraw()
        # The other tenant's version is known to the server.
        done = server.kernel("packs", "upgrade", "gardens", "--to", "2.0.0", "--tenant", "demo", "--format", "json").json
        assert done["changed"] and done["version"] == "2.0.0"
        with server.client("owner") as owner:
            kept = owner.get(f"/api/beds/{bed}").expect(200)
            assert (kept["note"], kept["area"]) == ("thorns", None)
            assert owner.post("/api/beds", {"name": "Tulip", "area": 4}).expect(201)["area"] == 4


def test_an_upgrade_is_planned_carried_out_and_taken_back(gardens):
    with gardens.server() as server:
        server.kernel("packs", "enable", "gardens", "--tenant", "demo")
        before = server.kernel("tenants", "show", "demo", "--format", "json").json
        gardens.offer("2.0.0", "gardens@2.0.0")
        planned = server.kernel("packs", "plan", "gardens", "--to", "2.0.0", "--tenant", "demo")
        for line in (
            "upgrade gardens 1.0.0 -> 2.0.0 for demo",
            "+ entity/gardens.bed/field/area",
            "~ entity/gardens.bed/field/note max: 80 -> 200",
            "+ column gardens__bed.gardens__area",
            "can be undone: yes",
        ):
            assert line in planned.out, planned.out
        plan = server.kernel("packs", "plan", "gardens", "--upgrade", "--tenant", "demo", "--format", "json").json
        assert plan["plan"] in planned.out
        assert server.kernel("tenants", "show", "demo", "--format", "json").json == before
        done = server.kernel("packs", "upgrade", "gardens", "--plan", plan["plan"], "--tenant", "demo", "--format", "json").json
        assert done["model"] == plan["model"]
        stale = server.kernel("packs", "upgrade", "gardens", "--plan", plan["plan"], "--tenant", "demo", exit=REFUSED)
        assert "nothing was changed" in stale.err
        assert "already" in server.kernel("packs", "upgrade", "gardens", "--tenant", "demo").out
        server.kernel("packs", "undo", done["receipt"], "--tenant", "demo")
        assert server.kernel("tenants", "show", "demo", "--format", "json").json == before
        server.kernel("audit", "verify", "--tenant", "demo")


@pytest.mark.parametrize(
    "arguments, word",
    [
        (["packs", "upgrade", "gardens"], "not on"),
        (["packs", "plan", "cleaning", "--to", "9.0.0"], "9.0.0"),
        (["packs", "plan", "cleaning", "--to", "newest"], "version"),
        (["packs", "upgrade", "no-such-pack"], "not on"),
    ],
)
def test_refusals_say_why(own, arguments, word):
    refused = own.kernel(*arguments, "--tenant", "demo", exit=REFUSED)
    assert word in refused.err and refused.out == ""


def test_kill_at_any_step_leaves_the_old_or_the_new(gardens):
    """It is killed before it writes, at each tenth of what it writes, and after it."""
    path = gardens.folder.path
    killing = Killing(path / "tenants" / "demo.db")
    upgrade = [BINARY, "packs", "upgrade", "gardens", "--tenant", "demo", "--data", path, *gardens.arguments]

    def undo():
        newest = gardens.run("packs", "receipts", "--tenant", "demo", "--format", "json").json["receipts"][0]
        gardens.run("packs", "undo", newest["receipt"], "--tenant", "demo")
        assert shape(facts(path, "demo")) == old

    gardens.run("packs", "enable", "gardens", "--tenant", "demo")
    old = shape(facts(path, "demo"))
    gardens.offer("2.0.0")
    killing.whole(upgrade)
    new = shape(facts(path, "demo"))
    assert new != old
    undo()
    seen = set()
    for part in killing.parts(10):
        killing.at(upgrade, part)
        gardens.run("audit", "verify", "--tenant", "demo")
        found = shape(facts(path, "demo"))
        assert found in (old, new)
        seen.add(found == new)
        if found == new:
            undo()
    assert seen == {True, False} and killing.halves > 0


RENAMED = """
      name: { type: text, required: true }
      remark: { type: text, max: 200, was: note }
migrations:
  - { from: "<3.0.0", set: gardens.bed.remark, to: nothing yet, where: "remark = null" }
"""


def test_renames_migrations_and_losses_are_told_and_done(gardens):
    with gardens.server() as server:
        gardens.offer("2.0.0")
        server.kernel("packs", "enable", "gardens", "--tenant", "demo")
        with server.client("owner") as owner:
            rose = owner.post("/api/beds", {"name": "Rose", "note": "thorns", "area": 4}).expect(201)["id"]
            lily = owner.post("/api/beds", {"name": "Lily"}).expect(201)["id"]
        gardens.offer("3.0.0", text=yaml("3.0.0", RENAMED))
        planned = server.kernel("packs", "plan", "gardens", "--upgrade", "--tenant", "demo")
        for line in (
            "= entity/gardens.bed/field/remark was entity/gardens.bed/field/note",
            "> set gardens.bed.remark",
            "loses_data",
            "- entity/gardens.bed/field/area",
        ):
            assert line in planned.out, planned.out
        refused = server.kernel("packs", "upgrade", "gardens", "--tenant", "demo", exit=REFUSED)
        assert "accept 1" in refused.err
        done = server.kernel("packs", "upgrade", "gardens", "--accept", "1", "--tenant", "demo", "--format", "json").json
        with server.client("owner") as owner:
            now = owner.get(f"/api/beds/{rose}").expect(200).json
            assert now["remark"] == "thorns" and "area" not in now and "note" not in now
            assert owner.get(f"/api/beds/{lily}").expect(200)["remark"] == "nothing yet"
        server.kernel("packs", "undo", done["receipt"], "--tenant", "demo")
        with server.client("owner") as owner:
            back = owner.get(f"/api/beds/{rose}").expect(200)
            assert (back["note"], back["area"]) == ("thorns", 4)
        server.kernel("audit", "verify", "--tenant", "demo")


def test_a_conflict_with_the_tenants_edit_is_told_and_resolved(gardens):
    with gardens.server() as server, server.client("owner") as owner:
        server.kernel("packs", "enable", "gardens", "--tenant", "demo")

        def title():
            return owner.get("/api/model").expect(200).json["entities"]["gardens.bed"]["title"]["en"]

        edit = {"edits": [{"address": "entity/gardens.bed", "property": "title.en", "value": "Plot"}]}
        owner.patch("/api/overlay", edit).expect(200)
        assert title() == "Plot"
        gardens.offer("2.0.0", text=yaml("2.0.0", VERSIONS["2.0.0"]).replace("title: Bed", "title: Flower bed"))
        planned = server.kernel("packs", "plan", "gardens", "--upgrade", "--tenant", "demo")
        assert "conflict  entity/gardens.bed title.en: keep_tenant" in planned.out, planned.out
        kept = server.kernel("packs", "upgrade", "gardens", "--tenant", "demo", "--format", "json").json
        assert title() == "Plot"
        server.kernel("packs", "undo", kept["receipt"], "--tenant", "demo")
        resolve = ["--resolve", "entity/gardens.bed title.en=take"]
        plan = server.kernel("packs", "plan", "gardens", "--upgrade", *resolve, "--tenant", "demo", "--format", "json").json
        server.kernel("packs", "upgrade", "gardens", *resolve, "--plan", plan["plan"], "--tenant", "demo")
        assert title() == "Flower bed"
        nothing = server.kernel("packs", "plan", "gardens", "--upgrade", *resolve, "--tenant", "demo", exit=REFUSED)
        assert "no conflict" in nothing.err
