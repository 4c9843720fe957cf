"""A tenant's own changes: by the API and by the command line, while it serves and across a kill -9."""

import random
import subprocess
import threading

import pytest

from ids import mark
from server import BINARY, ROOT, Server, kernel

REFUSED = 1
CHANGES = """\
extend:
  customers.site:
    fields:
      gate_code: { type: text, max: 20, indexed: true, searchable: true, title: { en: Gate code, de: Torcode } }
roles:
  porter: { title: Porter, grants: { customers.site: { read: all } } }
change:
  entity/customers.site/field/name: { title: { en: Place } }
  role/staff: { title: Desk, grants: { customers.site: { create: null } } }
  screen/my_visits: { title: Today }
"""
GATE = "entity/customers.site/field/gate_code"


def quoted(address):
    return address.replace("/", "%2F")


def fields(client, entity="customers.site"):
    return {field["id"]: field for field in client.get("/api/model").expect(200)["entities"][entity]["fields"]}


@pytest.fixture
def changes(tmp_path):
    place = tmp_path / "changes.yaml"
    place.write_text(CHANGES)
    return place


@pytest.fixture
def server(folder):
    with Server(folder) as server:
        yield server


def gate_code(**more):
    return {"address": GATE, "property": "definition", "value": {"type": "text", "max": 20, "indexed": True, "searchable": True, "title": "Gate code", **more}}


def test_a_field_of_ones_own_is_a_field_like_any_other(server):
    with server.client("owner") as owner:
        model = owner.get("/api/model").expect(200)["format"] and owner.get("/api/overlay").expect(200)["model"]
        planned = owner.post("/api/overlay/plan", {"edits": [gate_code()]}).expect(200)["plan"]
        assert [(step["kind"], step["name"]) for step in planned["schema"]][0] == ("column", "own__gate_code")
        assert "gate_code" not in fields(owner)
        done = owner.patch("/api/overlay", {"expecting": model, "edits": [gate_code()]}).expect(200)
        assert done["changed"] and done["model"] == planned["model"] and done["receipt"]
        assert fields(owner)["gate_code"]["owner"] == "own"

        customer = owner.create("customers", name=mark("Customer"))["id"]
        codes = {code: owner.create("sites", name=mark("Site"), customer=customer, address="Street 1", gate_code=code)["id"] for code in ("K-17", "K-2", "A-9")}
        found = owner.get("/api/sites", query={"gate_code": "K-2"}).expect(200)["items"]
        assert [site["id"] for site in found] == [codes["K-2"]]
        found = owner.get("/api/sites", query={"where": 'starts_with(gate_code, "K-")', "sort": "-gate_code"}).expect(200)["items"]
        assert [site["gate_code"] for site in found] == ["K-2", "K-17"]
        assert codes["A-9"] in [site["id"] for site in owner.get("/api/sites", query={"q": "A-9"}).expect(200)["items"]]
        assert "gate_code" in owner.get("/api/sites.csv").text.splitlines()[0]
        owner.post("/api/sites", {"name": "S", "customer": customer, "address": "Street 1", "gate_code": "x" * 21}).expect(422)

        # Once more, as after a lost answer: nothing happens, whatever was expected.
        again = owner.patch("/api/overlay", {"expecting": model, "edits": [gate_code()]}).expect(200)
        assert not again["changed"] and again["model"] == done["model"]
        owner.patch("/api/overlay", {"expecting": model, "edits": [gate_code(max=30)]}).expect(409, "plan_stale")
        owner.patch("/api/overlay", {"edits": [gate_code(max=30)]}, headers={"If-Match": f'"{done["model"]}"'}).expect(200)

        reverted = owner.delete(f"/api/overlay/{quoted(GATE)}").expect(200)
        assert reverted["model"] == model and "gate_code" not in fields(owner)
        owner.get("/api/sites", query={"gate_code": "K-2"}).expect(422)
        assert [edit["state"] for edit in owner.get("/api/overlay")["edits"]] == ["reverted"]
        owner.post(f"/api/overlay/{quoted(GATE)}/reapply").expect(200)
        assert owner.get(f"/api/sites/{codes['K-17']}").expect(200)["gate_code"] == "K-17"
        entries = owner.get("/api/audit", query={"entity": "kernel.overlay"}).expect(200)["items"]
        assert [entry["action"] for entry in entries] == ["customised"] * 4
    server.kernel("audit", "verify", "--tenant", "demo")


