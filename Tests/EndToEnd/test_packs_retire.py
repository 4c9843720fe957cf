"""What a version of a pack retires: hidden and kept on an upgrade, found again, dropped in its time by a plan that has to be accepted."""

import sqlite3
from datetime import date, timedelta

import pytest

from server import kernel
from test_packs_upgrade import REFUSED, Gardens

HEAD = """pack: gardens
format: 1
version: {version}
title: Gardens
requires: {{ access: "1.0", customers: "1.0" }}
entities:
  bed:
    title: Bed
    collection: beds
    fields:
      name: {{ type: text, required: true }}
{bed}
extend:
  customers.site:
    fields:
      shade: {{ type: text }}
{site}
"""
OLD = HEAD.format(version="2.0.0", bed="      depth: { type: int }", site="      floor_count: { type: int }")
STEPS = """migrations:
  - { from: "<2.1.0", retire: gardens.bed.depth, keep: 180d }
  - { from: "<2.1.0", retire: customers.site.floor_count, keep: 180d }
"""
NEW = HEAD.format(version="2.1.0", bed="", site="") + STEPS
AGAIN = HEAD.format(version="2.2.0", bed="", site="      floor_count: { type: int }") + STEPS.rsplit("  -", 1)[0]
ON = ("--tenant", "demo")


@pytest.fixture
def gardens(folder):
    gardens = Gardens(folder)
    gardens.offer("2.0.0", text=OLD)
    return gardens


def work(server):
    """A site and two beds that hold something in what goes."""
    server.kernel("packs", "enable", "gardens", *ON)
    with server.client("owner") as owner:
        customer = owner.post("/api/customers", {"name": "Acme"}).expect(201)["id"]
        site = owner.post("/api/sites", {"name": "Hall", "customer": customer, "floor_count": 7}).expect(201)["id"]
        beds = [owner.post("/api/beds", {"name": "Rose", "depth": depth}).expect(201)["id"] for depth in (3, 4)]
    return site, beds


def let_time_pass(gardens):
    """As if the days of `keep` had passed: the server is off, and what it wrote down as the end lies behind it."""
    with sqlite3.connect(gardens.folder.path / "tenants" / "demo.db") as store:
        assert store.execute("UPDATE retired SET until = 0").rowcount > 0
    store.close()


def columns(gardens, table):
    with sqlite3.connect(gardens.folder.path / "tenants" / "demo.db") as store:
        found = {row[0] for row in store.execute("SELECT name FROM pragma_table_info(?)", [table])}
    store.close()
    return found


def test_a_retired_field_is_hidden_kept_found_again_and_dropped_in_its_time(gardens):
    with gardens.server() as server:
        site, beds = work(server)
        gardens.offer("2.1.0", text=NEW)
        told = server.kernel("packs", "plan", "gardens", "--upgrade", *ON).out
        assert "- entity/gardens.bed/field/depth retired: 2 records hold something in it, kept until " in told, told
        assert "hides_data  What 1 records hold in customers.site.floor_count is kept and hidden. From " in told, told
        assert "loses_data" not in told and "can be undone: yes" in told
        plan = server.kernel("packs", "plan", "gardens", "--upgrade", *ON, "--format", "json").json
        ends = {thing["until"] for thing in plan["retires"]}
        # The tenant's day may not be this machine's.
        assert ends <= {str(date.today() + timedelta(days=days)) for days in (180, 181, 182)} and len(ends) == 1
        done = server.kernel("packs", "upgrade", "gardens", "--plan", plan["plan"], *ON, "--format", "json").json
        with server.client("owner") as owner:
            assert "floor_count" not in owner.get(f"/api/sites/{site}").expect(200).json
            assert "depth" not in owner.get(f"/api/beds/{beds[0]}").expect(200).json
            assert "floor_count" not in str(owner.get("/api/model").expect(200).json)
            owner.post("/api/beds", {"name": "Lily", "depth": 1}).expect(422)
        # Taken back, everything is there; done again, hidden again.
        server.kernel("packs", "undo", done["receipt"], *ON)
        with server.client("owner") as owner:
            assert owner.get(f"/api/beds/{beds[1]}").expect(200)["depth"] == 4
        server.kernel("packs", "upgrade", "gardens", *ON)
        early = server.kernel("packs", "drop", "gardens", "--accept", "3", *ON, exit=REFUSED)
        assert f"is kept until {ends.pop()}" in early.err, early.err
        assert early.out == ""
    assert "gardens__floor_count" in columns(gardens, "customers__site")
    let_time_pass(gardens)
    gardens.offer("2.2.0", text=AGAIN)
    with gardens.server() as server:
        told = server.kernel("packs", "plan", "gardens", "--upgrade", *ON).out
        assert "may be dropped: kernel packs plan gardens --drop" in told, told
        server.kernel("packs", "upgrade", "gardens", *ON)
        with server.client("owner") as owner:
            assert owner.get(f"/api/sites/{site}").expect(200)["floor_count"] == 7
        plan = server.kernel("packs", "plan", "gardens", "--drop", *ON, "--format", "json").json
        assert [(thing["address"], thing["rows"]) for thing in plan["drops"]] == [("entity/gardens.bed/field/depth", 2)]
        assert plan["accept"] == 2 and plan["undoable"] is False
        for accept in ([], ["--accept", "1"], ["--accept", "3"]):
            refused = server.kernel("packs", "drop", "gardens", *accept, *ON, exit=REFUSED)
            assert "accept 2" in refused.err and refused.out == ""
        out = server.kernel("packs", "drop", "gardens", "--plan", plan["plan"], "--accept", "2", *ON).out
        assert out.strip() == "entity/gardens.bed/field/depth is gone for good; 2 records lost what they held in it."
        with server.client("owner") as owner:
            assert owner.get(f"/api/beds/{beds[0]}").expect(200)["name"] == "Rose"
            assert owner.get(f"/api/sites/{site}").expect(200)["floor_count"] == 7
        receipts = server.kernel("packs", "receipts", *ON, "--format", "json").json["receipts"]
        assert receipts[0]["action"] == "drop" and {receipt["status"] for receipt in receipts} <= {"closed", "undone"}
        refused = server.kernel("packs", "undo", receipts[0]["receipt"], *ON, exit=REFUSED)
        assert "no longer" in refused.err
        server.kernel("audit", "verify", *ON)
    assert "gardens__depth" not in columns(gardens, "gardens__bed")


