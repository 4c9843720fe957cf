"""The platform as a tenant: suspending on a running server, provider sessions, data folders from before, and what is noticed of a cut journal."""

import contextlib
import sqlite3

import pytest

from client import Client
from ids import mark
from server import Server


@contextlib.contextmanager
def database(folder, name):
    """A database of a stopped server."""
    connection = sqlite3.connect(folder.path / name)
    try:
        with connection:
            yield connection
    finally:
        connection.close()


@pytest.fixture
def provider(own):
    """Signed in as who runs the platform."""
    email = mark("provider-").lower() + "@platform.example"
    user = own.kernel("users", "invite", email, "--role", "provider_admin", "--tenant", "platform", "--format", "json").json["user"]
    with own.client() as client:
        client.login(email, user["password"])
        yield client


def test_suspend_and_resume_on_a_running_server(own):
    with own.client("owner") as owner:
        kept = owner.create("customers", name=mark("Kept "))
        assert "suspended" in own.kernel("tenants", "suspend", "demo").out
        try:
            refused = owner.get(f"/api/customers/{kept['id']}").expect(403, "tenant_suspended")
            assert "suspended" in refused["detail"]
            owner.post("/api/customers", {"name": "no"}).expect(403, "tenant_suspended")
            with own.client() as client:
                email, password = own.folder.logins()["manager"]
                client.post("/api/auth/login", {"email": email, "password": password}).expect(401, "invalid_credentials")
            assert [t["status"] for t in own.kernel("tenants", "list", "--format", "json").json["tenants"] if t["id"] == "demo"] == ["suspended"]
            own.kernel("tenants", "suspend", "demo", exit=1)
        finally:
            own.kernel("tenants", "resume", "demo")
        owner.get(f"/api/customers/{kept['id']}").expect(200, has={"name": kept["name"]})
        own.kernel("tenants", "suspend", "nobody", exit=1)


def test_a_suspended_tenant_stays_suspended_over_a_restart(folder):
    with Server(folder) as server:
        with server.client("owner") as owner:
            token = owner.token
        server.kernel("tenants", "suspend", "demo")
    with Server(folder) as server, Client(server.address, token) as owner:
        owner.get("/api/me").expect(403, "tenant_suspended")
        server.kernel("tenants", "resume", "demo")
        owner.get("/api/me").expect(200)


def test_a_provider_sees_tenants_and_sells_plans(own, provider):
    me = provider.get("/api/me").expect(200, has={"user.space": "provider", "user.isProvider": True, "user.tenantId": "platform"})
    assert me["capabilities"] == ["access", "platform"]
    record = provider.get("/api/tenants", query={"slug": "demo"}).expect(200)["items"][0]
    assert record["name"] == "Demo company" and record["state"] == "active"
    plan = provider.create("plans", code=mark("plan-").lower(), name="Small", price={"amount": 1900, "currency": "EUR"})
    assert plan["interval"] == "month"
    taken = provider.create("subscriptions", subscriber=record["id"], plan=plan["id"], starts="2026-01-01")
    provider.delete(f"/api/plans/{plan['id']}", match='"1"').expect(409, "in_use")
    provider.post(f"/api/subscriptions/{taken['id']}/moves/cancel", {"ends": "2026-12-31"}).expect(200, has={"state": "cancelled", "ends": "2026-12-31"})
    # The platform's people are nobody in a tenant, and its paths are nothing there.
    provider.get("/api/customers").expect(404, "not_found")
    with own.client("owner") as owner:
        for collection in ("tenants", "plans", "subscriptions"):
            owner.get(f"/api/{collection}").expect(404, "not_found")