def test_a_bad_edit_changes_nothing_and_says_what_is_wrong(server):
    with server.client("owner") as owner:
        before = owner.get("/api/overlay").expect(200).json
        for body in ({}, {"edits": 7}, {"edits": [{}]}, {"edits": [{"address": "nowhere"}]}, {"edits": [gate_code()], "more": 1}, {"edits": [{"address": GATE, "value": 1, "revert": True}]}):
            owner.patch("/api/overlay", body).expect(422)
        problem = owner.patch("/api/overlay", {"edits": [gate_code(), gate_code(type="txt") | {"address": GATE + "_2"}]}).expect(422)
        assert [(finding["path"], finding["code"]) for finding in problem["errors"]] == [(f"{GATE}_2 definition", "P113")]
        missing = owner.patch("/api/overlay", {"edits": [{"address": "entity/customers.site/field/nmae", "value": {"required": True}}]}).expect(422)
        assert "did you mean `entity/customers.site/field/name`" in missing["detail"]
        owner.delete(f"/api/overlay/{quoted(GATE)}").expect(404)
        owner.delete("/api/overlay/nowhere").expect(404)
        assert owner.get("/api/overlay").expect(200).json == before


def test_who_may_change_what(server):
    """Without the permission nothing; with it fields and labels, but nothing that decides who may do what."""
    with server.client("owner") as owner, server.client("manager") as manager:
        for send in (manager.get, manager.patch, manager.delete):
            path = "/api/overlay" if send != manager.delete else f"/api/overlay/{quoted(GATE)}"
            (send(path) if send != manager.patch else send(path, {"edits": []})).expect(403)
        manager.get("/api/inspect", query={"address": "role/manager"}).expect(403)
        owner.patch("/api/overlay", {"edits": [{"address": "role/manager", "value": {"grants": {"access": {"overlay": "all"}}}}]}).expect(200)
        manager.patch("/api/overlay", {"edits": [gate_code()]}).expect(200)
        everything = {"customers.site": {"delete": "all"}}
        for edit in (
            {"address": "role/manager", "value": {"grants": everything}},
            {"address": "role/boss", "property": "definition", "value": {"title": "Boss", "grants": everything}},
            {"address": "permission/own.more", "property": "definition", "value": {"title": "More", "implies": ["access.settings"]}},
            {"address": "entity/work-orders.work_order/move/skip_all", "property": "definition", "value": {"from": "draft", "to": "done", "needs": "work-orders.work_order.read"}},
        ):
            refused = manager.patch("/api/overlay", {"edits": [edit]}).expect(403)
            assert "holds everything" in refused["detail"]
        owner.patch("/api/overlay", {"edits": [{"address": "role/owner", "value": {"grants": everything}}]}).expect(422)