def test_an_export_carries_what_is_retired(gardens, tmp_path):
    with gardens.server() as server:
        site, beds = work(server)
        gardens.offer("2.1.0", text=NEW)
        server.kernel("packs", "upgrade", "gardens", *ON)
        server.kernel("tenants", "export", "demo", str(tmp_path / "demo.kernel"))
        server.kernel("tenants", "import", str(tmp_path / "demo.kernel"), "--as", "twin")
        gardens.offer("2.0.0", text=OLD)
        server.kernel("packs", "upgrade", "gardens", "--to", "2.0.0", "--tenant", "twin")
    with sqlite3.connect(gardens.folder.path / "tenants" / "twin.db") as store:
        assert store.execute("SELECT gardens__depth FROM gardens__bed ORDER BY 1").fetchall() == [(3,), (4,)]
        assert store.execute("SELECT count(*) FROM retired").fetchone() == (0,)
    store.close()


def test_validate_warns_of_retire_without_keep_and_explains_it(gardens):
    gardens.offer("2.1.0", text=NEW.replace(", keep: 180d", ""))
    checked = kernel("packs", "validate", str(gardens.packs / "gardens"))
    assert "warning P812" in checked.out + checked.err
    for code, word in (("P812", "keep: 180d"), ("P332", "retires")):
        assert word in kernel("packs", "explain", code).out


CHOICES = {
    "3.0.0": "ground: { type: choice, of: [light, heavy], default: light }",
    "3.1.0": "ground: { type: choice, of: { gentle: { title: Gentle, was: light }, heavy: Heavy }, default: gentle }",
}


def choice(version):
    return HEAD.format(version=version, bed="", site=f"      {CHOICES[version]}")


def test_a_renamed_option_keeps_the_rows_values_and_undo_gives_the_old_name_back(gardens):
    gardens.offer("3.0.0", text=choice("3.0.0"))
    with gardens.server() as server:
        server.kernel("packs", "enable", "gardens", *ON)
        with server.client("owner") as owner:
            customer = owner.post("/api/customers", {"name": "Acme"}).expect(201)["id"]
            sites = {
                soil: owner.post("/api/sites", {"name": soil, "customer": customer, "ground": soil}).expect(201)["id"]
                for soil in ("light", "heavy")
            }
        gardens.offer("3.1.0", text=choice("3.1.0"))
        told = server.kernel("packs", "plan", "gardens", "--upgrade", *ON).out
        assert "= entity/customers.site/field/ground/of/gentle was entity/customers.site/field/ground/of/light" in told, told
        done = server.kernel("packs", "upgrade", "gardens", *ON, "--format", "json").json
        with server.client("owner") as owner:
            assert owner.get(f"/api/sites/{sites['light']}").expect(200)["ground"] == "gentle"
            assert owner.get(f"/api/sites/{sites['heavy']}").expect(200)["ground"] == "heavy"
            found = owner.get("/api/sites", query={"ground": "gentle", "customer": customer}).expect(200)["items"]
            assert [site["id"] for site in found] == [sites["light"]]
            owner.post("/api/sites", {"name": "New", "customer": customer, "ground": "light"}).expect(422)
        server.kernel("packs", "undo", done["receipt"], *ON)
        with server.client("owner") as owner:
            kept = owner.get(f"/api/sites/{sites['light']}").expect(200)
            # The upgrade and the undo wrote it: versions only grow.
            assert (kept["ground"], kept["version"]) == ("light", 3)
        server.kernel("audit", "verify", *ON)


def test_edits_that_name_a_renamed_option_go_along(gardens):
    gardens.offer("3.0.0", text=choice("3.0.0"))
    site = "entity/customers.site"
    with gardens.server() as server:
        server.kernel("packs", "enable", "gardens", *ON)
        with server.client("owner") as owner:
            owner.patch("/api/overlay", {"edits": [
                {"address": f"{site}/field/ground/of/light", "property": "title.en", "value": "Airy"},
                {"address": f"{site}/check/airy", "property": "definition", "value": {"if": "ground != light or name != 'Cellar'", "else": "No."}},
            ]}).expect(200)
        gardens.offer("3.1.0", text=choice("3.1.0"))
        told = server.kernel("packs", "plan", "gardens", "--upgrade", *ON).out
        assert "waits" not in told and '["lit","gentle"]' in told, told
        server.kernel("packs", "upgrade", "gardens", *ON)
        with server.client("owner") as owner:
            edits = {edit["address"]: edit["state"] for edit in owner.get("/api/overlay").expect(200)["edits"]}
            assert edits == {f"{site}/field/ground/of/gentle": "in_force", f"{site}/check/airy": "in_force"}
