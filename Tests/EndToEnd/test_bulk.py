"""http-contract, "Records": POST /api/<collection>/bulk, all or nothing and partial."""

import random

import pytest

from ids import mark, uuid7

BULK = "/api/customers/bulk"


def create(name, **more):
    return {"op": "create", "set": {"name": name, **more}}


def statuses(answer):
    return [result["status"] for result in answer.expect(200)["results"]]


def head(server):
    """The seq of the journal's last entry."""
    return server.kernel("audit", "tail", "--tenant", "demo", "--limit", "1", "--format", "json").json["items"][-1]["seq"]


@pytest.fixture
def customer(owner):
    return owner.create("customers", name=mark("Bulk "))


def test_each_kind_of_operation_answers_like_its_own_route(owner, customer):
    id, other, name = uuid7(), owner.create("customers", name=mark("Bulk ")), mark("Bulk ")
    answer = owner.post(BULK, {"ops": [
        {"op": "create", "id": id, "set": {"name": name, "kind": "person"}},
        {"op": "update", "id": customer["id"], "version": 1, "set": {"notes": "changed"}},
        {"op": "delete", "id": other["id"], "version": 1},
        {"op": "update", "id": id, "version": 1, "set": {"kind": "company"}},
    ]}).expect(200)
    assert statuses(answer) == [201, 200, 204, 200]
    first, second, third, fourth = answer["results"]
    assert set(answer.json) == {"results"}
    assert first["record"]["id"] == id and first["record"]["version"] == 1 and first["record"]["kind"] == "person"
    assert second["record"] == owner.get(f"/api/customers/{customer['id']}").expect(200).json
    assert third == {"status": 204}
    assert fourth["record"] == owner.get(f"/api/customers/{id}").expect(200).json  # what an earlier operation made, a later one finds
    owner.get(f"/api/customers/{other['id']}").expect(404)


def test_moves_are_operations_too(owner, customer):
    site = owner.create("sites", name=mark("Site "), customer=customer["id"])
    orders = [owner.create("work-orders", title=mark("Visit "), customer=customer["id"], site=site["id"], starts="2026-11-22T08:00:00Z") for _ in range(2)]
    moved = owner.post("/api/work-orders/bulk", {"ops": [
        {"op": "move", "id": orders[0]["id"], "version": 1, "move": "schedule"},
        {"op": "move", "id": orders[1]["id"], "move": "schedule", "args": {}},
    ]})
    assert [result["record"]["state"] for result in moved.expect(200)["results"]] == ["scheduled", "scheduled"]
    refused = owner.post("/api/work-orders/bulk", {"ops": [{"op": "move", "id": orders[0]["id"], "move": "finish"}]}).expect(409, "state_refused")
    assert refused["state"] == "scheduled" and "start" in refused["allowed_moves"]
    assert refused.findings() == [("ops[0]", "state_refused")]
    partial = owner.post("/api/work-orders/bulk?partial=true", {"ops": [
        {"op": "move", "id": orders[0]["id"], "version": 1, "move": "start"}, {"op": "move", "id": orders[0]["id"], "move": "no_such_move"},
    ]})
    assert statuses(partial) == [412, 404]
    assert partial["results"][0]["problem"]["current"]["version"] == 2


def test_all_or_nothing_changes_nothing_when_one_is_refused(demo, owner, customer):
    before, name = head(demo), mark("Nothing ")
    refused = owner.post(BULK, {"ops": [create(name), {"op": "update", "id": customer["id"], "version": 7, "set": {"notes": "x"}}, create(name)]})
    refused.expect(412, "version_conflict", has={"current.id": customer["id"], "current.version": 1})
    assert refused.findings() == [("ops[1]", "version_conflict")]
    assert owner.get("/api/customers", query={"name": name, "count": "true"}).expect(200)["count"] == 0
    assert head(demo) == before
    owner.get(f"/api/customers/{customer['id']}").expect(200, has={"version": 1})


def test_findings_name_the_operation_and_its_part(owner, customer):
    refused = owner.post(BULK, {"ops": [create(mark("Ok ")), create(""), create(mark("Ok "), email="nobody")]}).expect(422, "invalid")
    assert [path for path, _ in refused.findings()] == ["ops[1].set.name"]
    assert owner.post(BULK, {"ops": [{"op": "create", "set": {"name": mark("x "), "version": 4}}]}).expect(422, "read_only").findings() == [
        ("ops[0].set.version", "read_only")
    ]


