"""docs/pack-format.md, "compute" and "checks": what a pack works out, and what it holds true, through every door."""

import pytest

from ids import mark
from server import kernel
from trades import trade

PACK = """
pack: rooms
format: 1
version: 1.0.0
title: Rooms
requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }
settings:
  large: { type: int, default: 40, min: 1 }
permissions:
  rooms.prices: { title: See prices }
roles:
  guest: { grants: { rooms.room: { read: { scope: all, fields: [name, is_large] } } } }
  clerk: { grants: { rooms.room: { read: all, create: all, update: all, close: all } } }
entities:
  house:
    collection: houses
    fields:
      name: { type: text, required: true }
      stars: { type: int, default: 3 }
      is_fine: { type: bool, compute: "stars >= 4" }
  room:
    collection: rooms
    label: "{name}"
    fields:
      name: { type: text, required: true }
      area: { type: int }
      beds: { type: int }
      guests: { type: int }
      price: { type: int, read_needs: rooms.prices }
      note: { type: text }
      house: { type: reference, to: rooms.house }
      is_large: { type: bool, compute: "area > settings.large" }
      is_fine_house: { type: bool, compute: house.is_fine }
      house_name: { type: text, compute: house.name }
      is_suite: { type: bool, compute: "is_large and is_fine_house" }
    states: { open: { start: true }, closed: { final: true } }
    moves:
      close: { from: open, to: closed, input: { note: { type: text } }, set: { note: input.note } }
    checks:
      fits: { if: "guests = null or beds = null or guests <= beds", else: { en: More guests than beds., de: Mehr Gäste als Betten. } }
      large_have_beds: { if: "not is_large or beds != null", else: A large room has beds. }
      noted: { if: "note = null or note != name", else: The note says more than the name. }
"""


@pytest.fixture(scope="module")
def rooms(template):
    copy = template.copy()
    with trade(copy, "rooms", PACK) as server:
        yield server
    copy.remove()


@pytest.fixture(scope="module")
def owner(rooms):
    with rooms.client("owner") as client:
        yield client


def make(owner, **fields):
    return owner.create("rooms", name=mark("Room "), **fields)


def names(client, query):
    return {item["name"] for item in client.get("/api/rooms", query=query).expect(200)["items"]}


def test_a_computed_value_is_in_every_answer(owner):
    house = owner.create("houses", name=mark("House "), stars=4)
    room = make(owner, area=50, beds=2, house=house["id"])
    assert room["is_large"] is True and room["is_fine_house"] is True and room["is_suite"] is True
    assert room["house_name"] == house["name"]
    assert owner.get(f"/api/rooms/{room['id']}").expect(200).json == room
    listed = owner.get("/api/rooms", query={"where": f"id = '{room['id']}'", "expand": "house"}).expect(200)["items"][0]
    assert listed["is_suite"] is True and listed["house"]["is_fine"] is True
    changed = owner.patch(f"/api/rooms/{room['id']}", {"area": 40}, match='"1"').expect(200)
    assert changed["is_large"] is False and changed["is_suite"] is False
    history = owner.get(f"/api/rooms/{room['id']}/history").expect(200)
    assert "is_large" not in history.text and "area" in history.text


def test_a_computed_value_follows_what_it_reads(owner):
    house = owner.create("houses", name=mark("House "), stars=3)
    room = make(owner, area=50, beds=1, house=house["id"])
    path = f"/api/rooms/{room['id']}"
    assert room["is_suite"] is False
    owner.patch(f"/api/houses/{house['id']}", {"stars": 5}, match='"1"').expect(200)
    answer = owner.get(path, headers={"If-None-Match": '"1"'}).expect(200)
    assert answer["is_suite"] is True and answer.etag == '"1"'
    owner.patch("/api/tenant/settings", {"settings": {"large": 60}}).expect(200)
    assert owner.get(path).expect(200)["is_large"] is False
    owner.patch("/api/tenant/settings", {"settings": {"large": None}}).expect(200)
    assert owner.get(path).expect(200)["is_large"] is True


def test_a_record_that_reads_only_itself_still_answers_304(owner):
    house = owner.create("houses", name=mark("House "), stars=4)
    owner.get(f"/api/houses/{house['id']}", headers={"If-None-Match": '"1"'}).expect(304)


def test_null_is_computed_from_nothing(owner):
    room = make(owner)
    assert room["house_name"] is None and room["is_large"] is False and room["is_fine_house"] is None


@pytest.mark.parametrize("field, value", [("is_large", True), ("house_name", "Palace"), ("is_suite", None)])
def test_a_computed_field_is_not_written(owner, field, value):
    owner.post("/api/rooms", {"name": mark("Room "), field: value}).expect(422, "read_only")
    room = make(owner, area=1)
    owner.patch(f"/api/rooms/{room['id']}", {field: value}, match='"1"').expect(422, "read_only")
    bulk = {"ops": [{"op": "update", "id": room["id"], "version": 1, "set": {field: value}}]}
    owner.post("/api/rooms/bulk", bulk).expect(422)
    assert owner.get(f"/api/rooms/{room['id']}").expect(200).json == room


