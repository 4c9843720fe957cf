"""http-contract, "Records": create, get, change, delete, restore, history, the same for every entity."""

import concurrent.futures
import json
import re

import pytest

from ids import mark, uuid7

INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
SYSTEM = ["id", "version", "created_at", "updated_at", "created_by", "updated_by", "owner"]
UUID7 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")


@pytest.fixture
def me(owner):
    return owner.get("/api/me").expect(200)["user"]["id"]


@pytest.fixture
def customer(owner):
    """A new customer's path and its answer."""
    answer = owner.post("/api/customers", {"name": mark("Record "), "notes": "first"}).expect(201)
    return f"/api/customers/{answer['id']}", answer


@pytest.fixture
def site(owner, customer):
    answer = owner.post("/api/sites", {"name": mark("Site "), "customer": customer[1]["id"]}).expect(201)
    return f"/api/sites/{answer['id']}", answer


# Create


def test_create_answers_the_record_its_place_and_its_version(owner, me):
    name = mark("Create ")
    answer = owner.post("/api/customers", {"name": name, "kind": "person"}).expect(201)
    record = answer.json
    assert UUID7.match(record["id"])
    assert answer.header("Location") == f"/api/customers/{record['id']}"
    assert answer.etag == '"1"'
    assert answer.header("Content-Type").startswith("application/json")
    assert list(record)[: len(SYSTEM)] == SYSTEM
    assert record["version"] == 1
    assert INSTANT.match(record["created_at"])
    assert record["updated_at"] == record["created_at"]
    assert [record[name] for name in ("created_by", "updated_by", "owner")] == [me] * 3
    assert (record["name"], record["kind"]) == (name, "person")
    assert "state" not in record
    owner.get(answer.header("Location")).expect(200)


def test_a_record_of_an_entity_with_states_begins_in_its_start_state(owner, site):
    body = {"title": mark("Visit "), "customer": site[1]["customer"], "site": site[1]["id"]}
    record = owner.post("/api/work-orders", body).expect(201).json
    assert record["state"] == "draft"
    assert list(record)[:8] == [*SYSTEM, "state"]


def test_fields_of_the_pack_are_fields_like_others(owner, customer):
    body = {"name": mark("Site "), "customer": customer[1]["id"], "area_m2": "80.5", "property_type": "office"}
    record = owner.post("/api/sites", body).expect(201).json
    assert (record["area_m2"], record["property_type"], record["soil"], record["frequency"]) == ("80.5", "office", "normal", "weekly")
    assert len(owner.get("/api/sites", query={"name": body["name"], "area_m2": "80.5"}).expect(200)["items"]) == 1


def test_an_id_may_be_given_once(owner):
    id, name = uuid7(), mark("Given id ")
    answer = owner.post("/api/customers", {"id": id, "name": name}).expect(201, has={"id": id})
    assert answer.header("Location") == f"/api/customers/{id}"
    owner.post("/api/customers", {"id": id, "name": name + " again"}).expect(409, "exists", lacks=[name])
    owner.get(f"/api/customers/{id}").expect(200, has={"name": name, "version": 1})
    assert owner.get("/api/customers", query={"name": name + " again"}).expect(200)["items"] == []


def test_an_id_in_the_bin_is_taken_too(owner, customer):
    path, record = customer
    owner.delete(path, match='"1"').expect(204)
    owner.post("/api/customers", {"id": record["id"], "name": "again"}).expect(409, "exists")


@pytest.mark.parametrize(
    "id",
    [
        "f47ac10b-58cc-4372-a567-0e02b2c3d479",  # version 4
        "00000000-0000-0000-0000-000000000000",
        "0195f0a0-0000-7000-0000-000000000000",  # no variant
        "not-a-uuid", "", 7, True, {}, "{0195f0a0-0000-7000-8000-000000000000}",
    ],
)
def test_an_id_that_is_no_uuid7_is_refused(owner, id):
    name = mark("Bad id ")
    answer = owner.post("/api/customers", {"id": id, "name": name}).expect(422, "invalid")
    assert [path for path, _ in answer.findings()] == ["id"]
    assert owner.get("/api/customers", query={"name": name}).expect(200)["items"] == []


