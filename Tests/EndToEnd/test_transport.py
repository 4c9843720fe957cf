"""`kernel tenants export` and `import`: everything of a tenant, at one moment, on another server, equal; and a kill -9 of an import at any step."""

import os
import random
import sqlite3
import stat
import subprocess
import threading
import time

import pytest

from client import Client
from ids import uuid7
from server import BINARY, ROOT, Folder, Server, kernel

SECRET = """
pack: vaults
format: 1
version: 1.0.0
title: Vaults
requires: { access: "1.0", customers: "1.0" }
settings: { vault_limit: { type: int, default: 3, min: 0, max: 9 } }
roles:
  guard: { grants: { vaults.vault: { read: all, create: all, update: all } } }
entities:
  vault:
    collection: vaults
    label: "{name}"
    fields:
      name: { type: text, required: true }
      code: { type: text, max: 200, secret: true }
"""
# The tenant enables this one and switches it off: its rows lie hidden.
HIDDEN = """
pack: hidden
format: 1
version: 1.0.0
title: Hidden
requires: { access: "1.0" }
entities:
  thing: { collection: things, label: "{name}", fields: { name: { type: text, required: true } } }
"""


def everything(client):
    """All that the owner sees of a tenant: collections with their bins, model, settings, people, journal."""
    model = client.get("/api/model").expect(200)
    found = {"model": model.json, "hash": model.etag, "me": client.get("/api/me").expect(200).json, "settings": client.get("/api/tenant/settings").expect(200).json}
    for entity in model["entities"].values():
        collection = entity["collection"]
        found[collection] = client.pages(f"/api/{collection}")
        if "delete" in entity["verbs"]:
            found[f"{collection} bin"] = client.pages(f"/api/{collection}", deleted="true")
    found["audit"] = client.pages("/api/audit")
    return found


class Moved:
    """A tenant as it was when it was exported, its file, and the server that took it."""


@pytest.fixture(scope="module")
def moved(template):
    moved, source, target = Moved(), template.copy(), Folder()
    for name, text in (("vaults", SECRET), ("hidden", HIDDEN)):
        (source.parent / "packs" / name).mkdir(parents=True)
        (source.parent / "packs" / name / "pack.yaml").write_text(text)
    moved.file = source.parent / "demo.kernel"
    offered = ["--packs", str(ROOT / "Packs"), "--packs", str(source.parent / "packs")]
    with Server(source, arguments=offered) as server, server.client("owner") as owner:
        moved.logins = source.logins()
        for pack in ("vaults", "hidden"):
            server.kernel("packs", "enable", pack, "--tenant", "demo")
        moved.hidden = owner.create("things", name="Out of sight")
        moved.disabled = server.kernel("packs", "disable", "hidden", "--tenant", "demo", "--format", "json").json["receipt"]
        moved.vault = owner.create("vaults", name="Safe", code="open sesame \u2603")["id"]
        owner.patch("/api/tenant/settings", {"settings": {"vault_limit": 7, "pass_rating": 4}, "language": "de"}).expect(200)
        customer = owner.create("customers", name="Änderung 漢字", notes="first")
        owner.patch(f"/api/customers/{customer['id']}", {"notes": "second"}, match='"1"').expect(200)
        binned = owner.create("customers", name="In the bin")
        owner.delete(f"/api/customers/{binned['id']}", match='"1"').expect(204)
        moved.key, moved.body = uuid7(), {"name": "Once only"}
        moved.once = owner.post("/api/customers", moved.body, key=moved.key).expect(201).json
        with server.client("manager") as manager:
            manager.get("/api/tenant/settings").expect(403)
        owner.create("customers", name="Takes the denial to the journal")
        moved.said = server.kernel("tenants", "export", "demo", moved.file, "--format", "json").json
        moved.before = everything(owner)
        moved.receipts = server.kernel("packs", "receipts", "--tenant", "demo", "--format", "json").json
        moved.source, moved.keys = server, source.path / "keys"
        with Server(target, demo=False, arguments=["--keys", str(moved.keys)]) as other:
            moved.target, moved.answer = other, other.kernel("tenants", "import", moved.file, "--format", "json").json
            yield moved
    source.remove()
    target.remove()


