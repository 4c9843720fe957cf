"""`kernel packs purge`: what it asks for first, and that it leaves no trace in any file of the tenant, whatever a crash does."""

import random
import re
import sqlite3
import subprocess
import threading
import time

import pytest

from client import Client
from ids import mark, uuid7
from server import BINARY, ROOT, Server

# Each word with `quinx` stands in one kind of thing of the pack. Its own id, its entities, moves and automations are named by the journal for
# good: `plum`, `basket`, `plum_press`, `plum/notes`.
PACK = """
pack: plum
format: 1
version: 1.0.0
title: Plums quinxtitle
requires: { access: "1.0", automations: "1.0", customers: "1.0", work-orders: "1.0" }
settings: { quinxsetting: { type: int, default: 3, min: 0, max: 99 } }
permissions: { plum.quinxpermission: { title: Quinx, scopes: [team, all] } }
roles:
  quinxrole:
    title: Role
    grants: { customers.customer: { read: all }, plum: { quinxpermission: all }, plum.basket: { read: all } }
units: { quinxunit: { title: Unit, measures: area } }
rate_cards: { quinxcard: { title: Card, unit: quinxunit, lines: { quinxline: 25 } } }
entities:
  basket:
    title: Basket
    collection: quinxcollection
    label: "{quinxfield}"
    fields:
      quinxfield: { type: text, required: true, searchable: true }
      quinxsecret: { type: text, secret: true }
      quinxpeople: { type: references, to: access.member, inverse: quinxinverse }
      quinxprice: { type: money }
      quinxchoice: { type: choice, of: { quinxoption: Option } }
    states: { quinxfresh: { start: true }, quinxeaten: { final: true } }
    moves: { plum_eat: { from: quinxfresh, to: quinxeaten } }
extend:
  customers.customer:
    fields:
      quinxextra: { type: text, searchable: true, indexed: true }
      quinxfee: { type: money }
      quinxhelpers: { type: references, to: access.member, inverse: quinxhelped }
      quinxwhere: { type: geo }
      quinxwhen: { type: datetime, zone: true }
      quinxcount: { type: int, compute: "exists(sites) ? 1 : 0" }
  work-orders.work_order:
    states: { quinxpressed: { final: true } }
    moves: { plum_press: { from: draft, to: quinxpressed, needs: plum.quinxpermission } }
automations:
  notes:
    title: A note for each
    when: plum.basket.created
    if: "quinxfield != \\"quinxnever\\""
    do:
      - { set: { quinxchoice: "\\"quinxoption\\"" } }
seed:
  reference:
    customers.customer:
      quinxkey1: { name: Quinxsown alone }
      quinxkey2: { name: Sown and referred to }
    plum.basket:
      quinxkey3: { quinxfield: Quinxbasket sown }
"""
CONFIRM = "plum of demo"


