"""Secret fields: sealed at rest, told to few, opened by keys that rotate (docs/guides/operator.md, "Keys")."""

import os
import pathlib
import stat

import pytest

from events import Events
from ids import mark
from server import ROOT, Server, kernel

PACK = """
pack: vaults
format: 1
version: 1.0.0
title: Vaults
requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }
roles:
  guard: { grants: { vaults.vault: { read: { scope: all, fields: [name, code] } } } }
  clerk: { grants: { vaults.vault: { read: all, create: all, update: all } } }
entities:
  vault:
    collection: vaults
    label: "{name}"
    fields:
      name: { type: text, required: true }
      code: { type: text, max: 200, secret: true }
      insured: { type: text, sensitive: true }
"""


class Vaults:
    """A server of the demo tenant with the pack `vaults` on."""

    def __init__(self, folder):
        self.folder = folder
        packs = folder.parent / "packs" / "vaults"
        packs.mkdir(parents=True)
        (packs / "pack.yaml").write_text(PACK)
        self.arguments = ["--packs", str(ROOT / "Packs"), "--packs", str(packs.parent)]

    def server(self, *arguments):
        return Server(self.folder, arguments=[*self.arguments, *arguments])


@pytest.fixture
def vaults(folder):
    vaults = Vaults(folder)
    with vaults.server() as server:
        server.kernel("packs", "enable", "vaults", "--tenant", "demo")
    return vaults


def make(client, code, **headers):
    return client.post("/api/vaults", {"name": mark("Vault "), "code": code}, **headers).expect(201)["id"]