def test_all_findings_come_at_once_with_their_paths(owner):
    body = {"nmae": "x", "kind": "compony", "email": "nobody", "phone": 7, "website": "ftp://x"}
    answer = owner.post("/api/customers", body).expect(422, "invalid", contains=["name"])
    found = dict(answer.findings())
    assert set(found) == {"nmae", "name", "kind", "email", "phone", "website"}
    assert found["name"] == "required"
    messages = {finding["path"]: finding["message"] for finding in answer["errors"]}
    assert "`name`" in messages["nmae"] and "did you mean" in messages["nmae"].lower()
    assert "company" in messages["kind"]


@pytest.mark.parametrize("body", [[], [{"name": "x"}], "name", 1, None, True])
def test_a_record_must_be_an_object(owner, body):
    owner.post("/api/customers", body=json.dumps(body).encode()).expect((400, 422), {"malformed", "invalid"})


@pytest.mark.parametrize("field", [*SYSTEM[1:], "state"])
def test_system_fields_cannot_be_given(owner, site, field):
    body = {"title": mark("Sys "), "customer": site[1]["customer"], "site": site[1]["id"], field: site[1]["id"]}
    answer = owner.post("/api/work-orders", body).expect(422, {"read_only", "invalid"})
    assert field in [path for path, _ in answer.findings()]
    assert owner.get("/api/work-orders", query={"title": body["title"]}).expect(200)["items"] == []


def test_a_reference_to_nothing_is_refused(owner, customer):
    missing = uuid7()
    for target in (missing, customer[1]["created_by"]):  # nowhere, and a member in place of a customer
        answer = owner.post("/api/sites", {"name": mark("Lost "), "customer": target}).expect(422, "invalid")
        assert answer.findings() == [("customer", "reference")]
    owner.delete(customer[0], match='"1"').expect(204)
    answer = owner.post("/api/sites", {"name": mark("Lost "), "customer": customer[1]["id"]}).expect(422, "invalid")
    assert answer.findings() == [("customer", "reference")]


# Get


def test_get_answers_the_same_record_with_its_version(owner, customer):
    path, created = customer
    answer = owner.get(path).expect(200)
    assert answer.body == created.body
    assert answer.etag == '"1"'


def test_if_none_match_saves_the_body(owner, customer):
    path, _ = customer
    assert owner.get(path, headers={"If-None-Match": '"1"'}).expect(304).etag == '"1"'
    owner.get(path, headers={"If-None-Match": '"7", "1"'}).expect(304)
    owner.get(path, headers={"If-None-Match": 'W/"1"'}).expect(304)
    owner.get(path, headers={"If-None-Match": '"2"'}).expect(200)
    owner.patch(path, {"notes": "second"}, match='"1"').expect(200)
    owner.get(path, headers={"If-None-Match": '"1"'}).expect(200, has={"version": 2})


def test_get_takes_fields_and_expand(owner, site):
    path, record = site
    answer = owner.get(path, query={"fields": "name,customer", "expand": "customer"}).expect(200, lacks=["soil"])
    assert answer["customer"]["id"] == record["customer"]
    assert answer["customer"]["name"].startswith("Record ")
    owner.get(path, query={"colour": "red"}).expect(422, "invalid")


def test_a_missing_record_has_one_body(owner, customer):
    bodies = []
    for path in (f"/api/customers/{uuid7()}", f"/api/sites/{customer[1]['id']}", "/api/customers/f47ac10b-58cc-4372-a567-0e02b2c3d479"):
        document = owner.get(path).expect(404, "not_found").json
        document.pop("request_id")
        bodies.append(document)
    assert bodies[0] == bodies[1] == bodies[2]


# Change


def test_patch_merges_and_counts_the_version(owner, customer):
    path, created = customer
    answer = owner.patch(path, {"kind": "person", "notes": None}, match='"1"').expect(200, has={"version": 2, "kind": "person"})
    assert answer.etag == '"2"'
    assert answer.json.get("notes") is None
    assert answer["name"] == created["name"]
    assert (answer["created_at"], answer["id"]) == (created["created_at"], created["id"])
    assert answer["updated_at"] >= created["updated_at"]
    assert owner.get(path).expect(200).body == answer.body


