"""http-contract, "Records": moves. The life of a work order, its guards, and what a move may be given."""

import concurrent.futures

import pytest

from ids import mark, uuid7


@pytest.fixture(scope="module")
def place(owner):
    """A site and its customer, as a work order refers to them."""
    customer = owner.create("customers", name=mark("Moves "))
    site = owner.create("sites", name=mark("Moves "), customer=customer["id"])
    return {"customer": customer["id"], "site": site["id"]}


class Order:
    """A work order of the tests' own, in any state."""

    WAYS = {
        "draft": [], "scheduled": ["schedule"], "in_progress": ["schedule", "start"], "on_hold": ["schedule", "start", "hold"],
        "done": ["schedule", "start", "finish"], "cancelled": ["cancel"],
    }

    def __init__(self, client, place, state="draft", **fields):
        self.client = client
        body = {
            "title": mark("Move "), "starts": "2026-11-24T18:30:00Z", "ends": "2026-11-24T20:00:00Z", **place, **fields,
        }
        self.id = client.create("work-orders", **body)["id"]
        self.path = f"/api/work-orders/{self.id}"
        for name in self.WAYS[state]:
            self.move(name).expect(200)

    def move(self, name, body=None, **options):
        return self.client.post(f"{self.path}/moves/{name}", {} if body is None else body, **options)

    def record(self):
        return self.client.get(self.path).expect(200).json


def test_a_work_order_lives(owner, place):
    order = Order(owner, place)
    life = [
        ("schedule", "scheduled"), ("start", "in_progress"), ("hold", "on_hold"), ("resume", "in_progress"),
        ("finish", "done"), ("reopen", "draft"), ("cancel", "cancelled"), ("reopen", "draft"),
    ]
    for version, (name, state) in enumerate(life, start=2):
        answer = order.move(name).expect(200, has={"id": order.id, "state": state, "version": version})
        assert answer.etag == f'"{version}"'
        assert answer.json == order.record()
    history = owner.get(f"{order.path}/history").expect(200)["items"]
    actions = [entry["action"] for entry in sorted(history, key=lambda entry: entry["seq"])]
    assert actions == ["created", *[f"moved.{name}" for name, _ in life]]


def test_starting_and_finishing_note_the_time(owner, place):
    order = Order(owner, place, "scheduled")
    assert order.record().get("actual_start") is None
    started = order.move("start").expect(200)
    assert started["actual_start"]
    finished = order.move("finish").expect(200)
    assert finished["actual_end"] >= started["actual_start"]


@pytest.mark.parametrize(
    "state, refused, allowed",
    [
        ("draft", ["start", "hold", "resume", "finish", "reopen", "inspect"], ["schedule", "cancel"]),
        ("scheduled", ["schedule", "resume", "finish", "reopen", "inspect"], ["start", "hold", "cancel"]),
        ("in_progress", ["schedule", "start", "resume", "cancel", "reopen", "inspect"], ["hold", "finish"]),
        ("on_hold", ["schedule", "start", "hold", "finish", "reopen", "inspect"], ["resume", "cancel"]),
        ("done", ["schedule", "start", "hold", "resume", "finish", "cancel"], ["reopen", "inspect"]),
        ("cancelled", ["schedule", "start", "hold", "resume", "finish", "cancel", "inspect"], ["reopen"]),
    ],
)
def test_a_move_from_the_wrong_state_is_refused_and_says_what_is_possible(owner, place, state, refused, allowed):
    order = Order(owner, place, state)
    before = order.record()
    for name in refused:
        body = {"rating": 5} if name == "inspect" else {}
        answer = order.move(name, body).expect(409, "state_refused", has={"state": state}, contains=[state])
        assert set(answer["allowed_moves"]) == set(allowed)
    assert order.record() == before


def test_the_moves_offered_are_those_of_the_caller(demo, technician):
    """A technician may not cancel, so the refusal does not offer it."""
    order = technician.get("/api/work-orders", query={"state": "scheduled", "limit": 1}).expect(200)["items"][0]
    answer = technician.post(f"/api/work-orders/{order['id']}/moves/resume", {}).expect(409, "state_refused")
    assert sorted(answer["allowed_moves"]) == ["hold", "start"]


def test_a_guard_refuses_with_its_message(owner, place):
    order = Order(owner, place, "done")
    text = "The rating must reach the pass mark"
    for body in ({"rating": 2}, {"rating": 2, "remark": "Bad."}, {"rating": 3}, {"rating": 1, "remark": None}):
        order.move("inspect", body).expect(409, "state_refused", contains=[text, "done"])
    assert order.record()["state"] == "done"
    assert order.record()["version"] == 4
    answer = order.move("inspect", {"rating": 3, "remark": "Sink done again."}).expect(200)
    assert (answer["state"], answer["rating"], answer["inspection_remark"]) == ("inspected", 3, "Sink done again.")
    order.move("reopen").expect(409, "state_refused")


def test_a_visit_without_a_start_cannot_be_scheduled(owner, place):
    order = Order(owner, place, starts=None)
    order.move("schedule").expect(409, "state_refused", contains=["Say when it starts first."])
    owner.patch(order.path, {"starts": "2026-11-24T18:30:00Z"}, match='"1"').expect(200)
    order.move("schedule").expect(200, has={"state": "scheduled"})