@pytest.fixture(scope="module")
def there(moved):
    with Client(moved.target.address) as client:
        client.login(*moved.logins["owner"])
        yield client


def test_an_export_is_one_file_for_its_owner_alone(moved):
    assert moved.said == {"tenant": "demo", "file": str(moved.file), "bytes": moved.file.stat().st_size}
    assert stat.S_IMODE(os.stat(moved.file).st_mode) == 0o600
    assert [path.name for path in moved.file.parent.glob("demo.kernel*")] == ["demo.kernel"]
    bytes = moved.file.read_bytes()
    assert "open sesame".encode() not in bytes and moved.logins["owner"][1].encode() not in bytes
    again = moved.source.kernel("tenants", "export", "demo", moved.file, exit=1)
    assert "there already" in again.err and moved.file.read_bytes() == bytes


def test_everything_is_equal_there(moved, there):
    found, before = everything(there), dict(moved.before)
    # The export is journaled after it was made; who signed in there afterwards is, there.
    assert before["audit"][0]["action"] == "exported"
    last = before["audit"][1]["seq"]
    assert [entry for entry in found["audit"] if entry["seq"] <= last] == before["audit"][1:]
    assert {entry["action"] for entry in found["audit"] if entry["seq"] > last} <= {"signed_in"}
    for name in sorted(set(found) | set(before)):
        if name != "audit":
            assert found[name] == before[name], name
    assert len(before["customers bin"]) >= 1 and len(before["audit"]) > 100
    assert moved.answer["id"] == "demo" and moved.answer["status"] == "active"
    moved.target.kernel("audit", "verify", "--tenant", "demo")


def test_histories_secrets_and_stored_answers_came_along(moved, there):
    with moved.source.client("owner") as here:
        for collection in ("customers", "work-orders", "vaults"):
            for record in here.pages(f"/api/{collection}"):
                path = f"/api/{collection}/{record['id']}/history"
                assert there.get(path).expect(200).body == here.get(path).expect(200).body
    assert there.get(f"/api/vaults/{moved.vault}").expect(200)["code"] == "open sesame \u2603"
    again = there.post("/api/customers", moved.body, key=moved.key).expect(201)
    assert again.header("Idempotent-Replay") == "true" and again.json == moved.once
    there.post("/api/customers", {"name": "Other"}, key=moved.key).expect(422, "key_reused")


def test_everybody_signs_in_there_and_may_what_they_might(moved):
    for role, (email, password) in moved.logins.items():
        with Client(moved.target.address) as client, moved.source.client(role) as here:
            client.login(email, password)
            assert client.get("/api/me").expect(200).json == here.get("/api/me").expect(200).json
            assert client.get("/api/work-orders").expect((200, 403)).status == here.get("/api/work-orders").status


def test_the_packs_came_along_with_their_sources_and_receipts(moved, there):
    """The other server has neither pack on offer: what is off comes back from the source that came along."""
    target, receipts = moved.target, moved.receipts
    assert "enable hidden 1.0.0" in target.kernel("packs", "plan", "hidden", "--tenant", "demo").out
    assert target.kernel("packs", "receipts", "--tenant", "demo", "--format", "json").json == receipts
    target.kernel("packs", "undo", moved.disabled, "--tenant", "demo")
    assert there.get(f"/api/things/{moved.hidden['id']}").expect(200, has={"name": "Out of sight"}).json["version"] == 1
    target.kernel("packs", "disable", "hidden", "--tenant", "demo")
    there.get("/api/things").expect(404)


