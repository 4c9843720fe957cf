"""http-contract, "Record JSON": every type of value goes in and comes out as the contract says."""

import json

import pytest

from ids import mark


@pytest.fixture(scope="module")
def customer(owner):
    return owner.create("customers", name=mark("Values "))["id"]


@pytest.fixture(scope="module")
def site(owner, customer):
    return owner.create("sites", name=mark("Values "), customer=customer)["id"]


@pytest.fixture
def make(owner, customer, site):
    """Creates a record of a collection with one field set, reads it back, and clears the field again."""
    needed = {
        "customers": {"name": mark("Values ")},
        "sites": {"name": mark("Values "), "customer": customer},
        "contacts": {"name": mark("Values "), "customer": customer},
        "work-orders": {"title": mark("Values "), "customer": customer, "site": site},
    }

    def send(collection, field, text):
        body = json.dumps({**needed[collection]})[:-1] + f', "{field}": {text}}}'
        return owner.post(f"/api/{collection}", body=body.encode())

    return send


GOOD = [
    # text: any scalar but U+0000, kept as sent
    ("customers", "notes", '"two\\nlines\\ttab"', "two\nlines\ttab"),
    ("customers", "notes", '"🧽 Ä a\\u0301 \\ud83e\\uddfd \\u2028"', "🧽 Ä a\u0301 🧽 \u2028"),
    ("customers", "notes", '"\\u0001 <script> \\" \\\\ \\/"', '\u0001 <script> " \\ /'),
    ("customers", "notes", '"  spaces  "', "  spaces  "),
    ("customers", "notes", "null", None),
    # e-mail, phone, url
    ("customers", "email", '" Anna.Berg@Example.COM "', "Anna.Berg@example.com"),
    ("customers", "phone", '"+49 (30) 231-25/101"', "+493023125101"),
    ("customers", "phone", '"0049 30 23125101"', "+493023125101"),
    ("customers", "website", '"https://example.com/a?b=c#d"', "https://example.com/a?b=c#d"),
    # choice, choices in their declared order
    ("customers", "kind", '"person"', "person"),
    ("work-orders", "service_types", '["window", "carpet"]', ["carpet", "window"]),
    ("work-orders", "service_types", "[]", []),
    # int
    ("sites", "rooms", "0", 0),
    ("sites", "rooms", "10000", 10000),
    ("sites", "rooms", "1e3", 1000),
    ("sites", "rooms", "12.0", 12),
    # decimal: a string always; numbers are taken too
    ("sites", "area_m2", '"80.5"', "80.5"),
    ("sites", "area_m2", "80.5", "80.5"),
    ("sites", "area_m2", "80", "80.0"),
    ("sites", "area_m2", '"80.50"', "80.5"),
    ("sites", "area_m2", "8e1", "80.0"),
    ("sites", "area_m2", '"0"', "0.0"),
    ("sites", "area_m2", '"12345678901234567.8"', "12345678901234567.8"),
    ("sites", "area_m2", "12345678901234567.8", "12345678901234567.8"),
    # bool
    ("contacts", "is_primary", "true", True),
    ("contacts", "is_primary", "false", False),
    # money in minor units
    ("work-orders", "estimated_value", '{"amount": 1250, "currency": "EUR"}', {"amount": 1250, "currency": "EUR"}),
    ("work-orders", "estimated_value", '{"currency": "EUR", "amount": 0}', {"amount": 0, "currency": "EUR"}),
    ("work-orders", "estimated_value", '{"amount": 900719925474099300, "currency": "EUR"}', {"amount": 900719925474099300, "currency": "EUR"}),
    # datetime: UTC, milliseconds, Z
    ("work-orders", "starts", '"2026-11-22T18:30:00Z"', "2026-11-22T18:30:00.000Z"),
    ("work-orders", "starts", '"2026-11-22T18:30:00+02:00"', "2026-11-22T16:30:00.000Z"),
    ("work-orders", "starts", '"2026-11-22T18:30:00.123Z"', "2026-11-22T18:30:00.123Z"),
    ("work-orders", "starts", '"2028-02-29T23:59:59.9Z"', "2028-02-29T23:59:59.900Z"),
    # geo
    ("sites", "position", '{"lat": 52.5036, "lng": 13.3945}', {"lat": 52.5036, "lng": 13.3945}),
    ("sites", "position", '{"lng": -180, "lat": 90}', {"lat": 90, "lng": -180}),
]


@pytest.mark.parametrize("collection, field, text, wanted", GOOD)
def test_a_value_goes_in_and_comes_out(owner, make, collection, field, text, wanted):
    created = make(collection, field, text).expect(201).json
    assert created.get(field) == wanted
    path = f"/api/{collection}/{created['id']}"
    read = owner.get(path).expect(200).json
    assert read == created
    if wanted is not None:
        assert type(read[field]) is type(wanted)
    # Cleared and set again by a patch.
    if field not in ("kind", "is_primary"):
        cleared = owner.patch(path, {field: None}, match='"1"').expect(200).json
        assert cleared.get(field) is None
        again = owner.patch(path, body=f'{{"{field}": {text}}}'.encode(), match=f'"{cleared["version"]}"').expect(200).json
        assert again.get(field) == wanted


