"""docs/pack-format.md, "units, rate_cards", "formulas" and "scoring": figures that a pack works out, over HTTP."""

import pytest

from ids import mark
from server import kernel
from trades import trade

PACK = """
pack: yards
format: 1
version: 1.0.0
title: Yards
requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }
settings:
  fewest: { type: decimal, scale: 2, default: 150, min: 0 }
permissions:
  yards.count: { title: Count }
units:
  floor_metre: { title: { en: Square metres, de: Quadratmeter }, measures: area }
  man_hour: { measures: time }
rate_cards:
  wages: { title: Labour, unit: man_hour, lines: { general: 25, specialized: { title: Specialist, rate: 35 } } }
  means: { unit: floor_metre, owner: pack, lines: { consumable: 0.05 } }
roles:
  seller:
    grants:
      yards: { calculate: all }
      yards.yard: { read: { scope: own, fields: [name, area, score] }, create: all }
  counter: { grants: { yards: { count: all }, yards.yard: { read: { scope: all, fields: [name] } } } }
entities:
  yard:
    collection: yards
    fields:
      name: { type: text, required: true }
      area: { type: int }
      rooms: { type: int }
      hours: { type: decimal, scale: 1 }
      area_cost: { type: decimal, scale: 3, compute: "area * 0.25 / 3" }
    scopes: { own: owner }
formulas:
  yard_cleaning:
    title: { en: Deep cleaning, de: Grundreinigung }
    inputs:
      area: { type: int, from: yards.yard.area, min: 0, max: 100000 }
      rooms: { type: int, from: yards.yard.rooms, required: true, min: 0 }
      hours: { type: decimal, scale: 2, default: 0, min: 0 }
    value: "max(settings.fewest, area * (0.25 + rates.means.consumable) + rooms * 40) + hours * rates.wages.specialized"
    result: money
    tests:
      - { given: { area: 1000, rooms: 2, hours: 1.5 }, expect: 432.50 }
  crew:
    needs: yards.count
    inputs: { area: { type: int, required: true } }
    value: "ceil(area / 100)"
    result: int
scoring:
  yards.yard:
    start: 50
    range: [0, 100]
    factors:
      size:
        - { if: "area > 1000", points: 40 }
        - { if: "area > 500", points: 15 }
      rooms: { title: Rooms, lines: [{ if: "rooms >= 3", points: 20 }, { if: "rooms = 0", points: -60 }] }
    bands: { hot: { title: Hot, least: 70 }, warm: 40 }
"""


@pytest.fixture(scope="module")
def yards(template):
    copy = template.copy()
    with trade(copy, "yards", PACK) as server:
        yield server
    copy.remove()


@pytest.fixture(scope="module")
def owner(yards):
    with yards.client("owner") as client:
        yield client


def person(server, role):
    made = server.kernel(
        "users", "invite", f"{mark(role)}@example.com", "--name", role, "--role", role, "--tenant", "demo", "--format", "json"
    ).json["user"]
    client = server.client()
    client.login(made["email"], made["password"])
    return client


def clean(client, **inputs):
    return client.post("/api/formulas/yards.yard-cleaning", inputs)


# Formulas


def test_a_formula_answers_its_value_its_inputs_and_its_rates(owner):
    answer = clean(owner, area=1000, rooms=2, hours="1.5").expect(200)
    assert answer.json == {
        "formula": "yards.yard_cleaning",
        "value": {"amount": 43250, "currency": "EUR"},
        "inputs": {"area": 1000, "rooms": 2, "hours": "1.50"},
        "rates": {"yards.means.consumable": "0.0500", "yards.wages.specialized": "35.0000"},
    }
    query = {"area": "1000", "rooms": "2", "hours": "1.5"}
    assert owner.get("/api/formulas/yards.yard-cleaning", query=query).expect(200).json == answer.json


def test_bounds_kinds_and_unknown_inputs_are_refused(owner):
    assert clean(owner, area=-1, rooms=1).expect(422).findings() == [("area", "too_small")]
    assert clean(owner, area="many", rooms=1).expect(422).findings() == [("area", "type")]
    assert clean(owner, area=1).expect(422).findings() == [("rooms", "required")]
    assert clean(owner, area=1, rooms=1, doors=2).expect(422).findings() == [("doors", "unknown")]
    owner.post("/api/formulas/yards.shallow-cleaning", {}).expect(404)