def test_patch_is_taken_as_json_and_as_merge_patch(owner, customer):
    path, _ = customer
    for version, kind in ((1, "application/json; charset=utf-8"), (2, "application/merge-patch+json")):
        headers = {"Content-Type": kind}
        owner.patch(path, {"notes": kind}, match=f'"{version}"', headers=headers).expect(200, has={"notes": kind})


def test_patch_merges_inside_money_too(owner, site):
    """RFC 7396: members that are not named stay."""
    body = {"title": mark("Merge "), "customer": site[1]["customer"], "site": site[1]["id"]}
    body["estimated_value"] = {"amount": 100, "currency": "EUR"}
    path = "/api/work-orders/" + owner.post("/api/work-orders", body).expect(201)["id"]
    answer = owner.patch(path, {"estimated_value": {"amount": 250}}, match='"1"').expect(200)
    assert answer["estimated_value"] == {"amount": 250, "currency": "EUR"}


def test_patch_without_a_version_is_428(owner, customer):
    path, _ = customer
    owner.patch(path, {"notes": "x"}).expect(428, "version_missing")
    owner.get(path).expect(200, has={"version": 1, "notes": "first"})


@pytest.mark.parametrize("match", ["*", 'W/"1"', "1", '"x"', '"1", "2"', '"-1"', '""', '"01"', '"99999999999999999999"'])
def test_only_one_strong_version_is_taken(owner, customer, match):
    path, _ = customer
    for send in (lambda: owner.patch(path, {"notes": "x"}, match=match), lambda: owner.delete(path, match=match)):
        send().expect((400, 412, 422, 428))
    owner.get(path).expect(200, has={"version": 1, "notes": "first"})


def test_a_stale_version_is_412_with_the_servers_record(owner, customer):
    path, _ = customer
    changed = owner.patch(path, {"notes": "second"}, match='"1"').expect(200)
    refused = owner.patch(path, {"notes": "third"}, match='"1"').expect(412, "version_conflict", lacks=["third"])
    assert refused["current"] == changed.json
    assert owner.delete(path, match='"1"').expect(412, "version_conflict")["current"] == changed.json
    owner.get(path).expect(200, has={"version": 2, "notes": "second"})


def test_state_and_system_fields_are_read_only(owner, site):
    body = {"title": mark("Locked "), "customer": site[1]["customer"], "site": site[1]["id"]}
    record = owner.post("/api/work-orders", body).expect(201).json
    path = f"/api/work-orders/{record['id']}"
    for field, value in (("state", "done"), ("version", 7), ("created_at", "2020-01-01T00:00:00.000Z"), ("owner", site[1]["owner"]), ("id", uuid7())):
        answer = owner.patch(path, {field: value, "notes": "x"}, match='"1"').expect(422, "read_only")
        assert (field, "read_only") in answer.findings()
    assert owner.get(path).expect(200, has={"version": 1}).json == record


def test_an_unknown_field_is_refused_with_a_suggestion(owner, customer):
    path, _ = customer
    answer = owner.patch(path, {"note": "x"}, match='"1"').expect(422, "invalid")
    assert answer.findings() == [("note", "unknown")]
    assert "`notes`" in answer["errors"][0]["message"]
    owner.get(path).expect(200, has={"version": 1, "notes": "first"})


def test_a_required_field_cannot_be_cleared(owner, customer):
    path, _ = customer
    answer = owner.patch(path, {"name": None, "notes": "x"}, match='"1"').expect(422, "invalid")
    assert answer.findings() == [("name", "required")]
    owner.get(path).expect(200, has={"version": 1, "notes": "first"})


def test_changing_what_is_missing_is_404(owner):
    path = f"/api/customers/{uuid7()}"
    owner.patch(path, {"notes": "x"}, match='"1"').expect(404, "not_found")
    owner.delete(path, match='"1"').expect(404, "not_found")
    owner.post(f"{path}/restore").expect(404, "not_found")
    owner.get(f"{path}/history").expect(404, "not_found")


def test_of_many_changes_of_one_version_one_wins(demo, customer):
    path, _ = customer
    clients = [demo.client("owner") for _ in range(6)]
    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(lambda pair: pair[1].patch(path, {"notes": f"n{pair[0]}"}, match='"1"'), enumerate(clients)))
    for client in clients[1:]:
        client.close()
    assert sorted(answer.status for answer in answers) == [200] + [412] * 5
    winner = next(answer for answer in answers if answer.status == 200)
    assert clients[0].get(path).expect(200).body == winner.body
    clients[0].close()