BAD = [
    ("customers", "notes", '"\\u0000"'), ("customers", "notes", "7"), ("customers", "notes", "true"), ("customers", "notes", '["x"]'),
    ("customers", "email", '"nobody"'), ("customers", "email", '"a@b@c.de"'), ("customers", "email", '"a b@c.de"'), ("customers", "email", '""'),
    ("customers", "phone", '"12345"'), ("customers", "phone", '"+49 30 CALL"'), ("customers", "phone", '"+1234567890123456"'),
    ("customers", "website", '"ftp://example.com"'), ("customers", "website", '"javascript:alert(1)"'), ("customers", "website", '"example"'),
    ("customers", "kind", '"castle"'), ("customers", "kind", '""'), ("customers", "kind", '["person"]'),
    ("work-orders", "service_types", '["castle"]'), ("work-orders", "service_types", '"window"'), ("work-orders", "service_types", '["window", "window"]'),
    ("work-orders", "service_types", "[null]"),
    ("sites", "rooms", "-1"), ("sites", "rooms", "10001"), ("sites", "rooms", "1.5"), ("sites", "rooms", '"3"'), ("sites", "rooms", "9223372036854775808"),
    ("sites", "rooms", "1e400"), ("sites", "rooms", "true"),
    ("sites", "area_m2", '"0.05"'), ("sites", "area_m2", "-0.1"), ("sites", "area_m2", '"1,5"'), ("sites", "area_m2", '""'), ("sites", "area_m2", '"NaN"'),
    ("sites", "area_m2", '"1234567890123456789.0"'), ("sites", "area_m2", '" 1"'), ("sites", "area_m2", "1e50"), ("sites", "area_m2", '"1e99999999999"'),
    ("contacts", "is_primary", '"true"'), ("contacts", "is_primary", "1"),
    ("work-orders", "estimated_value", "12.5"), ("work-orders", "estimated_value", '"12.50 EUR"'), ("work-orders", "estimated_value", "{}"),
    ("work-orders", "estimated_value", '{"amount": 12.5, "currency": "EUR"}'), ("work-orders", "estimated_value", '{"amount": "1", "currency": "EUR"}'),
    ("work-orders", "estimated_value", '{"amount": 1, "currency": "euro"}'), ("work-orders", "estimated_value", '{"amount": 1, "currency": "EUR", "x": 1}'),
    ("work-orders", "estimated_value", '{"amount": 9223372036854775808, "currency": "EUR"}'),
    ("work-orders", "starts", '"2026-11-22"'), ("work-orders", "starts", '"2026-11-22T18:30:00"'), ("work-orders", "starts", '"2026-02-30T18:30:00Z"'),
    ("work-orders", "starts", '"2026-11-22T25:30:00Z"'), ("work-orders", "starts", '"tomorrow"'), ("work-orders", "starts", "1795372200"),
    ("work-orders", "starts", '"99999-11-22T18:30:00Z"'),
    ("work-orders", "team", '"north"'), ("work-orders", "assignees", '"me"'), ("work-orders", "assignees", '["me"]'),
    ("sites", "position", '{"lat": 91, "lng": 0}'), ("sites", "position", '{"lat": 0, "lng": 181}'), ("sites", "position", '{"lat": 52.5}'),
    ("sites", "position", "[52.5, 13.4]"), ("sites", "position", '{"lat": "52", "lng": 13}'), ("sites", "position", '{"lat": 1, "lng": 1, "alt": 1}'),
]


@pytest.mark.parametrize("collection, field, text", BAD)
def test_a_value_that_does_not_fit_is_refused_with_its_path(make, collection, field, text):
    answer = make(collection, field, text).expect(422, "invalid")
    assert {path.split(".")[0].split("[")[0] for path, _ in answer.findings()} == {field}


def test_text_has_a_length(owner):
    owner.post("/api/customers", {"name": ""}).expect(422, "invalid")
    owner.post("/api/customers", {"name": "x" * 100_000}).expect(422, "invalid")
    owner.post("/api/customers", {"name": "two\nlines"}).expect(422, "invalid")


def test_references_are_ids_in_lists(owner, customer, site):
    people = [member["id"] for member in owner.get("/api/members", query={"limit": 3}).expect(200)["items"]]
    assert len(people) == 3
    order = owner.create("work-orders", title=mark("Refs "), customer=customer, site=site, assignees=people)
    assert sorted(order["assignees"]) == sorted(people)
    path = f"/api/work-orders/{order['id']}"
    changed = owner.patch(path, {"assignees": people[:1]}, match='"1"').expect(200)
    assert changed["assignees"] == people[:1]
    assert owner.patch(path, {"assignees": []}, match='"2"').expect(200)["assignees"] == []
    answer = owner.patch(path, {"assignees": [people[0], people[0]]}, match='"3"').expect(422, "invalid")
    assert answer.findings()[0][0].startswith("assignees")
    answer = owner.patch(path, {"assignees": [people[0], customer]}, match='"3"').expect(422, "invalid")
    assert ("assignees[1]", "reference") in answer.findings()
    assert owner.get(path).expect(200)["assignees"] == []


def test_where_finds_decimals_and_times_exactly(owner, customer, site):
    title = mark("Exact ")
    owner.create("work-orders", title=title, customer=customer, site=site, starts="2026-11-22T18:30:00.001Z")
    for condition, found in (
        ('starts = "2026-11-22T18:30:00.001Z"', 1), ('starts = "2026-11-22T20:30:00.001+02:00"', 1), ('starts > "2026-11-22T18:30:00Z"', 1),
        ('starts > "2026-11-22T18:30:00.001Z"', 0), ('starts <= "2026-11-22T18:30:00.001Z"', 1), ("ends = null", 1), ("ends != null", 0),
    ):
        items = owner.get("/api/work-orders", query={"title": title, "where": condition}).expect(200)["items"]
        assert len(items) == found, condition
