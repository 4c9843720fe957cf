"""What stays in force of a tenant's own changes when an upgrade takes away a part of what they name."""

import pytest

from test_packs_upgrade import Gardens

WHOLE = """pack: gardens
format: 1
version: 1.0.0
title: Gardens
requires: { access: "1.0", customers: "1.0" }
roles:
  gardener: { grants: { gardens.bed: { read: all, create: all, dig: all } } }
entities:
  bed:
    title: Bed
    collection: beds
    fields:
      name: { type: text, required: true }
      checked: { type: bool }
    states: { fresh: { start: true }, dug: { final: true } }
    moves: { dig: { from: fresh, to: dug } }
  shed:
    title: Shed
    collection: sheds
    fields: { name: { type: text } }
"""
BARE = WHOLE.replace("1.0.0", "2.0.0").replace("      checked: { type: bool }\n", "")
BARE = BARE[: BARE.index("  shed:")]
CHANGES = """\
roles:
  helper: { title: Helper, grants: { gardens.bed: { read: all, dig: all }, gardens.shed: { read: all } } }
change:
  entity/gardens.bed/move/dig: { if: checked, else: Not checked }
"""
DIG = "entity/gardens.bed/move/dig"


@pytest.fixture
def gardens(folder):
    gardens = Gardens(folder)
    gardens.offer("1.0.0", text=WHOLE)
    return gardens


def test_a_role_stays_without_what_is_gone_and_a_guard_never_falls_open(gardens, tmp_path):
    changes = tmp_path / "changes.yaml"
    changes.write_text(CHANGES)
    with gardens.server() as server:
        server.kernel("packs", "enable", "gardens", "--tenant", "demo")
        server.kernel("packs", "edit", str(changes), "--tenant", "demo")
        gardens.offer("2.0.0", text=BARE)
        planned = server.kernel("packs", "plan", "gardens", "--upgrade", "--tenant", "demo").out
        assert "`grants.gardens.shed.read` of your edit of role/helper definition waits" in planned
        assert f"Your edit of {DIG} if waits" in planned and "nobody makes this move (409)" in planned
        server.kernel("packs", "upgrade", "gardens", "--tenant", "demo")
        with server.client("owner") as owner:
            roles = {role["id"]: role for role in owner.get("/api/model").expect(200)["roles"]}
            assert {grant["permission"] for grant in roles["helper"]["grants"]} == {"gardens.bed.read", "gardens.bed.dig"}
            edits = {f"{edit['address']} {edit['property']}": edit for edit in owner.get("/api/overlay").expect(200)["edits"]}
            assert edits["role/helper definition"]["state"] == "partly"
            assert [part["part"] for part in edits["role/helper definition"]["waiting"]] == ["grants.gardens.shed.read"]
            assert edits[f"{DIG} if"]["state"] == "parked"
            bed = owner.post("/api/beds", {"name": "Rose"}).expect(201)["id"]
            locked = owner.post(f"/api/beds/{bed}/moves/dig", {}).expect(409)
            assert locked["code"] == "state_refused" and DIG in locked["detail"] and "checked" in locked["detail"]
            shown = server.kernel("packs", "diff", "--tenant", "demo").out
            assert "waits in part: grants.gardens.shed.read" in shown and "(waits: " in shown
            server.kernel("packs", "revert", DIG, "--property", "if", "--tenant", "demo")
            assert owner.post(f"/api/beds/{bed}/moves/dig", {}).expect(200)["state"] == "dug"


def test_what_waits_in_part_is_whole_again_when_its_pack_is(gardens, tmp_path):
    changes = tmp_path / "changes.yaml"
    changes.write_text(CHANGES)
    with gardens.server() as server:
        server.kernel("packs", "enable", "gardens", "--tenant", "demo")
        server.kernel("packs", "edit", str(changes), "--tenant", "demo")
        gardens.offer("2.0.0", text=BARE)
        server.kernel("packs", "upgrade", "gardens", "--tenant", "demo")
        gardens.offer("3.0.0", text=WHOLE.replace("1.0.0", "3.0.0"))
        server.kernel("packs", "upgrade", "gardens", "--tenant", "demo")
        with server.client("owner") as owner:
            edits = owner.get("/api/overlay").expect(200)["edits"]
            assert {edit["state"] for edit in edits} == {"in_force"}
            bed = owner.post("/api/beds", {"name": "Rose"}).expect(201)["id"]
            assert "Not checked" in owner.post(f"/api/beds/{bed}/moves/dig", {}).expect(409)["detail"]