def test_operations_that_cannot_be_read_are_told_all_at_once(owner, customer):
    refused = owner.post(BULK, {"ops": [
        {"op": "upsert"}, create(mark("Ok ")), {"op": "update", "id": "x", "version": "1"}, 7, {"op": "delete", "id": customer["id"]},
        {"op": "create", "set": {"name": "x", "id": uuid7()}, "version": 1}, {"op": "move", "id": customer["id"], "args": []},
    ]}).expect(422, "invalid")
    assert set(refused.findings()) == {
        ("ops[0].op", "option"), ("ops[2].id", "format"), ("ops[2].version", "type"), ("ops[2].set", "required"), ("ops[3]", "type"),
        ("ops[4].version", "required"), ("ops[5].version", "unknown"), ("ops[5].set.id", "read_only"), ("ops[6].move", "required"), ("ops[6].args", "type"),
    }
    missing = owner.post(BULK, {"ops": [{"op": "delete", "id": customer["id"]}]}).expect(428, "version_missing")
    assert missing.findings() == [("ops[0].version", "required")]
    owner.get(f"/api/customers/{customer['id']}").expect(200)


@pytest.mark.parametrize("body", [{}, {"ops": {}}, {"ops": None}, {"ops": [], "partial": True}, {"op": "create"}])
def test_a_body_without_a_list_of_operations_is_422(owner, body):
    owner.post(BULK, body).expect(422, "invalid")


def test_at_most_five_hundred_operations(owner):
    name = mark("Many ")
    owner.post(BULK, {"ops": [create(name)] * 501}).expect(422, "invalid", contains=["500"])
    assert statuses(owner.post(BULK, {"ops": [create(name)] * 500})) == [201] * 500
    assert owner.get("/api/customers", query={"name": name, "count": "true", "limit": 1}).expect(200)["count"] == 500
    assert statuses(owner.post(BULK, {"ops": []})) == []


def test_partial_keeps_what_succeeds(demo, owner, customer):
    name, before = mark("Part "), head(demo)
    answer = owner.post(f"{BULK}?partial=true", {"ops": [
        create(name), {"op": "delete", "id": customer["id"]}, create(name, email="nobody"), {"op": "update", "id": uuid7(), "version": 1, "set": {}},
        {"op": "delete", "id": customer["id"], "version": 1}, {"op": "update", "id": customer["id"], "version": 2, "set": {"notes": "gone"}},
    ]})
    assert statuses(answer) == [201, 428, 422, 404, 204, 404]
    problem = answer["results"][2]["problem"]
    assert (problem["code"], problem["errors"][0]["path"], problem["request_id"]) == ("invalid", "email", answer.header("X-Request-Id"))
    assert owner.get("/api/customers", query={"name": name, "count": "true"}).expect(200)["count"] == 1
    assert head(demo) == before + 2  # a refused operation leaves no entry and no gap
    demo.kernel("audit", "verify", "--tenant", "demo")
    owner.post(f"{BULK}?partial=yes", {"ops": []}).expect(422, "invalid")
    owner.post(f"{BULK}?dry_run=true", {"ops": []}).expect(422, "invalid")


def test_permissions_count_for_each_operation(demo, owner, customer):
    """The door itself is closed to whom no grant lets write; inside, each operation needs its own."""
    with demo.client("cleaning_technician") as technician, demo.client("accountant") as accountant:
        accountant.post(BULK, {"ops": [create(mark("No "))]}).expect(403, "forbidden")
        mine = technician.get("/api/work-orders", query={"limit": 1}).expect(200)["items"][0]
        refused = technician.post("/api/work-orders/bulk?partial=true", {"ops": [
            {"op": "delete", "id": mine["id"], "version": mine["version"]}, {"op": "create", "set": {"title": mark("No "), "customer": customer["id"]}},
        ]})
        assert statuses(refused) == [403, 403]
        assert refused["results"][0]["problem"]["permission"] == "work-orders.work_order.delete"
    owner.create("customers", name=mark("The next write carries denials "))
    tail = demo.kernel("audit", "tail", "--tenant", "demo", "--limit", "20", "--format", "json").json["items"]
    assert "work-orders.work_order.delete" in {entry["record"] for entry in tail if entry["action"] == "denied"}


def test_entities_without_a_verb_refuse_its_operations(owner):
    me = owner.get("/api/me").expect(200)["user"]["id"]
    owner.post("/api/members/bulk", {"ops": [{"op": "create", "set": {"name": "x"}}]}).expect(405, "method_not_allowed")
    assert statuses(owner.post("/api/members/bulk?partial=true", {"ops": [{"op": "delete", "id": me, "version": 1}]})) == [405]
    assert owner.get(BULK).expect(405).header("Allow") == "POST"
    owner.post("/api/nothing-here/bulk", {"ops": []}).expect(404)


