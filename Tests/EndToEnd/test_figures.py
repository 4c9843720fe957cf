"""The pack `figures` of the fixtures: computed fields of others' entities, over references and far ends, as packs use them."""

import pytest

from ids import mark
from server import ROOT, Server


@pytest.fixture(scope="module")
def figures(template):
    copy = template.copy()
    arguments = ["--packs", str(ROOT / "Packs"), "--packs", str(ROOT / "Tests/Fixtures/packs/valid")]
    with Server(copy, arguments=arguments) as server:
        server.kernel("packs", "enable", "figures", "--tenant", "demo")
        yield server
    copy.remove()


@pytest.fixture(scope="module")
def owner(figures):
    with figures.client("owner") as client:
        yield client


@pytest.fixture(scope="module")
def customer(owner):
    return owner.create("customers", name=mark("Customer "))["id"]


@pytest.fixture
def site(owner, customer):
    return owner.create("sites", name=mark("Site "), customer=customer, floor_m2="100", dirt="heavy")


def order(owner, site, **more):
    times = {"starts": "2026-11-24T18:30:00Z", "ends": "2026-11-24T20:00:00Z"}
    return owner.create("work-orders", title=mark("Order "), customer=site["customer"], site=site["id"], **times, **more)


def test_planned_time_follows_area_soil_and_settings(owner, site):
    assert site["planned_work"] == 135
    path = f"/api/sites/{site['id']}"
    assert owner.patch(path, {"dirt": "normal"}, match='"1"').expect(200)["planned_work"] == 95
    owner.patch("/api/tenant/settings", {"settings": {"floor_per_minute": "3", "way_minutes": 0}}).expect(200)
    assert owner.get(path).expect(200)["planned_work"] == 34
    owner.patch("/api/tenant/settings", {"settings": {"floor_per_minute": None, "way_minutes": None}}).expect(200)
    assert owner.get(path).expect(200)["planned_work"] == 95


def test_a_check_holds_what_is_computed(owner, customer, site):
    refused = owner.post("/api/sites", {"name": "Hall", "customer": customer, "floor_m2": "1000", "dirt": "heavy"}).expect(422)
    assert refused.findings() == [("planned_work", "check.one_day")]
    assert refused["errors"][0]["message"] == "Split a site that takes more than ten hours."
    owner.patch(f"/api/sites/{site['id']}", {"floor_m2": "488"}, match='"1"').expect(422)
    owner.patch(f"/api/sites/{site['id']}", {"floor_m2": "487.5"}, match='"1"').expect(200, has={"planned_work": 600})


def test_a_computed_field_is_read_over_a_reference_and_counts_a_far_end(owner, site):
    assert site["open_orders"] == 0
    first, second = order(owner, site), order(owner, site)
    assert first["planned_work"] == 135
    owner.post(f"/api/work-orders/{second['id']}/moves/cancel", {}).expect(200)
    found = owner.get("/api/sites", query={"where": f"open_orders = 1 and planned_work > 100 and id = '{site['id']}'"}).expect(200)
    assert [item["open_orders"] for item in found["items"]] == [1]
    query = {"where": f"site = '{site['id']}' and planned_work = 135 and site.open_orders = 1", "expand": "site"}
    orders = owner.get("/api/work-orders", query=query).expect(200)["items"]
    assert {item["id"] for item in orders} == {first["id"], second["id"]}
    assert orders[0]["site"]["open_orders"] == 1


def test_a_move_sets_what_rates_and_input_give(owner, site):
    path = f"/api/work-orders/{order(owner, site)['id']}"
    for move in ("schedule", "start", "finish"):
        owner.post(f"{path}/moves/{move}", {}).expect(200)
    assert owner.post(f"{path}/moves/charge", {}).expect(200)["night_rate"] == "52.50"


def test_computed_money_is_an_amount_like_any(owner, site):
    word = mark("Offer ")
    for hours in ("1.5", "10.01", None):
        owner.create("offers", title=word, site=site["id"], hours=hours)
    items = owner.get("/api/offers", query={"where": f"title = '{word}'", "sort": "-worth"}).expect(200)["items"]
    amounts = [item["worth"] and item["worth"]["amount"] for item in items]
    assert amounts == [35035, 5250, None]
    assert items[0]["worth"]["currency"] == "EUR" and items[0]["site_name"] == site["name"].upper()
    assert [(item["score"], item["score_band"]) for item in items] == [(80, "large"), (40, "middling"), (40, "middling")]


def test_a_formula_takes_inputs_from_two_records(owner, site):
    offer = owner.create("offers", title=mark("Offer "), site=site["id"], hours="2")
    answer = owner.post("/api/formulas/figures.offer-price", {"offer": offer["id"], "site": site["id"]}).expect(200)
    assert answer["value"] == {"amount": 10625, "currency": "EUR"}
    assert answer["inputs"] == {"hours": "2.00", "minutes": 135}