# Delete and restore


def test_delete_puts_into_the_bin_and_restore_brings_back(owner, customer):
    path, created = customer
    owner.delete(path).expect(428, "version_missing")
    owner.delete(path, match='"1"').expect(204)
    owner.get(path).expect(404, "not_found")
    owner.patch(path, {"notes": "x"}, match='"2"').expect(404, "not_found")
    owner.delete(path, match='"2"').expect(404, "not_found")
    name = {"name": created["name"]}
    assert owner.get("/api/customers", query=name).expect(200)["items"] == []
    binned = owner.get("/api/customers", query={**name, "deleted": "true"}).expect(200)["items"]
    assert [record["id"] for record in binned] == [created["id"]]

    restored = owner.post(f"{path}/restore").expect(200, has={"id": created["id"], "notes": "first"})
    assert restored["version"] > 1
    assert restored.etag == f'"{restored["version"]}"'
    assert owner.get(path).expect(200).body == restored.body
    assert len(owner.get("/api/customers", query=name).expect(200)["items"]) == 1
    assert owner.get("/api/customers", query={**name, "deleted": "true"}).expect(200)["items"] == []
    owner.post(f"{path}/restore").expect(404, "not_found")


def test_what_others_refer_to_is_in_use(owner, site):
    body = {"title": mark("Held "), "customer": site[1]["customer"], "site": site[1]["id"]}
    order = owner.post("/api/work-orders", body).expect(201).json
    complaint = owner.post("/api/complaints", {"work_order": order["id"], "text": "Dust."}).expect(201).json
    path = f"/api/work-orders/{order['id']}"
    owner.delete(path, match='"1"').expect(409, "in_use", contains=["complaints"])
    owner.get(path).expect(200, has={"version": 1})
    owner.delete(f"/api/complaints/{complaint['id']}", match='"1"').expect(204)
    owner.delete(path, match='"1"').expect(204)
    # The complaint cannot come back to nothing.
    owner.post(f"/api/complaints/{complaint['id']}/restore").expect((409, 422))


# History


def test_history_tells_each_change_once(owner, customer, me):
    path, created = customer
    owner.patch(path, {"notes": "second"}, match='"1"').expect(200)
    owner.patch(path, {"nots": "third"}, match='"2"').expect(422)
    owner.delete(path, match='"2"').expect(204)
    owner.post(f"{path}/restore").expect(200)
    history = owner.get(f"{path}/history").expect(200, contains=["first", "second", created["name"]], lacks=["third"]).json
    assert history["next"] is None
    entries = sorted(history["items"], key=lambda entry: entry["seq"])
    assert len(entries) == 4
    assert [entry["version"] for entry in entries] == [1, 2, 3, 4]
    assert [entry["action"] for entry in entries] == ["created", "updated", "deleted", "restored"]
    assert all(entry["principal"] == me and INSTANT.match(entry["at"]) for entry in entries)
    assert entries[1]["changes"] == {"notes": {"before": "first", "after": "second"}}


def test_history_comes_in_pages(owner, customer):
    path, _ = customer
    for version in range(1, 7):
        owner.patch(path, {"notes": f"n{version}"}, match=f'"{version}"').expect(200)
    whole = owner.get(f"{path}/history").expect(200)["items"]
    seen, query = [], {"limit": 3}
    for _ in range(5):
        page = owner.get(f"{path}/history", query=query).expect(200)
        assert len(page["items"]) <= 3
        seen += page["items"]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert len(whole) == 7
    assert seen == whole


def test_history_leaves_out_fields_that_the_reader_may_not_see(demo, owner, technician):
    order = technician.get("/api/work-orders", query={"where": "state = scheduled", "limit": 1}).expect(200)["items"][0]
    path = f"/api/work-orders/{order['id']}"
    money = {"amount": 7654321, "currency": "EUR"}
    full = owner.get(path).expect(200)
    owner.patch(path, {"estimated_value": money, "notes": "seen by all"}, match=full.etag).expect(200)
    owner.get(f"{path}/history").expect(200, contains=["7654321", "seen by all"])
    technician.get(f"{path}/history").expect(200, contains=["seen by all"], lacks=["7654321", "estimated_value"])