def plain_places(folder, text):
    """Files below the folder that hold a text: databases, their logs, the server's log."""
    files = [path for path in folder.parent.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    return [str(path) for path in files if text.encode() in path.read_bytes()]


def keys(server):
    return server.kernel("keys", "list", "--format", "json").json["keys"]


def test_no_file_holds_a_secret_in_the_clear(vaults):
    code, other = mark("Secret-"), mark("Replaced-")
    with vaults.server() as server, server.client("owner") as owner:
        made = owner.post("/api/vaults", {"name": "Safe", "code": code}, headers={"Idempotency-Key": mark("k-")}).expect(201)
        path = f"/api/vaults/{made['id']}"
        assert "code" not in made.json
        assert owner.get(path).expect(200)["code"] == code
        stale = owner.patch(path, {"code": other}, match='"7"', headers={"Idempotency-Key": mark("k-")}).expect(412, "version_conflict")
        assert "code" not in stale["current"]
        owner.patch(path, {"code": other}, match='"1"', headers={"Idempotency-Key": mark("k-")}).expect(200)
        assert owner.get(path).expect(200)["code"] == other
        history = owner.get(f"{path}/history").expect(200)["items"]
        assert [e["changes"]["code"] for e in history] == [{"before": "***", "after": "***"}, {"before": None, "after": "***"}]
        for bad in ({"where": f"code = '{code}'"}, {"sort": "code"}, {"code": code}):
            owner.get("/api/vaults", query=bad).expect(422)
        # While it runs: the write-ahead log too.
        assert plain_places(vaults.folder, code) == [] and plain_places(vaults.folder, other) == []
        assert plain_places(vaults.folder, "Safe") != []
    assert plain_places(vaults.folder, code) == [] and plain_places(vaults.folder, other) == []
    with vaults.server() as server, server.client("owner") as owner:
        assert owner.get(path).expect(200)["code"] == other


def test_the_keys_are_made_at_the_first_start_for_their_owner_alone(folder):
    file = folder.path / "keys"
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    with Server(folder) as server:
        (key,) = keys(server)
        assert key["seals"] is True and key["id"] in file.read_text()
        secret = file.read_text().split()[-1]
        assert secret not in server.kernel("keys", "list").out
    os.chmod(file, 0o644)
    refused = kernel("keys", "list", "--data", folder.path, exit=1)
    assert "chmod 600" in refused.err and secret not in refused.err
    with pytest.raises(AssertionError, match="chmod 600"):
        Server(folder).start()


def test_a_rotation_seals_with_the_new_key_and_opens_with_both(vaults):
    with vaults.server() as server, server.client("owner") as owner:
        old = make(owner, "old code")
        before = keys(server)
        rotated = server.kernel("keys", "rotate", "--format", "json").json
        new = make(owner, "new code")
        assert [k["id"] for k in keys(server)] == [before[0]["id"], rotated["id"]]
        assert [k["seals"] for k in keys(server)] == [False, True]
        for id, code in ((old, "old code"), (new, "new code")):
            assert owner.get(f"/api/vaults/{id}").expect(200)["code"] == code
    # Without a server as well, and after a restart.
    third = kernel("keys", "rotate", "--data", vaults.folder.path, "--format", "json").json
    with vaults.server() as server, server.client("owner") as owner:
        assert [k["id"] for k in keys(server)][1:] == [rotated["id"], third["id"]]
        for id, code in ((old, "old code"), (new, "new code")):
            assert owner.get(f"/api/vaults/{id}").expect(200)["code"] == code


def test_a_missing_key_is_503_for_that_read_and_harms_nothing(vaults):
    file = vaults.folder.path / "keys"
    with vaults.server() as server, server.client("owner") as owner:
        id = make(owner, "sealed code")
        (key,) = keys(server)
    kept = file.read_text()
    file.unlink()
    with vaults.server() as server, server.client("owner") as owner:
        assert keys(server)[0]["id"] != key["id"]
        refused = owner.get(f"/api/vaults/{id}").expect(503, "unavailable")
        assert "Retry-After" in refused.headers and key["id"] not in str(refused.json)
        assert key["id"] in server.log() and "vaults.vault.code" in server.log()
        # Everything but the secret goes on.
        assert owner.get(f"/api/vaults/{id}", query={"fields": "name"}).expect(200)["id"] == id
        assert id in [v["id"] for v in owner.get("/api/vaults").expect(200)["items"]]
        owner.patch(f"/api/vaults/{id}", {"name": "Renamed"}, match='"1"').expect(200)
        later = make(owner, "later code")
    # The lines of both files together open everything.
    file.write_text(kept + file.read_text())
    with vaults.server() as server, server.client("owner") as owner:
        assert owner.get(f"/api/vaults/{id}").expect(200, has={"code": "sealed code", "name": "Renamed"})
        assert owner.get(f"/api/vaults/{later}").expect(200)["code"] == "later code"


def test_an_import_says_which_secrets_it_cannot_open(vaults, tmp_path):
    taken = tmp_path / "demo.kernel"
    with vaults.server() as server, server.client("owner") as owner:
        for _ in range(2):
            make(owner, "sealed code")
        server.kernel("tenants", "export", "demo", str(taken))
    here = [*vaults.arguments, "--data", str(tmp_path / "here")]
    done = kernel("tenants", "import", str(taken), *here)
    assert "demo is here, active. 2 of its secrets cannot be opened" in done.out and "--keys" in done.out
    keys = (vaults.folder.path / "keys").read_text()
    there = tmp_path / "there"
    there.mkdir()
    (there / "keys").write_text(keys)
    os.chmod(there / "keys", 0o600)
    done = kernel("tenants", "import", str(taken), *vaults.arguments, "--data", str(there))
    assert done.out.strip() == "demo is here, active."


def test_keys_may_lie_elsewhere(vaults, tmp_path, monkeypatch):
    place = tmp_path / "ring"
    refused = kernel("serve", "--data", vaults.folder.path, "--keys", place, exit=1)
    assert "kernel keys generate" in refused.err
    made = kernel("keys", "generate", "--keys", place, "--format", "json").json["keys"]
    assert stat.S_IMODE(os.stat(place).st_mode) == 0o600
    assert "keys rotate" in kernel("keys", "generate", "--keys", place, exit=1).err
    with vaults.server("--keys", place) as server, server.client("owner") as owner:
        assert keys(server) == made
        id = make(owner, "elsewhere")
    lines = [line for line in pathlib.Path(place).read_text().splitlines() if not line.startswith("#")]
    monkeypatch.setenv("KERNEL_KEYS", ";".join(lines))
    with vaults.server() as server, server.client("owner") as owner:
        assert keys(server) == made
        assert owner.get(f"/api/vaults/{id}").expect(200)["code"] == "elsewhere"
        assert "environment" in server.kernel("keys", "rotate", exit=1).err
    monkeypatch.setenv("KERNEL_KEYS", "nonsense")
    refused = kernel("keys", "list", "--data", vaults.folder.path, exit=1)
    assert "KERNEL_KEYS" in refused.err and "nonsense" not in refused.err


def test_reads_of_secrets_and_sensitive_fields_are_in_the_journal(vaults):
    with vaults.server() as server, server.client("owner") as owner:
        id = owner.post("/api/vaults", {"name": "Insured", "code": "c", "insured": "a lot"}).expect(201)["id"]
        for _ in range(3):
            owner.get(f"/api/vaults/{id}").expect(200)
        owner.get("/api/vaults", query={"fields": "name"}).expect(200)
        owner.post("/api/vaults", {"name": "the next write carries them"}).expect(201)
        tail = server.kernel("audit", "tail", "--tenant", "demo", "--limit", "50", "--format", "json").json["items"]
        reads = [e for e in tail if e["action"] == "read_sensitive"]
        assert reads and {e["record"] for e in reads} == {"vaults.vault.read"}
        assert sum(e["changes"]["times"]["after"] for e in reads) == 3
        assert all(e["changes"]["fields"]["after"] == ["code", "insured"] for e in reads)
        owner.get(f"/api/vaults/{id}").expect(200)
    # What still waited is written when the server ends.
    with vaults.server() as server:
        tail = server.kernel("audit", "tail", "--tenant", "demo", "--limit", "50", "--format", "json").json["items"]
        assert sum(e["changes"]["times"]["after"] for e in tail if e["action"] == "read_sensitive") == 4
        server.kernel("audit", "verify", "--tenant", "demo")


@pytest.mark.parametrize("way", ["events", "csv"])
def test_sensitive_fields_told_by_other_ways_are_in_the_journal(vaults, way):
    with vaults.server() as server, server.client("owner") as owner:
        if way == "events":
            with Events(owner) as stream:
                stream.next()
                id = owner.post("/api/vaults", {"name": "Insured", "code": "c", "insured": "a lot"}).expect(201)["id"]
                assert stream.record(id)["changes"]["insured"]["after"] == "a lot"
        else:
            owner.post("/api/vaults", {"name": "Insured", "code": "c", "insured": "a lot"}).expect(201)
            assert "a lot" in owner.get("/api/vaults.csv").expect(200).text
        owner.post("/api/vaults", {"name": "the next write carries them"}).expect(201)
        tail = server.kernel("audit", "tail", "--tenant", "demo", "--limit", "50", "--format", "json").json["items"]
        reads = [e for e in tail if e["action"] == "read_sensitive"]
        assert reads and {e["record"] for e in reads} == {"vaults.vault.read"}
        assert all(e["changes"]["fields"]["after"] == ["insured"] for e in reads)