def test_an_import_beside_the_original_is_a_tenant_of_its_own(moved):
    source = moved.source
    source.kernel("tenants", "import", moved.file, "--as", "demo-copy")
    email, password = moved.logins["owner"]
    with source.client() as client, source.client("owner") as here:
        client.post("/api/auth/login", {"email": email, "password": password}).expect(409, "choose_tenant", contains=["demo-copy"])
        client.login(email, password, tenant="demo-copy")
        assert client.get(f"/api/vaults/{moved.vault}").expect(200)["code"] == "open sesame \u2603"
        made = client.create("customers", name="Only in the copy")
        here.get(f"/api/customers/{made['id']}").expect(404)
    for tenant in ("demo", "demo-copy"):
        source.kernel("audit", "verify", "--tenant", tenant)


def listed(data):
    return sorted(tenant["id"] for tenant in kernel("tenants", "list", "--data", data, "--format", "json").json["tenants"])


def test_what_is_no_export_or_does_not_fit_is_refused_and_leaves_nothing(moved, tmp_path):
    target, data = moved.target, moved.target.folder.path
    whole = moved.file.read_bytes()
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "text").write_text("no export at all\n" * 1000)
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    middle = len(whole) // 2
    (tmp_path / "holed").write_bytes(whole[: middle] + bytes(8192) + whole[middle + 8192:])
    (tmp_path / "database").write_bytes((data / "control.db").read_bytes())
    forged = tmp_path / "forged"
    forged.write_bytes(whole)
    line = sqlite3.connect(forged)
    line.execute("UPDATE journal SET action = 'moved.pay' WHERE seq = 3")
    line.commit()
    line.close()
    before, files = listed(data), sorted(path.name for path in (data / "tenants").iterdir() if path.suffix == ".db" or "import" in path.name)
    for name in ("empty", "text", "cut", "holed", "database", "forged", "none"):
        refused = target.kernel("tenants", "import", tmp_path / name, "--as", "bad", exit=1)
        assert refused.err and "Traceback" not in refused.err and refused.out == "", name
    assert "already" in target.kernel("tenants", "import", moved.file, exit=1).err
    there = emails(data)
    for name in ("platform", "Bad Name", "../x"):
        target.kernel("tenants", "import", moved.file, "--as", name, exit=1)
    assert listed(data) == before and emails(data) == there
    assert sorted(path.name for path in (data / "tenants").iterdir() if path.suffix == ".db" or "import" in path.name) == files
    target.kernel("tenants", "import", moved.file, "--as", "good-now")


def test_an_address_that_is_somebody_else_here_stops_an_import(moved):
    folder = Folder()
    with Server(folder, demo=False, arguments=["--keys", str(moved.keys)]) as server:
        server.kernel("tenants", "create", "acme", "--name", "Acme", "--owner", moved.logins["owner"][0])
        refused = server.kernel("tenants", "import", moved.file, exit=1)
        assert moved.logins["owner"][0] in refused.err
        assert listed(folder.path) == ["acme"]
        with server.client() as client:
            client.post("/api/auth/login", dict(zip(("email", "password"), moved.logins["manager"]))).expect(401)
    folder.remove()


def test_without_its_keys_a_tenant_comes_whole_and_its_secrets_stay_shut(moved):
    """Under its own name nothing is sealed anew; what the keys open is 503, the rest is there."""
    folder = Folder()
    with Server(folder, demo=False) as server:
        assert "--keys" in server.kernel("tenants", "import", moved.file, "--as", "other", exit=1).err
        assert emails(folder.path) == set() and listed(folder.path) == []
        server.kernel("tenants", "import", moved.file)
        with server.client() as client:
            client.login(*moved.logins["owner"])
            client.get(f"/api/vaults/{moved.vault}").expect(503)
            client.get(f"/api/vaults/{moved.vault}", query={"fields": "name"}).expect(200, has={"name": "Safe"})
        refused = server.kernel("tenants", "import", moved.file, "--as", "other", exit=1)
        assert "--keys" in refused.err and "other" not in listed(folder.path)
        assert not [path for path in (folder.path / "tenants").iterdir() if "other" in path.name]
    folder.remove()