def test_the_commands(server, changes, tmp_path):
    def run(*arguments, **options):
        return server.kernel("packs", *arguments, "--tenant", "demo", **options)

    assert run("diff").out.strip() == "Nothing is changed."
    planned = run("edit", str(changes), "--plan").out
    for line in ("customise for demo\n", f"+ {GATE}", "~ entity/customers.site/field/name title.en", "+ role/porter", "+ column customers__site.own__gate_code"):
        assert line in planned, planned
    assert run("diff").out.strip() == "Nothing is changed."
    done = run("edit", str(changes)).out
    receipt = done.splitlines()[-1].split()[1]
    assert "Nothing changed" in run("edit", str(changes)).out
    shown = run("diff").out
    assert '~ entity/customers.site/field/name title.en: "Name" -> "Place"' in shown and "+ role/porter" in shown
    edits = run("diff", "cleaning", "--format", "json").json["edits"]
    assert [(edit["address"], edit["property"], edit["owner"], edit["state"]) for edit in edits] == [("screen/my_visits", "title.en", "cleaning", "in_force")]

    inspected = run("inspect", "entity/customers.site/field/name").out
    assert "capability customers" in inspected and "overlay own" in inspected and 'title.en: "Place"' in inspected
    found = run("inspect", "screen/my_visits", "--format", "json").json
    assert [layer["layer"] for layer in found["layers"]] == ["pack", "overlay"] and found["layers"][0]["at"].startswith("cleaning/pack.yaml:")
    assert "role/cleaning_technician" in run("inspect", "entity/customers.site/field/soil").out
    assert "did you mean" in run("inspect", "role/stafff", exit=REFUSED).err.lower()

    assert "no capability or pack `clening`" in run("diff", "clening", exit=REFUSED).err
    for word in ("undo", "plan", "enable", "inspect", "revert"):
        assert run(word, "", exit=REFUSED).err.strip(), word
    assert "An empty word is no id." in run("undo", "", exit=REFUSED).err
    for taken in ("cleaning", "customers"):
        assert "that no capability or pack of the tenant has" in run("extract", "--id", taken, "--out", str(tmp_path), exit=REFUSED).err

    run("revert", "role/staff", "--property", "title.en")
    assert '"Staff" -> "Desk"   (reverted)' in run("diff").out
    run("reapply", "role/staff")
    run("extract", "--out", str(tmp_path))
    text = (tmp_path / "demo-own/pack.yaml").read_text()
    assert "cleaning: 1." in text and "gate_code" in text
    assert "no findings" in kernel("packs", "validate", str(tmp_path / "demo-own")).out
    run("undo", receipt, exit=REFUSED)
    run("revert", GATE, "--forget")
    assert "gate_code" not in run("diff").out

    broken = tmp_path / "broken.yaml"
    broken.write_text("chnage: {}\nextend: { customers.site: { fields: { a: { type: text }, a: { type: int } } } }\n")
    refused = run("edit", str(broken), exit=REFUSED).err
    assert "broken.yaml:" in refused and "P013" in refused
    broken.write_text("chnage: {}\n")
    assert "did you mean `change`" in run("edit", str(broken), exit=REFUSED).err


def test_an_overlay_travels_and_survives_what_happens_to_its_packs(folder, changes):
    with Server(folder) as server:
        server.kernel("packs", "edit", str(changes), "--tenant", "demo")
        with server.client("owner") as owner:
            model = owner.get("/api/overlay")["model"]
        server.kernel("packs", "disable", "cleaning", "--tenant", "demo")
        states = {edit["address"]: edit["state"] for edit in server.kernel("packs", "diff", "--tenant", "demo", "--format", "json").json["edits"]}
        assert states["screen/my_visits"] == "parked" and states[GATE] == "in_force"
        server.kernel("packs", "enable", "cleaning", "--tenant", "demo")
        with server.client("owner") as owner:
            assert owner.get("/api/overlay")["model"] == model
        with server.client("owner") as owner:
            assert fields(owner)["name"]["title"]["en"] == "Place"
        server.kernel("tenants", "export", "demo", str(folder.parent / "demo.kernel"))
        server.kernel("tenants", "import", str(folder.parent / "demo.kernel"), "--as", "twin")
        assert server.kernel("tenants", "show", "twin", "--format", "json").json["model"] == model
    with Server(folder) as server:
        for id in ("demo", "twin"):
            assert server.kernel("tenants", "show", id, "--format", "json").json["model"] == model