def test_a_key_answers_the_whole_bulk_once(owner):
    name, key = mark("Key "), uuid7()
    first = owner.post(BULK, {"ops": [create(name), create(name)]}, key=key).expect(200)
    again = owner.post(BULK, {"ops": [create(name), create(name)]}, key=key).expect(200)
    assert again.body == first.body and again.header("Idempotent-Replay") == "true"
    assert owner.get("/api/customers", query={"name": name, "count": "true"}).expect(200)["count"] == 2
    owner.post(BULK, {"ops": [create(name)]}, key=key).expect(422, "key_reused")
    owner.post(f"{BULK}?partial=true", {"ops": [create(name), create(name)]}, key=key).expect(422, "key_reused")


class Twins:
    """The same records twice: one set is changed by single requests, the other by bulks."""

    def __init__(self, owner, seed):
        self.owner, self.random = owner, random.Random(seed)
        self.site = owner.create("sites", name=mark("Site "), customer=owner.create("customers", name=mark("Twin "))["id"])
        self.made = []  # pairs of ids

    def operation(self):
        pick = self.random.choice
        index = self.random.randrange(len(self.made)) if self.made else 0
        version = pick([1, 1, 2, 2, 3, 4, None])
        kind = pick(["create", "create", "update", "update", "update", "move", "move", "delete"]) if self.made else "create"
        if kind == "create":
            index = len(self.made)
            self.made.append((uuid7(), uuid7()))
            return kind, index, None, {"title": pick(["A", "B", "", "x" * 300]), "customer": self.site["customer"], "site": pick([self.site["id"], uuid7()])}
        if kind == "update":
            return kind, index, version, pick([{"title": "C"}, {"title": None}, {"state": "done"}, {}, {"starts": "2026-11-22T08:00:00Z"}, {"nothing": 1}])
        if kind == "move":
            return kind, index, version, pick(["schedule", "start", "finish", "cancel", "reopen", "nothing"])
        return kind, index, version, None

    def single(self, operation):
        kind, index, version, more = operation
        path, match = f"/api/work-orders/{self.made[index][0]}", None if version is None else f'"{version}"'
        if kind == "create":
            return self.owner.post("/api/work-orders", {"id": self.made[index][0], **more})
        if kind == "update":
            return self.owner.patch(path, more, match=match)
        if kind == "move":
            return self.owner.post(f"{path}/moves/{more}", {}, match=match)
        return self.owner.delete(path, match=match)

    def op(self, operation):
        kind, index, version, more = operation
        op = {"op": kind, "id": self.made[index][1]}
        if version is not None:
            op["version"] = version
        return op | ({"move": more} if kind == "move" else {} if more is None else {"set": more})

    @staticmethod
    def told(body):
        """What both must say alike: not the ids and the instants of either."""
        body = {name: value for name, value in body.items() if name not in ("id", "created_at", "updated_at", "request_id", "detail")}
        if "current" in body:
            body["current"] = Twins.told(body["current"])
        if body.get("code") == "version_missing":
            body.pop("errors", None)
        return body


@pytest.mark.parametrize("seed", range(4))
def test_a_bulk_does_what_its_operations_do_one_by_one(owner, seed):
    twins = Twins(owner, seed)
    for _ in range(4):
        operations = [twins.operation() for _ in range(25)]
        singles = [twins.single(operation) for operation in operations]
        results = owner.post("/api/work-orders/bulk?partial=true", {"ops": [twins.op(operation) for operation in operations]}).expect(200)["results"]
        for operation, single, result in zip(operations, singles, results, strict=True):
            assert result["status"] == single.status, (operation, single, result)
            body = result.get("record") or result.get("problem")
            assert (twins.told(body) if body else None) == (twins.told(single.json) if single.body else None), operation
    for first, second in twins.made:
        one, other = owner.get(f"/api/work-orders/{first}"), owner.get(f"/api/work-orders/{second}")
        assert one.status == other.status and twins.told(one.json) == twins.told(other.json)
        if one.status == 200:
            histories = [owner.get(f"/api/work-orders/{id}/history").expect(200)["items"] for id in (first, second)]
            assert [[(e["action"], e["version"]) for e in history] for history in histories][0] == [(e["action"], e["version"]) for e in histories[1]]
