"""GET /api/audit (http-contract, "Events") and `kernel audit tail / export / bypasses`."""

import csv
import io
import json

import pytest

from ids import mark, uuid7
from server import kernel


def audit(client, **query):
    return client.get("/api/audit", query={"limit": 500, **query}).expect(200)["items"]


def my_id(client):
    return client.get("/api/me").expect(200)["user"]["id"]


@pytest.fixture
def customer(owner):
    return owner.create("customers", name=mark("Audit "), notes="first")


def test_entries_are_those_of_the_journal_newest_first(demo, owner, customer):
    items = audit(owner)
    assert [item["seq"] for item in items] == sorted((item["seq"] for item in items), reverse=True)
    assert set(items[0]) == {"seq", "at", "principal", "request_id", "entity", "record", "action", "version", "changes"}
    made = next(item for item in items if item["record"] == customer["id"])
    assert (made["action"], made["entity"], made["principal"], made["version"]) == ("created", "customers.customer", my_id(owner), 1)
    assert made["changes"]["notes"] == {"before": None, "after": "first"}
    tail = demo.kernel("audit", "tail", "--tenant", "demo", "--limit", "5", "--format", "json").json["items"]
    told = {item["seq"]: item for item in items}
    assert all({**told[item["seq"]], "journal": "tenant"} == item for item in tail)


def test_every_filter_narrows(demo, owner, customer):
    me, id = my_id(owner), customer["id"]
    owner.patch(f"/api/customers/{id}", {"notes": "second"}, match='"1"').expect(200)
    answer = owner.delete(f"/api/customers/{id}", match='"2"').expect(204)
    assert [item["action"] for item in audit(owner, record=id)] == ["deleted", "updated", "created"]
    assert [item["action"] for item in audit(owner, record=id, action="ed")] == ["deleted", "updated", "created"]
    assert [item["action"] for item in audit(owner, record=id, action="upd")] == ["updated"]
    assert [item["action"] for item in audit(owner, request_id=answer.header("X-Request-Id"))] == ["deleted"]
    assert audit(owner, record=id, entity="customers.site") == []
    assert len(audit(owner, record=id, entity="customers.customer", principal=me)) == 3
    assert audit(owner, record=id, principal=uuid7()) == []
    made, _, gone = reversed(audit(owner, record=id))
    assert [item["action"] for item in audit(owner, record=id, **{"from": made["at"], "to": gone["at"]})][-1:] in (["created"], [])
    assert audit(owner, record=id, to="2020-01-01T00:00:00Z") == []
    assert len(audit(owner, record=id, **{"from": "2020-01-01T00:00:00Z"})) == 3
    with demo.client("employee") as employee:
        employee.post("/api/teams", {"name": mark("No ")}).expect(403)
        owner.create("customers", name=mark("Carries denials "))
        denied = audit(owner, success="false")
        assert denied and {item["action"] for item in denied} == {"denied"}
        assert "access.team.create" in {item["record"] for item in audit(owner, success="false", principal=my_id(employee))}
    assert "denied" not in {item["action"] for item in audit(owner, success="true")}


def test_pages_follow_each_other(owner):
    whole = audit(owner)
    pages, query = [], {"limit": 7}
    while len(pages) < 40:
        page = owner.get("/api/audit", query=query).expect(200).json
        pages += page["items"]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert [item["seq"] for item in pages[:40]] == [item["seq"] for item in whole[:40]]


@pytest.mark.parametrize("query", [
    {"limit": "0"}, {"limit": "501"}, {"limit": "x"}, {"after": "x"}, {"after": "-1"}, {"from": "yesterday"}, {"success": "1"}, {"acton": "x"}, {"tenant": "demo"},
])
def test_a_wrong_parameter_is_422(owner, query):
    refused = owner.get("/api/audit", query=query).expect(422, "invalid")
    assert refused.findings()[0][0] == next(iter(query))


def test_only_with_the_permission(demo):
    for role in ("manager", "staff", "employee", "site_supervisor", "cleaning_technician"):
        with demo.client(role) as client:
            assert client.get("/api/audit").expect(403, "forbidden")["permission"] == "access.audit"
            assert "/api/audit" not in client.get("/api/openapi.json").expect(200)["paths"]
    with demo.client() as nobody, demo.client("accountant") as accountant:
        nobody.get("/api/audit").expect(401)
        accountant.get("/api/audit").expect(200)
        assert "access.audit" in accountant.get("/api/me").expect(200)["user"]["perms"]


def test_changes_are_masked_like_histories(demo, owner, customer):
    """The accountant may read the trail, and of members name and e-mail only; of what they may not read at all, that it changed."""
    canary = mark("canary")
    owner.patch("/api/me", {"name": f"Owner {canary}"}).expect(204)
    me = my_id(owner)
    member = owner.get(f"/api/members/{me}").expect(200)
    owner.patch(f"/api/members/{me}", {"phone": "+4930231251999"}, match=member.etag).expect(200)
    owner.create("teams", name=mark("Team "), description=canary)
    with demo.client("accountant") as accountant:
        entries = audit(accountant, record=me)
        told = {name for entry in entries for name in (entry["changes"] or {})}
        assert "name" in told and "phone" not in told
        assert "+4930231251999" not in str(entries)
        assert accountant.get("/api/teams").status == 403
        for item in audit(accountant, entity="access.team"):
            assert item["changes"] == {}
    assert "+4930231251999" in str(audit(owner, record=me))


