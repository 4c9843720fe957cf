"""http-contract, "Paths": actions of a collection, here those of checklists."""

import pytest

from ids import mark, uuid7


@pytest.fixture
def order(owner):
    customer = owner.create("customers", name=mark("Action "))["id"]
    return owner.create("work-orders", title=mark("Action "), customer=customer)["id"]


@pytest.fixture(scope="module")
def plan(owner):
    return owner.get("/api/job-templates", query={"title": "Standard visit"}).expect(200)["items"][0]["id"]


def titles(owner, order):
    items = owner.get("/api/checklist-items", query={"work_order": order, "sort": "sort_order"}).expect(200)["items"]
    return [item["title"] for item in items]


def test_a_template_fills_a_checklist(owner, order, plan):
    body, key = {"work_order": order, "template": plan}, uuid7()
    answer = owner.post("/api/work-orders/apply-template", body, key=key).expect((200, 201))
    assert answer["created"] == 4
    steps = ["Site assessment", "Cleaning execution", "Quality inspection", "Client walkthrough"]
    assert titles(owner, order) == steps
    again = owner.post("/api/work-orders/apply-template", body, key=key).expect((200, 201))
    assert again.header("Idempotent-Replay") == "true"
    assert titles(owner, order) == steps
    progress = owner.get("/api/work-orders/progress", query={"work_order": order}).expect(200)
    assert (progress["items"], progress["through"], progress["required_open"]) == (4, 0, 3)


@pytest.mark.parametrize(
    "change, path",
    [({"template": None}, "template"), ({"work_order": None}, "work_order"), ({"template": "x"}, "template"), ({"colour": 1}, "colour"), ({"template": str(uuid7())}, "template"), ({"work_order": str(uuid7())}, "work_order")],
)
def test_the_input_of_an_action_is_checked(owner, order, plan, change, path):
    answer = owner.post("/api/work-orders/apply-template", {"work_order": order, "template": plan, **change}).expect(422, "invalid")
    assert [found for found, _ in answer.findings()] == [path]
    assert titles(owner, order) == []


def test_an_action_has_its_method_and_its_permission(demo, owner, technician, order, plan):
    owner.get("/api/work-orders/apply-template").expect(405, "method_not_allowed")
    owner.post("/api/work-orders/progress", {}).expect(405, "method_not_allowed")
    owner.post("/api/work-orders/no-such-action", {}).expect(404, "not_found")
    body = {"work_order": order, "template": plan}
    technician.post("/api/work-orders/apply-template", body).expect(403, "forbidden", has={"permission": "work-orders.apply_template"})
    with demo.client("employee") as employee:  # may see progress, but not of this visit
        employee.get("/api/work-orders/progress", query={"work_order": order}).expect(422, "invalid", lacks=["\"items\""])
    assert titles(owner, order) == []