def test_an_export_while_people_write_is_one_moment(template):
    """A writer makes a customer and its site in one bulk, each pair numbered; every export has a whole number of pairs, without a gap."""
    folder, imported = template.copy(), Folder()
    stop, made, trouble = threading.Event(), [], []
    with Server(folder) as server, Server(imported, demo=False, arguments=["--keys", str(folder.path / "keys")]) as other:
        owner = server.client("owner")

        def write():
            try:
                while not stop.is_set():
                    customer, number = uuid7(), len(made)
                    ops = [
                        {"op": "create", "id": customer, "set": {"name": f"Pair {number}"}},
                        {"op": "update", "id": customer, "version": 1, "set": {"notes": f"Pair {number}"}},
                    ]
                    owner.post("/api/customers/bulk", {"ops": ops}).expect(200)
                    made.append(customer)
                    progress.release()
            except BaseException as error:
                trouble.append(error)
                progress.release()

        progress = threading.Semaphore(0)
        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        bounds = []
        for number in range(4):
            assert progress.acquire(timeout=20)
            least = len(made)
            server.kernel("tenants", "export", "demo", folder.parent / f"{number}.kernel")
            bounds.append((least, len(made) + 1))
        stop.set()
        writer.join(20)
        assert not trouble, trouble
        for number, (least, most) in enumerate(bounds):
            other.kernel("tenants", "import", folder.parent / f"{number}.kernel", "--as", f"at-{number}")
            other.kernel("audit", "verify", "--tenant", f"at-{number}")
            with other.client() as client:
                client.login(*folder.logins()["owner"], tenant=f"at-{number}")
                pairs = {r["id"]: r for r in client.pages("/api/customers") if r["name"].startswith("Pair ")}
                assert least <= len(pairs) <= most
                assert set(pairs) == set(made[: len(pairs)])
                assert all(r["notes"] == r["name"] and r["version"] == 2 for r in pairs.values())
        owner.close()
    folder.remove()
    imported.remove()


def emails(data):
    line = sqlite3.connect(f"file:{data / 'control.db'}?mode=ro", uri=True)
    try:
        return {email for (email,) in line.execute("SELECT email FROM identity")}
    finally:
        line.close()


def test_a_kill_of_an_import_leaves_the_tenant_wholly_or_not_at_all(template):
    """The command owns the folder while no server runs. The first import is let be, and tells how long one lasts; the others are killed within it."""
    source, origin = template.copy(), Folder()
    file = source.parent / "demo.kernel"
    kernel("tenants", "export", "demo", file, "--data", source.path)
    kernel("tenants", "create", "first", "--name", "First", "--owner", "a@first.example.com", "--data", origin.path)
    before, theirs = emails(origin.path), {email for email, _ in source.logins().values()}
    chance, lasts = random.Random(11), None
    for round in range(10):
        target = origin.copy()
        begun = time.monotonic()
        command = [BINARY, "tenants", "import", file, "--data", target.path]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        timer = threading.Timer(60 if lasts is None else chance.uniform(0.1, 1) * lasts, process.kill)
        timer.start()
        process.wait()
        timer.cancel()
        lasts = lasts or time.monotonic() - begun
        # The next command finishes what was begun, or forgets it.
        is_there = "demo" in listed(target.path)
        assert is_there or round > 0
        assert emails(target.path) == (before | theirs if is_there else before)
        names = {path.name for path in (target.path / "tenants").iterdir()}
        assert ("demo.db" in names) == is_there and not [name for name in names if "import" in name], names
        if not is_there:
            assert not [name for name in names if name.startswith("demo")], names
            kernel("tenants", "import", file, "--data", target.path)
        kernel("audit", "verify", "--tenant", "demo", "--data", target.path)
        if round % 5 == 4:
            with Server(target, demo=False) as server, server.client() as client:
                client.login(*source.logins()["owner"])
                assert client.get("/api/work-orders", query={"count": "true"}).expect(200)["count"] > 10
        target.remove()
    source.remove()
    origin.remove()
