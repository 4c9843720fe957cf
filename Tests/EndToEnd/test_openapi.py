"""The API's description: valid OpenAPI 3.1, complete, and for the caller who asks."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

METHODS = {"get", "post", "patch", "put", "delete"}


def operations(document):
    return {(method.upper(), path) for path, item in document["paths"].items() for method in item if method in METHODS}


@pytest.fixture(scope="module")
def whole(demo):
    return demo.kernel("openapi").json


def test_the_description_is_valid(whole):
    assert whole["openapi"].startswith("3.1")
    validate(whole, cls=OpenAPIV31SpecValidator)


@pytest.mark.parametrize("role", [None, "owner", "cleaning_technician", "accountant"])
def test_the_description_for_a_caller_is_valid(demo, role):
    with demo.client(role) as client:
        document = client.get("/api/openapi.json").expect(200).json
    validate(document, cls=OpenAPIV31SpecValidator)


def test_every_route_is_named(demo, whole, owner):
    described = operations(whole) | operations(owner.get("/api/openapi.json").expect(200).json)
    routes = demo.routes()
    assert len(routes) >= 15
    for method, pattern in routes:
        # Collections, capabilities and actions are parameters of the server's routes and written out in the description.
        form = re.escape(pattern)
        for parameter in ("collection", "owner", "action", "move"):
            form = form.replace(rf"\{{{parameter}\}}", r"[^/]+")
        found = [path for verb, path in described if verb == method and re.fullmatch(form, path)]
        if "{action}" in pattern and not found:
            continue  # no capability that is compiled in has an action of this kind
        assert found, f"{method} {pattern} is not described"


def test_every_collection_has_its_operations(owner):
    described = operations(owner.get("/api/openapi.json").expect(200).json)
    for collection in ("customers", "contacts", "sites", "work-orders", "complaints"):
        base = f"/api/{collection}"
        for operation in (
            ("GET", base), ("POST", base), ("GET", f"{base}/{{id}}"), ("PATCH", f"{base}/{{id}}"), ("DELETE", f"{base}/{{id}}"),
            ("POST", f"{base}/{{id}}/restore"), ("GET", f"{base}/{{id}}/history"),
        ):
            assert operation in described, operation
    for move in ("schedule", "start", "hold", "resume", "finish", "cancel", "reopen", "inspect"):
        assert ("POST", f"/api/work-orders/{{id}}/moves/{move}") in described


def test_without_a_session_only_the_public_part_is_described(demo):
    with demo.client() as stranger:
        answer = stranger.get("/api/openapi.json").expect(200, lacks=["work-orders", "complaint", "area_m2"])
    described = operations(answer.json)
    assert ("POST", "/api/auth/login") in described
    assert described <= set(demo.routes("--public"))


def test_a_technicians_description_has_what_a_technician_can_use(technician):
    answer = technician.get("/api/openapi.json").expect(200, lacks=["estimated_value", "actual_cost", "billing_address"])
    described = operations(answer.json)
    assert ("GET", "/api/work-orders") in described
    assert ("POST", "/api/work-orders/{id}/moves/start") in described
    for absent in (("POST", "/api/work-orders"), ("DELETE", "/api/work-orders/{id}"), ("POST", "/api/work-orders/{id}/moves/cancel"), ("GET", "/api/customers")):
        assert absent not in described


def test_what_is_described_answers(demo, owner, whole):
    """Every GET that needs no parameter is really there."""
    document = owner.get("/api/openapi.json").expect(200).json
    for method, path in operations(document):
        if path == "/api/events":
            continue  # answers for ever; test_events.py listens
        parameters = document["paths"][path][method.lower()].get("parameters", [])
        if method == "GET" and not any(parameter.get("required") for parameter in parameters):
            # What a formula needs may be given in several ways, none of which is required by itself.
            answer = owner.get(path)
            if path.startswith("/api/formulas/") and answer.status == 422:
                assert {code for _, code in answer.findings()} == {"required"}, answer
            else:
                answer.expect(200)