class Orchard:
    """A server of the demo tenant that worked with the pack and switched it off."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        packs = folder.parent / "packs" / "plum"
        packs.mkdir(parents=True)
        (packs / "pack.yaml").write_text(PACK.replace("exists(sites) ? 1 : 0", "if(exists(sites), 1, 0)"))
        self.packs = ["--packs", str(ROOT / "Packs"), "--packs", str(packs.parent)]
        self.arguments = [*self.packs, *arguments]
        self.exports = 0

    def server(self, *arguments):
        return Server(self.folder, arguments=[*self.arguments, *arguments])

    def use(self, server):
        """Everything of the pack is used, by every way in."""
        server.kernel("packs", "enable", "plum", "--tenant", "demo")
        with server.client("owner") as owner:
            me = owner.get("/api/me").expect(200)["user"]["id"]
            for number in range(30):
                owner.post("/api/quinxcollection", {"quinxfield": f"Quinxbasket {number} " + "quinxfill " * 40, "quinxsecret": "quinxopen", "quinxpeople": [me]}, key=uuid7()).expect(201)
            basket = owner.get("/api/quinxcollection", query={"limit": 1}).expect(200)["items"][0]
            owner.post(f"/api/quinxcollection/{basket['id']}/moves/plum-eat", {}).expect(200)
            self.customer = owner.create(
                "customers", name="Stays", quinxextra="Quinxtext typed", quinxfee={"amount": 777001, "currency": "EUR"}, quinxhelpers=[me],
                quinxwhere={"lat": 52.5, "lng": 13.4}, quinxwhen="2026-11-24T06:30:00Z", quinxwhen_zone="Europe/Berlin",
            )["id"]
            owner.patch(f"/api/customers/{self.customer}", {"quinxextra": "Quinxtext changed"}, match='"1"').expect(200)
            owner.patch("/api/tenant/settings", {"settings": {"quinxsetting": 42, "rates.plum.quinxcard.quinxline": 31}}).expect(200)
            order = owner.create("work-orders", title="Press", customer=self.customer)
            self.order = order["id"]
            owner.post(f"/api/work-orders/{self.order}/moves/plum-press", {}).expect(200)
            referred = owner.get("/api/customers", query={"name": "Sown and referred to"}).expect(200)["items"][0]["id"]
            owner.create("sites", name="Place", customer=referred)
            owner.patch("/api/overlay", {"edits": [
                {"address": "entity/plum.basket/field/quinxfield", "property": "title.en", "value": "Quinxlabel"},
                {"address": "entity/customers.customer/field/quinxextra", "property": "title.en", "value": "Quinxlabel here"},
                {"address": "role/quinxrole", "property": "title.en", "value": "Quinxlabel there"},
            ]}).expect(200)
            # Edits of others' things that name the pack's: they wait while it is off. One of them was taken back by then, one is gone.
            owner.patch("/api/overlay", {"edits": [
                {"address": "role/staff", "property": "grants.plum.quinxpermission", "value": "all"},
                {"address": "role/staff", "property": "grants.plum.basket.read", "value": "all"},
                {"address": "role/manager", "property": "grants.plum.basket.read", "value": "all"},
                {"address": "entity/customers.customer", "property": "label", "value": "{name} {quinxextra}"},
                {"address": "entity/customers.site/field/basket", "property": "definition", "value": {"type": "reference", "to": "plum.basket"}},
                {"address": "entity/customers.customer/check/quick", "property": "definition", "value": {"if": "quinxextra != 'Quinxbad'", "else": "No."}},
            ]}).expect(200)
            owner.patch("/api/overlay", {"edits": [{"address": "role/manager", "property": "grants.plum.basket.read", "revert": True}]}).expect(200)
            # The tenant's own, which no purge may touch.
            owner.patch("/api/overlay", {"edits": [
                {"address": "entity/customers.customer/field/name", "property": "title.en", "value": "Whose"},
                {"address": "role/staff", "property": "title.en", "value": "Hands"},
            ]}).expect(200)
            server.kernel("users", "invite", "press@demo.example", "--tenant", "demo", "--name", "Presser", "--role", "quinxrole", "--role", "staff")
            with Client(server.address, owner.token) as csv:
                csv.post("/api/quinxcollection/import", body=b"quinxfield\r\nQzbasket by file\r\n", headers={"Content-Type": "text/csv"}).expect(200)
        server.kernel("packs", "disable", "plum", "--tenant", "demo")

    def export(self, server):
        self.exports += 1
        server.kernel("tenants", "export", "demo", self.folder.parent / f"{self.exports}.kernel")

    def purge(self, server, confirm=CONFIRM, exit=0, tenant="demo"):
        typed = [] if confirm is None else ["--confirm", confirm]
        return server.kernel("packs", "purge", "plum", "--tenant", tenant, *typed, "--format", "json", exit=exit)

    def traces(self):
        """Words of the pack that stand in any file of the tenant, with what is around them."""
        found = []
        for path in sorted((self.folder.path / "tenants").glob("demo*")):
            if path.is_file():
                bytes = path.read_bytes()
                found += [(path.name, bytes[max(0, at.start() - 60): at.end() + 60]) for at in re.finditer(rb"(?i)quinx|plum__|777001", bytes)]
        return found


@pytest.fixture
def orchard(folder):
    return Orchard(folder, "--purge-after", "0")


def state(server):
    shown = server.kernel("tenants", "show", "demo", "--format", "json").json
    return shown, server.kernel("packs", "receipts", "--tenant", "demo", "--format", "json").json


def test_a_purge_asks_for_each_thing_in_turn_and_changes_nothing_before(folder):
    orchard = Orchard(folder)
    with orchard.server() as server:
        assert "nothing of a pack" in orchard.purge(server, exit=1).err
        server.kernel("packs", "enable", "plum", "--tenant", "demo")
        assert "disable it first" in orchard.purge(server, exit=1).err
        orchard.export(server)
        server.kernel("packs", "disable", "plum", "--tenant", "demo")
        before = state(server)
        orchard.export(server)
        assert re.search(r"is kept until 20\d\d-\d\d-\d\dT", orchard.purge(server, exit=1).err)
        assert state(server) == before
    with orchard.server("--purge-after", "0") as server:
        for confirm in (None, "", "plum", "Plum of demo", "plum of demo ", "plum  of demo", "plum of acme", "yes"):
            refused = orchard.purge(server, confirm, exit=1)
            assert CONFIRM in refused.err and refused.out == ""
        assert state(server) == before
        assert "purge" in server.kernel("packs", "undo", before[1]["receipts"][0]["receipt"], "--tenant", "demo").out or True
        server.kernel("packs", "disable", "plum", "--tenant", "demo")
        # The export lies before it went off again.
        assert "kernel tenants export demo" in orchard.purge(server, exit=1).err
        orchard.export(server)
        assert orchard.purge(server).json["pack"] == "plum"
        assert "nothing of a pack" in orchard.purge(server, exit=1).err
        server.kernel("audit", "verify", "--tenant", "demo")


def test_without_a_server_the_retention_time_holds(folder):
    orchard = Orchard(folder)
    with orchard.server() as server:
        server.kernel("packs", "enable", "plum", "--tenant", "demo")
        server.kernel("packs", "disable", "plum", "--tenant", "demo")
        orchard.export(server)
    assert "is kept until" in orchard.purge(server, exit=1).err


def test_a_purge_leaves_no_trace(orchard):
    with orchard.server() as server:
        orchard.use(server)
        orchard.export(server)
        before = server.client("owner").get(f"/api/customers/{orchard.customer}").expect(200).json
        assert orchard.traces()
        report = orchard.purge(server).json
        assert report["records"] == 32 and report["seeds_kept"] == 1 and report["seeds"] == 1 and report["states"] == 1 and report["tables"] == 1
        assert orchard.traces() == []
        with server.client("owner") as owner:
            assert owner.get(f"/api/customers/{orchard.customer}").expect(200).json == before
            for word in ("Quinxtext", "Quinxsown"):
                assert owner.get("/api/customers", query={"q": word}).expect(200)["items"] == []
            assert owner.get(f"/api/work-orders/{orchard.order}").expect(200)["state"] == "draft"
            assert "quinx" not in owner.get("/api/model").expect(200).text and "Whose" in owner.get("/api/model").text
            assert [edit["value"] for edit in owner.get("/api/overlay").expect(200)["edits"]] == ["Whose", "Hands"]
            assert "quinx" not in owner.get("/api/members").expect(200).text
            assert "quinx" not in owner.get("/api/tenant/settings").expect(200).text
            owner.get("/api/quinxcollection").expect(404)
            owner.create("customers", name="After the purge")
        server.kernel("audit", "verify", "--tenant", "demo")
    assert orchard.traces() == []
    with orchard.server() as server:
        assert orchard.traces() == []
        # It comes back as if it had never been.
        server.kernel("packs", "enable", "plum", "--tenant", "demo")
        with server.client("owner") as owner:
            assert [r["quinxfield"] for r in owner.get("/api/quinxcollection").expect(200)["items"]] == ["Quinxbasket sown"]
            record = owner.get(f"/api/customers/{orchard.customer}").expect(200).json
            assert record["quinxextra"] is None and record["quinxhelpers"] == []
            assert owner.get("/api/tenant/settings").expect(200)["settings"]["quinxsetting"] == 3
        server.kernel("audit", "verify", "--tenant", "demo")
        # What the export kept is still all there, for who needs it again.
        server.kernel("tenants", "import", orchard.folder.parent / "1.kernel", "--as", "demo-then")
        assert server.kernel("packs", "receipts", "--tenant", "demo-then").out


def test_what_it_left_elsewhere_must_be_on(orchard):
    with orchard.server() as server:
        server.kernel("tenants", "create", "solo", "--name", "Solo", "--owner", "o@solo.example.com")
        server.kernel("packs", "enable", "plum", "--tenant", "solo")
        server.kernel("packs", "disable", "plum", "--tenant", "solo")
        server.kernel("capabilities", "disable", "automations", "--tenant", "solo")
        server.kernel("tenants", "export", "solo", orchard.folder.parent / "solo.kernel")
        refused = orchard.purge(server, "plum of solo", exit=1, tenant="solo")
        assert "automations" in refused.err and "switch it on" in refused.err
        server.kernel("capabilities", "enable", "automations", "--tenant", "solo")
        assert orchard.purge(server, "plum of solo", tenant="solo").json["tables"] == 1
        server.kernel("audit", "verify", "--tenant", "solo")


def test_a_kill_of_a_purge_leaves_everything_or_no_trace(template):
    """The first purge is let be, and tells how long one lasts; the others are killed within that time. The next start finishes what was decided."""
    origin = template.copy()
    orchard = Orchard(origin, "--purge-after", "0")
    with orchard.server() as server:
        orchard.use(server)
        orchard.export(server)
        before = state(server)
    chance, seen, lasts = random.Random(5), [], None
    for round in range(8):
        folder = origin.copy()
        orchard.folder = folder
        server = orchard.server().start()
        command = [BINARY, "packs", "purge", "plum", "--tenant", "demo", "--confirm", CONFIRM, "--data", folder.path]
        begun = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if lasts is not None:
            timer = threading.Timer(chance.uniform(0.1, 1.0) * lasts, server.process.kill)
            timer.start()
            process.wait()
            timer.join()
        else:
            process.wait()
            lasts = time.monotonic() - begun
            server.kill()
        server.process.wait()
        with orchard.server() as server:
            server.kernel("audit", "verify", "--tenant", "demo")
            now = state(server)
            if now == before:
                assert orchard.traces()
                assert orchard.purge(server).json["records"] == 32
            seen.append(now == before)
            assert orchard.traces() == [], f"round {round}"
            with server.client("owner") as owner:
                owner.get(f"/api/customers/{orchard.customer}").expect(200, has={"name": "Stays"})
        folder.remove()
    origin.remove()
    print(f"{seen.count(True)} left everything, {seen.count(False)} no trace")


def test_a_start_writes_a_file_anew_that_a_crash_kept_from_it(folder):
    """The purge's transaction is on disk, its file is not yet clean: what a crash leaves at that moment, made by hand."""
    control, tenant = folder.path / "control.db", folder.path / "tenants" / "demo.db"
    for path, statements in (
        (tenant, ["CREATE TABLE junk(t TEXT)", "INSERT INTO junk SELECT 'quinxleft ' || hex(randomblob(400)) FROM json_each('[1,2,3,4,5,6,7,8,9]')", "DROP TABLE junk"]),
        (control, [f"INSERT INTO pending(id, kind, tenant, payload) VALUES('{uuid7()}', 'rewrite_tenant', 'demo', '{{}}')"]),
    ):
        line = sqlite3.connect(path, isolation_level=None)
        line.execute("PRAGMA secure_delete = OFF")
        for statement in statements:
            line.execute(statement)
        line.close()
    assert b"quinxleft" in tenant.read_bytes()
    with Server(folder) as server:
        assert b"quinxleft" not in tenant.read_bytes()
        server.kernel("audit", "verify", "--tenant", "demo")
        line = sqlite3.connect(f"file:{control}?mode=ro", uri=True)
        assert line.execute("SELECT count(*) FROM pending").fetchone() == (0,)
        line.close()