def test_an_input_without_a_value_gives_null(owner):
    assert clean(owner, rooms=1).expect(200)["value"] is None


def test_money_is_rounded_once(owner):
    # 0.3 * 1 + 0.005 * 35 hours: 165.175 -> 165.18
    answer = clean(owner, area=550, rooms=0, hours="0.01").expect(200)
    assert answer["value"] == {"amount": 16535, "currency": "EUR"}


def test_inputs_come_from_the_record_that_the_request_names(owner):
    yard = owner.create("yards", name=mark("Yard "), area=1000, rooms=2)
    assert clean(owner, yard=yard["id"]).expect(200)["value"]["amount"] == 38000
    assert clean(owner, yard=yard["id"], rooms=3).expect(200)["value"]["amount"] == 42000
    assert clean(owner, yard="0198b5a0-0000-7000-8000-000000000000", rooms=1).expect(422).findings() == [("yard", "reference")]
    large = owner.create("yards", name=mark("Yard "), area=100001, rooms=2)
    assert clean(owner, yard=large["id"]).expect(422).findings() == [("area", "too_large")]


def test_a_record_gives_only_what_the_caller_may_read(yards, owner):
    others = owner.create("yards", name=mark("Yard "), area=1000, rooms=2)
    with person(yards, "seller") as seller:
        assert clean(seller, yard=others["id"], rooms=1).expect(422).findings() == [("yard", "reference")]
        own = seller.create("yards", name=mark("Yard "))
        owner.patch(f"/api/yards/{own['id']}", {"area": 1000, "rooms": 2}, match='"1"').expect(200)
        # `rooms` is not among the seller's fields, so the record gives no rooms.
        assert clean(seller, yard=own["id"]).expect(422).findings() == [("rooms", "required")]
        assert clean(seller, yard=own["id"], rooms=2).expect(200)["inputs"]["area"] == 1000


def test_a_formula_needs_its_permission(yards):
    with person(yards, "counter") as counter:
        assert counter.post("/api/formulas/yards.crew", {"area": 101}).expect(200)["value"] == 2
        assert clean(counter, rooms=1).expect(403, "forbidden")["permission"] == "yards.calculate"
    with yards.client() as nobody:
        clean(nobody, rooms=1).expect(401)


def test_rates_are_the_tenants_settings(owner):
    path = "/api/tenant/settings"
    key = "rates.yards.wages.specialized"
    assert owner.get(path).expect(200)["settings"][key] == "35.0000"
    owner.patch(path, {"settings": {key: "40"}}).expect(200)
    answer = clean(owner, area=0, rooms=0, hours=1).expect(200)
    assert answer["value"]["amount"] == 19000 and answer["rates"]["yards.wages.specialized"] == "40.0000"
    refused = owner.patch(path, {"settings": {"rates.yards.means.consumable": "1"}}).expect(422)
    assert refused.findings() == [("settings.rates.yards.means.consumable", "read_only")]
    owner.patch(path, {"settings": {key: None}}).expect(200)
    assert clean(owner, area=0, rooms=0, hours=1).expect(200)["value"]["amount"] == 18500


def test_amounts_follow_the_currency_of_the_tenant(owner):
    path = "/api/tenant/settings"
    owner.patch(path, {"currency": "JPY"}).expect(200)
    assert clean(owner, area=1001, rooms=2).expect(200)["value"] == {"amount": 380, "currency": "JPY"}
    owner.patch(path, {"currency": "EUR"}).expect(200)


def test_the_model_and_the_description_tell_of_them(owner):
    model = owner.get("/api/model").expect(200).json
    own = {unit["id"]: unit["measures"] for unit in model["units"] if unit["id"].startswith("yards.")}
    assert own == {"yards.floor_metre": "area", "yards.man_hour": "time"}
    card = next(card for card in model["rate_cards"] if card["id"] == "yards.wages")
    assert card["unit"] == "yards.man_hour"
    assert [line["setting"] for line in card["lines"]] == ["rates.yards.wages.general", "rates.yards.wages.specialized"]
    formula = next(formula for formula in model["formulas"] if formula["id"] == "yards.yard_cleaning")
    assert formula["inputs"][0]["from"] == "yards.yard.area" and formula["permission"] == "yards.calculate"
    paths = owner.get("/api/openapi.json").expect(200).json["paths"]
    assert {"get", "post"} <= set(paths["/api/formulas/yards.yard-cleaning"])
    assert "/api/yards/{id}/score" in paths and "/api/customers/{id}/score" not in paths