def test_kill_at_any_step_leaves_the_old_or_the_new(template, changes):
    """The command owns the folder while no server runs: it is killed after a chance number of milliseconds, again and again."""
    folder = template.copy()
    chance = random.Random(4)

    def shown():
        model = kernel("tenants", "show", "demo", "--format", "json", "--data", folder.path).json["model"]
        return model, len(kernel("packs", "diff", "--tenant", "demo", "--format", "json", "--data", folder.path).json["edits"])

    old = shown()
    command = [BINARY, "packs", "edit", str(changes), "--tenant", "demo", "--data", str(folder.path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    new = shown()
    assert old != new
    receipt = kernel("packs", "receipts", "--tenant", "demo", "--format", "json", "--data", folder.path).json["receipts"][0]["receipt"]
    kernel("packs", "undo", receipt, "--tenant", "demo", "--data", folder.path)
    assert shown() == old
    seen = set()
    for _ in range(6):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        timer = threading.Timer(chance.uniform(0.02, 0.8), process.kill)
        timer.start()
        process.wait()
        timer.cancel()
        now = shown()
        assert now in (old, new)
        seen.add(now)
        if now == new:
            newest = kernel("packs", "receipts", "--tenant", "demo", "--format", "json", "--data", folder.path).json["receipts"][0]
            kernel("packs", "undo", newest["receipt"], "--tenant", "demo", "--data", folder.path)
            assert shown() == old
    kernel("audit", "verify", "--tenant", "demo", "--data", folder.path)
    folder.remove()
    assert seen


def test_who_takes_a_state_back_hears_how_many_records_stand_in_it(server):
    state, moves = "entity/work-orders.work_order/state/parked", "entity/work-orders.work_order/move/"
    with server.client("owner") as owner:
        needs = "work-orders.work_order.update"
        edits = [
            {"address": state, "property": "definition", "value": {"title": "Parked"}},
            {"address": moves + "park", "property": "definition", "value": {"title": "Park", "from": "draft", "to": "parked", "needs": needs}},
            {"address": moves + "unpark", "property": "definition", "value": {"title": "Unpark", "from": "parked", "to": "draft", "needs": needs}},
        ]
        owner.patch("/api/overlay", {"edits": edits}).expect(200)
        customer = owner.create("customers", name=mark("Customer"))["id"]
        orders = [owner.create("work-orders", title=mark("Order"), customer=customer, starts="2026-11-22T08:00:00Z")["id"] for _ in range(3)]
        for order in orders[:2]:
            assert owner.post(f"/api/work-orders/{order}/moves/park", {}).expect(200)["state"] == "parked"

        taken = [{"address": edit["address"], "revert": True} for edit in edits]
        planned = owner.post("/api/overlay/plan", {"edits": taken}).expect(200)["plan"]["risks"]
        assert [(risk["risk"], risk["address"], risk["rows"]) for risk in planned] == [("hides_data", state, 2)]
        told = server.kernel("packs", "revert", state, "--plan", "--tenant", "demo").out
        assert "hides_data  2 records of work-orders.work_order are in `parked`" in told
        assert owner.post(f"/api/work-orders/{orders[0]}/moves/unpark", {}).expect(200)["state"] == "draft"
        done = owner.patch("/api/overlay", {"edits": taken}).expect(200)
        assert [(risk["address"], risk["rows"]) for risk in done["risks"]] == [(state, 1)]

        stuck = owner.get(f"/api/work-orders/{orders[1]}").expect(200)
        assert stuck["state"] == "parked"
        owner.post(f"/api/work-orders/{orders[1]}/moves/unpark", {}).expect(404)
        back = server.kernel("packs", "reapply", state, "--plan", "--tenant", "demo").out
        assert f"+ {state}" in back
        owner.patch("/api/overlay", {"edits": [{"address": edit["address"], "reapply": True} for edit in edits]}).expect(200)
        assert owner.get("/api/work-orders", query={"state": "parked"}).expect(200)["items"][0]["id"] == orders[1]
        assert owner.post(f"/api/work-orders/{orders[1]}/moves/unpark", {}).expect(200)["state"] == "draft"