def test_a_hidden_value_is_in_no_channel(demo, owner):
    """A price that the technician may not see: in no list, record, history, filter, CSV, bulk, import, conflict or trail."""
    customer = owner.create("customers", name=mark("Canary "))
    with demo.client("cleaning_technician") as technician:
        me, title, amount = my_id(technician), mark("Canary visit "), 73_190_417
        order = owner.create(
            "work-orders", title=title, customer=customer["id"], starts="2026-11-22T08:00:00Z", assignees=[me],
            estimated_value={"amount": amount, "currency": "EUR"},
        )
        owner.post(f"/api/work-orders/{order['id']}/moves/schedule", {}).expect(200)
        path, id = f"/api/work-orders/{order['id']}", order["id"]
        technician.get(path).expect(200)
        answers = [
            technician.get("/api/work-orders", query={"title": title, "count": "true"}), technician.get(path), technician.get(f"{path}/history"),
            technician.get("/api/work-orders.csv", query={"title": title}), technician.get("/api/work-orders", query={"estimated_value": str(amount)}),
            technician.get("/api/work-orders", query={"where": f"estimated_value.amount = {amount}"}), technician.get("/api/work-orders", query={"sort": "estimated_value"}),
            technician.get("/api/work-orders.csv", query={"sort": "estimated_value"}), technician.get("/api/work-orders", query={"fields": "estimated_value", "title": title}),
            technician.patch(path, {"title": "x"}, match='"1"'), technician.get("/api/audit"), technician.get("/api/search", query={"q": str(amount)}),
            technician.post("/api/work-orders/bulk?partial=true", {"ops": [
                {"op": "update", "id": id, "version": 1, "set": {"title": "x"}}, {"op": "update", "id": id, "version": 2, "set": {"estimated_value": {"amount": 1}}},
                {"op": "move", "id": id, "version": 1, "move": "start"}, {"op": "move", "id": id, "move": "finish"},
            ]}),
            technician.post("/api/work-orders/import", body=f"id,version,title\r\n{id},1,x\r\n".encode(), headers={"Content-Type": "text/csv"}),
            technician.post("/api/work-orders/import", body=f"id,version,estimated_value\r\n{id},2,{amount} EUR\r\n".encode(), headers={"Content-Type": "text/csv"}),
            technician.get("/api/openapi.json"), technician.get("/api/me"),
        ]
        for answer in answers:
            assert answer.status < 500, answer
            sent_back = answer.request.startswith("GET /api/work-orders?") and str(amount) in answer.request
            assert sent_back or str(amount) not in answer.text, answer
        assert [answer.status for answer in answers[3:4]] == [200]
    assert str(amount) in owner.get("/api/audit", query={"record": order["id"]}).text


def test_tail_and_export_take_the_filters(demo, owner, customer):
    tail = demo.kernel("audit", "tail", "--tenant", "demo", "--record", customer["id"], "--action", "creat", "--format", "json").json["items"]
    assert [item["record"] for item in tail] == [customer["id"]]
    out = demo.kernel("audit", "export", "--tenant", "demo").out
    entries = [json.loads(line) for line in out.splitlines()]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[-1]["seq"] >= tail[0]["seq"]
    only = demo.kernel("audit", "export", "--tenant", "demo", "--entity", "customers.customer", "--after", str(tail[0]["seq"] - 1)).out.splitlines()
    assert json.loads(only[0])["record"] == customer["id"]
    rows = list(csv.DictReader(io.StringIO(demo.kernel("audit", "export", "--tenant", "demo", "--format", "csv", "--record", customer["id"]).out, newline="")))
    assert [(row["action"], row["record"], json.loads(row["changes"])["notes"]["after"]) for row in rows] == [("created", customer["id"], "first")]
    demo.kernel("audit", "export", "--tenant", "demo", "--from", "yesterday", exit=1)


def test_a_journal_is_told_in_its_own_order(demo, owner, technician):
    """A denial tells its minute and is written with the next write: by its time it would stand before older entries."""
    owner.create("customers", name=mark("Order"), kind="company")
    technician.post("/api/customers", {"name": mark("No"), "kind": "company"}).expect(403, "forbidden")
    owner.create("customers", name=mark("Order"), kind="company")
    told = [entry["seq"] for entry in demo.kernel("audit", "tail", "--tenant", "demo", "--format", "json").json["items"]]
    assert told == sorted(told)
    assert len(told) > 2


def test_bypasses_are_listed():

    reasons = {entry["reason"] for entry in kernel("audit", "bypasses", "--format", "json").json["bypasses"]}
    assert reasons == {"membership", "packs", "provisioning", "audit", "settings", "automations"}