def test_a_formula_whose_test_fails_is_no_pack(tmp_path):
    place = tmp_path / "yards"
    place.mkdir()
    (place / "pack.yaml").write_text(PACK.replace("expect: 432.50", "expect: 432.51"))
    refused = kernel("packs", "validate", str(place), exit=1)
    assert "P260" in refused.err and "expects `432.51`, the formula gives `432.50`" in refused.err
    line = 1 + PACK.split("\n").index(next(row for row in PACK.split("\n") if "432.50" in row))
    assert f"pack.yaml:{line}:" in refused.err


# Computed numbers


def test_a_computed_decimal_has_the_declared_scale(owner):
    word = mark("Cost ")
    for area, cost in [(1, "0.083"), (2, "0.167"), (6, "0.500"), (None, None)]:
        assert owner.create("yards", name=word, area=area)["area_cost"] == cost
    own = f"name = '{word}'"
    found = owner.get("/api/yards", query={"where": f"{own} and area_cost >= 0.167", "sort": "-area_cost"}).expect(200)["items"]
    assert [item["area_cost"] for item in found] == ["0.500", "0.167"]
    listed = owner.get("/api/yards", query={"where": own, "sort": "area_cost"}).expect(200)["items"]
    assert [item["area_cost"] for item in listed] == [None, "0.083", "0.167", "0.500"]


# Scoring


@pytest.mark.parametrize(
    "area, rooms, score, band, lines",
    [
        (None, None, 50, "warm", [None, None]),
        (501, 1, 65, "warm", [1, None]),
        (1001, 1, 90, "hot", [0, None]),
        (1001, 3, 100, "hot", [0, 0]),
        (1, 0, 0, "cold", [None, 1]),
    ],
)
def test_a_score_is_cut_to_its_range_and_explained(owner, area, rooms, score, band, lines):
    yard = owner.create("yards", name=mark("Scored "), area=area, rooms=rooms)
    assert (yard["score"], yard["score_band"]) == (score, band)
    told = owner.get(f"/api/yards/{yard['id']}/score").expect(200).json
    assert (told["score"], told["band"], told["start"], told["range"]) == (score, band, 50, [0, 100])
    assert [factor["line"] for factor in told["factors"]] == lines
    total = 50 + sum(factor["points"] for factor in told["factors"])
    assert max(0, min(100, total)) == score


def test_scores_filter_and_sort(owner):
    word = mark("Ranked ")
    for number, area in enumerate([1, 1001, 501]):
        owner.create("yards", name=f"{word}{number}", area=area)
    query = {"where": f"starts_with(name, '{word}')", "sort": "-score"}
    items = owner.get("/api/yards", query=query).expect(200)["items"]
    assert [item["score"] for item in items] == [90, 65, 50]
    hot = owner.get("/api/yards", query={**query, "score_band": "hot"}).expect(200)["items"]
    assert [item["name"] for item in hot] == [f"{word}1"]


def test_a_score_is_not_written_and_follows_its_record(owner):
    owner.post("/api/yards", {"name": "x", "score": 100}).expect(422, "read_only")
    yard = owner.create("yards", name=mark("Yard "), area=1)
    changed = owner.patch(f"/api/yards/{yard['id']}", {"area": 1001}, match='"1"').expect(200)
    assert changed["score"] == 90


def test_an_explanation_is_for_who_may_read_the_score(yards, owner):
    yard = owner.create("yards", name=mark("Yard "), area=1)
    path = f"/api/yards/{yard['id']}/score"
    with person(yards, "counter") as counter:
        counter.get(f"/api/yards/{yard['id']}").expect(200, lacks=["score"])
        counter.get(path).expect(404, "not_found")
    with person(yards, "seller") as seller:
        seller.get(path).expect(404, "not_found")
        own = seller.create("yards", name=mark("Yard "))
        assert seller.get(f"/api/yards/{own['id']}/score").expect(200)["score"] == 50
    owner.get(path, query={"fields": "score"}).expect(422)
    customer = owner.create("customers", name=mark("Customer "))
    owner.get(f"/api/customers/{customer['id']}/score").expect(404)