def test_computed_fields_filter_and_sort(owner):
    word = mark("sorted")
    house = owner.create("houses", name=f"{word} b", stars=5)
    other = owner.create("houses", name=f"{word} a", stars=1)
    areas = [(50, house), (30, house), (70, other), (20, other), (90, None)]
    for number, (area, place) in enumerate(areas):
        place = {"house": place["id"]} if place else {}
        owner.create("rooms", name=f"{word} {number}", area=area, beds=1, **place)
    own = f"starts_with(name, '{word}')"
    assert names(owner, {"where": f"{own} and is_suite"}) == {f"{word} 0"}
    assert names(owner, {"where": f"{own} and is_suite = false"}) == {f"{word} {n}" for n in (1, 2, 3, 4)}
    assert names(owner, {"where": own, "is_large": "true"}) == {f"{word} {n}" for n in (0, 2, 4)}
    assert names(owner, {"where": f"{own} and house_name = '{word} a'"}) == {f"{word} 2", f"{word} 3"}
    pages = []
    after = {}
    while after is not None:
        query = {"where": own, "sort": "-is_large,house_name,name", "limit": "2", **after}
        page = owner.get("/api/rooms", query=query).expect(200)
        pages += [item["name"] for item in page["items"]]
        after = {"after": page["next"]} if page["next"] else None
    assert pages == [f"{word} {n}" for n in (4, 2, 0, 3, 1)]


def test_computed_fields_are_exported(owner):
    room = make(owner, area=50, beds=1)
    text = owner.get("/api/rooms.csv", query={"where": f"id = '{room['id']}'", "fields": "name,is_large"}).expect(200).text
    assert room["name"] in text and "true" in text


def test_an_export_with_computed_fields_can_be_sent_back(owner):
    room = make(owner, area=50, beds=1)
    table = owner.get("/api/rooms.csv", query={"where": f"id = '{room['id']}'"}).expect(200).text
    answer = owner.post("/api/rooms/import", body=table.encode(), headers={"Content-Type": "text/csv"}).expect(200)
    assert "is_large" in answer["ignored"]
    assert owner.get(f"/api/rooms/{room['id']}").expect(200).json == room


def test_the_own_grant_decides_who_reads_it(rooms, owner):
    large = make(owner, area=50, beds=1)
    guest = rooms.kernel(
        "users", "invite", f"{mark('guest')}@example.com", "--name", "Guest", "--role", "guest", "--tenant", "demo",
        "--format", "json",
    ).json
    with rooms.client() as client:
        client.login(guest["user"]["email"], guest["user"]["password"])
        seen = client.get(f"/api/rooms/{large['id']}").expect(200).json
        assert seen["is_large"] is True and "area" not in seen and "is_suite" not in seen
        assert names(client, {"where": f"is_large and name = '{large['name']}'"}) == {large["name"]}
        client.get("/api/rooms", query={"where": "is_suite"}).expect(422)
        client.get("/api/rooms", query={"sort": "is_suite"}).expect(422)


def test_the_model_says_how_it_is_computed(owner):
    model = owner.get("/api/model").expect(200).json["entities"]["rooms.room"]
    field = next(field for field in model["fields"] if field["id"] == "is_large")
    assert field["compute"] == [">", ["field", "area"], ["setting", "large"]] and field["write"] == "never"
    assert [check["id"] for check in model["checks"]] == ["fits", "large_have_beds", "noted"]
    text = owner.get("/api/openapi.json").expect(200).json
    assert '"readOnly"' in str(text).replace("'", '"')


# Checks


def test_every_check_that_fails_is_told_at_once(owner):
    answer = owner.post("/api/rooms", {"name": "Blue", "note": "Blue", "guests": 3, "beds": 2}).expect(422, "invalid")
    assert answer.findings() == [("guests", "check.fits"), ("note", "check.noted")]
    assert [error["message"] for error in answer["errors"]] == ["More guests than beds.", "The note says more than the name."]


def test_checks_hold_in_updates_moves_and_bulk(owner):
    room = make(owner, guests=2, beds=2)
    path = f"/api/rooms/{room['id']}"
    assert owner.patch(path, {"beds": 1}, match='"1"').expect(422).findings() == [("guests", "check.fits")]
    moved = owner.post(f"{path}/moves/close", {"note": room["name"]}).expect(422)
    assert moved.findings() == [("note", "check.noted")]
    ops = [{"op": "create", "set": {"name": mark("Room "), "area": 99}}]
    assert "check.large_have_beds" in owner.post("/api/rooms/bulk", {"ops": ops}).expect(422).text
    assert owner.get(path).expect(200).json == room
    owner.post(f"{path}/moves/close", {"note": "Done"}).expect(200)


def test_checks_hold_in_imports(owner):
    good, bad = mark("Good "), mark("Bad ")
    table = f"name,beds,guests\r\n{good},2,2\r\n{bad},1,2\r\n"
    answer = owner.post("/api/rooms/import", body=table.encode(), headers={"Content-Type": "text/csv"})
    assert "check.fits" in answer.text
    assert names(owner, {"where": f"name = '{bad}'"}) == set()


def test_a_check_that_reads_a_computed_field_sees_the_record_as_it_becomes(owner):
    room = make(owner, area=10)
    path = f"/api/rooms/{room['id']}"
    answer = owner.patch(path, {"area": 50}, match='"1"').expect(422)
    assert answer.findings() == [("is_large", "check.large_have_beds")]
    owner.patch(path, {"area": 50, "beds": 1}, match='"1"').expect(200, has={"is_large": True})


def test_a_computed_field_that_cannot_be_is_told_with_its_place(tmp_path):
    place = tmp_path / "rooms"
    place.mkdir()
    (place / "pack.yaml").write_text(PACK.replace('"area > settings.large"', '"aera > settings.large"'))
    refused = kernel("packs", "validate", str(place), exit=1)
    assert "P410" in refused.err and "did you mean `area`?" in refused.err