def test_input_is_set_and_cleared_by_moves(owner, place):
    order = Order(owner, place, "in_progress")
    order.move("hold", {"reason": "Waiting for the key."}).expect(200, has={"hold_reason": "Waiting for the key."})
    assert owner.patch(order.path, {"hold_reason": "x"}, match='"4"').expect(422, "read_only").findings() == [("hold_reason", "read_only")]
    assert order.move("resume").expect(200).json.get("hold_reason") is None


def test_a_guard_sees_the_record(owner, place):
    order = Order(owner, place)
    for required, status in ((True, 409), (False, 200)):
        item = owner.create("checklist-items", work_order=order.id, title="Bins", required=required)
        answer = owner.post(f"/api/checklist-items/{item['id']}/moves/skip", {}).expect(status)
        if required:
            answer.expect(409, "state_refused", contains=["A required item cannot be skipped."])
    me = owner.get("/api/me").expect(200)["user"]["id"]
    path = f"/api/checklist-items/{owner.create('checklist-items', work_order=order.id, title='Floor')['id']}"
    done = owner.post(f"{path}/moves/finish", {}).expect(200, has={"state": "completed", "completed_by": me})
    assert done["completed_at"]
    again = owner.post(f"{path}/moves/reopen", {}).expect(200, has={"state": "pending"}).json
    assert (again.get("completed_at"), again.get("completed_by")) == (None, None)


def test_a_guard_lets_through(owner, place):
    for rating, remark in ((5, None), (4, None), (3, "Good enough.")):
        order = Order(owner, place, "done")
        order.move("inspect", {"rating": rating, "remark": remark}).expect(200, has={"state": "inspected", "rating": rating})


@pytest.mark.parametrize(
    "body, path",
    [
        ({}, "rating"), ({"rating": None}, "rating"), ({"rating": 6}, "rating"), ({"rating": 0}, "rating"), ({"rating": "5"}, "rating"),
        ({"rating": 4.5}, "rating"), ({"rating": 5, "remark": 7}, "remark"), ({"rating": 5, "remark": "x" * 2001}, "remark"),
        ({"rating": 5, "remrk": "x"}, "remrk"), ({"rating": 5, "state": "inspected"}, "state"),
    ],
)
def test_the_input_of_a_move_is_checked(owner, done_order, body, path):
    answer = done_order.move("inspect", body).expect(422, {"invalid", "read_only"})
    assert path in [found for found, _ in answer.findings()]
    assert done_order.record()["state"] == "done"


@pytest.fixture(scope="module")
def done_order(owner, place):
    return Order(owner, place, "done")


def test_a_move_without_input_takes_none(owner, place):
    order = Order(owner, place, "scheduled")
    assert ("colour", "unknown") in order.move("start", {"colour": 1}).expect(422, "invalid").findings()
    order.move("start", [1]).expect((400, 422))
    order.client.post(f"{order.path}/moves/start?x=1", {}).expect(422, "invalid")
    assert order.record()["state"] == "scheduled"
    order.client.post(f"{order.path}/moves/start").expect(200, has={"state": "in_progress"})  # no body at all


def test_if_match_is_honoured_when_sent(owner, place):
    order = Order(owner, place, "scheduled")
    before = order.record()
    assert order.move("start", match='"1"').expect(412, "version_conflict")["current"] == before
    order.move("start", match="*").expect((400, 412, 422, 428))
    order.move("start", match='W/"2"').expect((400, 412, 422, 428))
    assert order.record() == before
    order.move("start", match='"2"').expect(200, has={"version": 3})


def test_a_move_that_is_none(owner, place):
    order = Order(owner, place)
    order.move("no-such-move").expect(404, "not_found")
    order.move("no_such_move").expect(404, "not_found")
    owner.post(f"/api/customers/{place['customer']}/moves/start", {}).expect(404, "not_found")
    owner.post(f"/api/work-orders/{uuid7()}/moves/start", {}).expect(404, "not_found")
    owner.get(f"{order.path}/moves/start").expect(405, "method_not_allowed")


def test_a_record_in_the_bin_does_not_move(owner, place):
    order = Order(owner, place, "scheduled")
    owner.delete(order.path, match='"2"').expect(204)
    order.move("start").expect(404, "not_found")
    owner.post(f"{order.path}/restore").expect(200, has={"state": "scheduled"})


def test_a_move_of_the_packs_own_entity_sets_its_field(owner, place):
    order = Order(owner, place)
    complaint = owner.create("complaints", work_order=order.id, text="The bins are full.")
    path = f"/api/complaints/{complaint['id']}"
    assert (complaint["state"], complaint["category"]) == ("open", "quality")
    owner.post(f"{path}/moves/close", {}).expect(409, "state_refused", contains=["open", "answer"])
    assert ("reply", "required") in owner.post(f"{path}/moves/answer", {}).expect(422, "invalid").findings()
    owner.post(f"{path}/moves/answer", {"reply": "Sorry."}).expect(200, has={"state": "answered", "reply": "Sorry."})
    owner.post(f"{path}/moves/close", {}).expect(200, has={"state": "closed"})


def test_of_two_moves_at_once_one_is_refused(demo, owner, place):
    clients = [demo.client("owner") for _ in range(4)]
    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        for _ in range(5):
            order = Order(owner, place, "scheduled")
            path = f"{order.path}/moves/start"
            answers = list(pool.map(lambda client: client.post(path, {}), clients))
            assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
            assert order.record()["version"] == 3
    for client in clients:
        client.close()
