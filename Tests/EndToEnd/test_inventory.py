"""`kernel inventory`: what there is, who may, what guards it, and the tests of each route."""

import json

from ids import uuid7
from server import kernel


def inventory(*arguments):
    return kernel("inventory", "--format", "json", *arguments).json


def routes(found, column):
    return {(route["method"], route["path"]): route[column] for route in found["routes"]}


def test_it_names_every_route_entity_and_permission(demo, owner):
    found = inventory()
    routes = {(route["method"], route["path"]) for route in found["routes"]}
    assert routes == set(demo.routes())
    assert found["counts"]["routes"] == len(routes)
    whole = kernel("openapi").json["paths"]
    operations = {(operation["method"], operation["path"]) for operation in found["operations"]}
    assert operations <= {(method.upper(), path) for path, methods in whole.items() for method in methods}
    assert {"customers.customer", "access.member"} <= {entity["id"] for entity in found["entities"]}
    permissions = {permission["id"]: permission for permission in found["permissions"]}
    assert "GET /api/audit" in permissions["access.audit"]["needed_by"]
    assert permissions["access.audit"]["roles"] == ["accountant"]
    assert "GET /api/customers" in permissions["customers.customer.read"]["needed_by"]
    assert set(found["unused_permissions"]) == {id for id, permission in permissions.items() if not permission["needed_by"]}
    assert "access.settings" in found["ungranted_permissions"]


def test_a_tenants_inventory_has_its_pack(demo, owner):
    found = json.loads(demo.kernel("inventory", "--tenant", "demo", "--format", "json").out)
    collections = {entity["collection"] for entity in found["entities"]}
    assert {"complaints", "work-orders"} <= collections
    assert {permission["id"] for permission in found["permissions"]} >= set(owner.get("/api/me").expect(200)["user"]["perms"])
    guards = {(guard["kind"], guard["entity"], guard["name"]): guard["what"] for guard in found["guards"]}
    assert "settings.pass_rating" in guards[("move", "work-orders.work_order", "inspect")]
    assert guards[("scope", "work-orders.work_order", "assigned")] == "assignees"
    text = demo.kernel("inventory", "--tenant", "demo").out
    assert "complaints" in text or "/api/{collection}" in text


def test_tests_are_counted_from_a_record_and_never_made_up(tmp_path):
    missing = inventory("--tests", tmp_path / "none.json")
    assert missing["tests_recorded_at"] is None and {route["tests"] for route in missing["routes"]} == {None}
    assert "no run is recorded" in kernel("inventory", "--tests", tmp_path / "none.json").out
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"finished_at": "2026-11-22T18:30:00Z", "requests": [
        {"method": "GET", "path": "/api/customers", "tests": ["a.py::x", "a.py::y"]}, {"method": "GET", "path": "/api/sites", "tests": ["a.py::x"]},
        {"method": "GET", "path": f"/api/sites/{uuid7()}", "tests": ["b.py::z"]}, {"method": "GET", "path": "/nothing/there/at/all", "tests": ["b.py::z"]},
        {"method": "GET", "path": "/api/customers.csv", "tests": ["c.py::w"]},
    ]}))
    found = inventory("--tests", record)
    counts = {(route["method"], route["path"]): route["tests"] for route in found["routes"]}
    assert counts[("GET", "/api/{collection}")] == 2 and counts[("GET", "/api/{collection}/{id}")] == 1
    assert counts[("GET", "/api/{collection}.csv")] == 1 and counts[("POST", "/api/{collection}")] == 0
    assert found["tests_recorded_at"] == "2026-11-22T18:30:00Z"
    record.write_text("{}")
    kernel("inventory", "--tests", record, exit=1)


def test_what_the_swift_tests_ask_is_counted_beside(tmp_path):
    record = tmp_path / "requests.txt"
    missing = inventory("--swift-tests", record)
    assert {route["swift_requests"] for route in missing["routes"]} == {route["isolation_checks"] for route in missing["routes"]} == {None}
    assert "SWIFT and ISOLATION: no run is recorded" in kernel("inventory", "--swift-tests", record).out
    record.write_text("request GET /api/me\nrequest GET /api/me\nisolation GET /api/me\nrequest POST /api/{collection}\n")
    found = inventory("--swift-tests", record)
    asked, judged = routes(found, "swift_requests"), routes(found, "isolation_checks")
    assert asked[("GET", "/api/me")] == 2 and judged[("GET", "/api/me")] == 1
    assert asked[("POST", "/api/{collection}")] == 1 and judged[("POST", "/api/{collection}")] == 0
    assert sum(asked.values()) == 3 and sum(judged.values()) == 1
    assert "answers that the isolation suite judged" in kernel("inventory", "--swift-tests", record).out
    record.write_text("GET /api/me\n")
    assert "no record" in kernel("inventory", "--swift-tests", record, exit=1).err