def test_a_provider_suspends_through_the_api(own, provider):
    record = provider.get("/api/tenants", query={"slug": "demo"}).expect(200)["items"][0]
    moves = f"/api/tenants/{record['id']}/moves"
    with own.client("owner") as owner:
        provider.post(f"{moves}/suspend", {}).expect(200, has={"state": "suspended"})
        owner.get("/api/me").expect(403, "tenant_suspended")
        provider.post(f"{moves}/resume", {}).expect(200, has={"state": "active"})
        owner.get("/api/me").expect(200)
    history = provider.get(f"/api/tenants/{record['id']}/history").expect(200)["items"]
    assert [entry["action"] for entry in history][:2] == ["moved.resume", "moved.suspend"]
    tail = own.kernel("audit", "tail", "--tenant", "platform", "--limit", "200", "--format", "json").json["items"]
    assert {"control", "tenant"} == {entry["journal"] for entry in tail}
    assert [entry["at"] for entry in tail] == sorted(entry["at"] for entry in tail)
    followed = [e["action"] for e in tail if e["journal"] == "control" and e["entity"] == "kernel.tenant" and e["record"] == "demo"]
    assert followed[-2:] == ["suspended", "resumed"]


def test_a_folder_from_before_gets_the_platform_and_its_records(folder):
    """What a data folder of a server without the platform's tenant looks like."""
    with database(folder, "control.db") as control:
        control.execute("DELETE FROM tenant WHERE id = 'platform'")
        control.execute("DELETE FROM journal_head WHERE tenant = 'platform'")
    for path in (folder.path / "tenants").glob("platform.db*"):
        path.unlink()
    (folder.path / "control.anchor").unlink()
    made = None
    for _ in range(2):
        with Server(folder) as server:
            if made is None:
                made = server.kernel("users", "invite", "p@platform.example", "--role", "provider_viewer", "--tenant", "platform", "--format", "json").json
            with server.client() as client:
                client.login("p@platform.example", made["user"]["password"])
                assert [r["slug"] for r in client.get("/api/tenants").expect(200)["items"]] == ["demo"]
            server.kernel("audit", "verify")
    assert (folder.path / "control.anchor").exists()


def test_a_cut_tail_of_the_control_journal_is_noticed(folder):
    with Server(folder) as server:
        with server.client("owner"):
            pass
        server.kernel("audit", "verify", "--tenant", "platform")
    with database(folder, "control.db") as control:
        last = control.execute("SELECT max(seq) FROM journal").fetchone()[0]
        control.execute("DELETE FROM journal WHERE seq > ?", (last - 1,))

    def verified(server=None, exit=1):
        from server import kernel
        found = kernel("audit", "verify", "--tenant", "platform", "--format", "json", "--data", folder.path, exit=exit)
        return {entry["journal"]: entry for entry in found.json["tenants"]}

    found = verified()
    assert found["control"]["ok"] is False and "cut" in found["control"]["broken"]
    assert found["tenant"]["ok"] is True
    # Writing on does not hide it, and the server says so in its log.
    with Server(folder) as server:
        for role in ("manager", "owner", "staff"):
            with server.client(role):
                pass
        assert "rewritten" in verified()["control"]["broken"]
        assert "tenant is not whole" in server.log()
    assert "rewritten" in verified()["control"]["broken"]


def test_a_cut_tail_of_a_tenants_journal_is_noticed_by_the_server_that_opens_it(folder):
    with database(folder, "tenants/demo.db") as demo:
        demo.execute("DELETE FROM journal WHERE seq > (SELECT max(seq) - 2 FROM journal)")
    with Server(folder) as server:
        with server.client("owner") as owner:
            for _ in range(4):
                owner.create("customers", name=mark("After the cut "))
        assert "cut or rewritten" in server.log()
        server.kernel("audit", "verify", "--tenant", "demo", exit=1)


def test_a_stored_pack_that_cannot_be_read_is_told_and_hides_no_more_than_its_name(folder):
    with Server(folder) as server:
        server.kernel("packs", "disable", "cleaning", "--tenant", "demo")
        with server.client("owner") as owner:
            owner.get("/api/complaints").expect(404, "capability_disabled")
            token = owner.token
    with database(folder, "control.db") as control:
        control.execute("UPDATE pack_file SET content = ? WHERE path = 'pack.yaml'", (b"no: [pack",))
    with Server(folder) as server, Client(server.address, token) as owner:
        for _ in range(2):
            owner.get("/api/complaints").expect(404, "not_found")
            owner.get("/api/customers").expect(200)
        assert server.log(100_000).count("source of a pack that is off cannot be read") == 1
