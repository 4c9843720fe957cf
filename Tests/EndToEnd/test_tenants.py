"""Tenants beside one another: what is the other's does not exist, and a person of two chooses one."""

import pytest

from ids import mark, uuid7


@pytest.fixture(scope="module")
def acme(own):
    """A second tenant with the same pack, and its owner signed in."""
    made = own.kernel(
        "tenants", "create", "acme", "--name", "Acme Cleaning", "--owner", "anna@acme.example.com", "--pack", "cleaning", "--format", "json"
    ).json
    assert made["tenant"] == "acme"
    assert made["owner"]["email"] == "anna@acme.example.com"
    with own.client() as client:
        client.login(made["owner"]["email"], made["owner"]["password"])
        client.password = made["owner"]["password"]
        yield client


@pytest.fixture(scope="module")
def boss(own):
    with own.client("owner") as client:
        yield client


def test_a_new_tenant_has_the_reference_rows_and_no_demo_rows(acme):
    acme.get("/api/me").expect(200, has={"user.tenantId": "acme", "user.isOwner": True, "org.name": "Acme Cleaning"})
    for collection in ("customers", "sites", "contacts", "work-orders", "complaints"):
        assert acme.get(f"/api/{collection}", query={"count": "true"}).expect(200)["count"] == 0
    assert acme.get("/api/job-templates", query={"count": "true"}).expect(200)["count"] == 7
    assert acme.get("/api/work-steps", query={"count": "true"}).expect(200)["count"] == 23


def test_records_of_another_tenant_do_not_exist(acme, boss):
    for collection in ("customers", "sites", "contacts", "work-orders", "complaints", "job-templates"):
        record = boss.get(f"/api/{collection}", query={"limit": 1}).expect(200)["items"][0]
        path, version = f"/api/{collection}/{record['id']}", f'"{record["version"]}"'
        missing = acme.get(f"/api/{collection}/{uuid7()}").expect(404).json
        for answer in (
            acme.get(path), acme.get(f"{path}/history"), acme.patch(path, {}, match=version), acme.delete(path, match=version), acme.post(f"{path}/restore"),
        ):
            found = answer.expect(404, "not_found", lacks=["demo"]).json
            assert {**found, "request_id": ""} == {**missing, "request_id": ""}
        assert acme.get(f"/api/{collection}", query={"id": record["id"]}).expect(200)["items"] == []
        assert boss.get(path).expect(200).json == record


def test_references_to_another_tenant_are_refused(acme, boss):
    theirs = boss.get("/api/customers", query={"limit": 1}).expect(200)["items"][0]["id"]
    answer = acme.post("/api/sites", {"name": mark("Cross "), "customer": theirs}).expect(422, "invalid")
    assert answer.findings() == [("customer", "reference")]
    assert acme.get("/api/sites", query={"customer": theirs}).expect(200)["items"] == []


def test_ids_and_keys_of_another_tenant_are_free(acme, boss):
    """Neither an id nor an idempotency key tells that the other tenant has used it."""
    record = boss.get("/api/customers", query={"limit": 1}).expect(200)["items"][0]
    name = mark("Same id ")
    acme.post("/api/customers", {"id": record["id"], "name": name}).expect(201)
    boss.get(f"/api/customers/{record['id']}").expect(200, has={"name": record["name"]})
    key = uuid7()
    boss.post("/api/customers", {"name": mark("Key ")}, key=key).expect(201)
    assert acme.post("/api/customers", {"name": name}, key=key).expect(201).header("Idempotent-Replay") is None


def test_cursors_of_another_tenant_open_nothing(acme, boss):
    cursor = boss.get("/api/work-orders", query={"limit": 2}).expect(200)["next"]
    answer = acme.get("/api/work-orders", query={"limit": 2, "after": cursor})
    if answer.expect((200, 422)).status == 200:
        assert answer["items"] == []


def test_a_login_names_only_own_tenants(own, acme):
    with own.client() as client:
        body = {"email": "anna@acme.example.com", "password": acme.password, "tenant": "demo"}
        client.post("/api/auth/login", body).expect(401, "invalid_credentials", lacks=["acme"])


def test_a_person_of_two_tenants_chooses_one(own, acme):
    own.kernel("tenants", "create", "second", "--name", "Second Company", "--owner", "anna@acme.example.com", "--format", "json")
    with own.client() as client:
        body = {"email": "anna@acme.example.com", "password": acme.password}
        client.post("/api/auth/login", {**body, "password": "wrong"}).expect(401, "invalid_credentials", lacks=["second"])
        client.post("/api/auth/login", body).expect(409, "choose_tenant", contains=["acme", "second"], lacks=["demo"])
        for tenant in ("acme", "second"):
            client.token = client.post("/api/auth/login", {**body, "tenant": tenant}).expect(200)["token"]
            client.get("/api/me").expect(200, has={"user.tenantId": tenant})
        # The second company has no pack: what the pack adds is not there.
        client.get("/api/complaints").expect(404, {"capability_disabled", "not_found"})
        client.token = None


def test_the_other_tenants_chain_holds(own, acme):
    for tenant in ("demo", "acme"):
        own.kernel("audit", "verify", "--tenant", tenant)
