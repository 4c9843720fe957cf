"""http-contract, "Records" (`q`) and "Events" (`GET /api/search`)."""

import pytest

from ids import mark


@pytest.fixture(scope="module")
def found(owner):
    """Records of three collections that share a word nobody else has."""
    word = mark("zq").replace("-", "").replace("_", "").lower()
    customer = owner.create("customers", name=f"Åse {word}", email=f"post@{word}.example", kind="company")
    site = owner.create("sites", name=f"Hall {word}", customer=customer["id"], city="Köln")
    order = owner.create("work-orders", title=f"Windows {word}", customer=customer["id"], site=site["id"])
    return word, customer, site, order


def ids(answer):
    return [record["id"] for record in answer.expect(200).json["items"]]


@pytest.mark.parametrize("text", ["{0}", "{0} ase", "ÅSE {0}", "as {0}", "post {0} exam", "  {0} , ase!", "{1}"])
def test_every_word_begins_a_word_of_a_field(owner, found, text):
    word, customer, *_ = found
    assert ids(owner.get("/api/customers", query={"q": text.format(word, word[:-1])})) == [customer["id"]]


@pytest.mark.parametrize("text", ["{0} bse", "x{0}", "{1}", "{0}x", "ase{0}"])
def test_nothing_less_is_found(owner, found, text):
    word = found[0]
    assert ids(owner.get("/api/customers", query={"q": text.format(word, word[1:])})) == []


def test_q_goes_with_the_other_parameters(owner, found):
    word, customer, *_ = found
    query = {"q": word, "kind": "company", "count": "true", "sort": "-name", "fields": "name", "where": 'name != "x"'}
    page = owner.get("/api/customers", query=query).expect(200).json
    assert page["count"] == 1
    assert page["items"][0]["name"] == customer["name"]
    assert "email" not in page["items"][0]
    assert ids(owner.get("/api/customers", query={"q": word, "kind": "person"})) == []


def test_pages_of_a_search_are_whole(owner):
    word = mark("pg").replace("-", "").replace("_", "").lower()
    made = [owner.create("customers", name=f"{word} {number}", kind="company")["id"] for number in range(25)]
    seen, after = [], None
    while True:
        query = {"q": word, "limit": "10", "sort": "-name"} | ({"after": after} if after else {})
        page = owner.get("/api/customers", query=query).expect(200).json
        seen += [record["id"] for record in page["items"]]
        if (after := page["next"]) is None:
            break
    assert sorted(seen) == sorted(made)
    assert len(set(seen)) == 25


def test_a_changed_word_is_found_and_the_old_one_is_not(owner):
    old, new = (mark(text).replace("-", "").replace("_", "").lower() for text in ("old", "new"))
    record = owner.create("customers", name=old, kind="company")
    owner.send("PATCH", f"/api/customers/{record['id']}", json={"name": new}, match='"1"').expect(200)
    assert ids(owner.get("/api/customers", query={"q": old})) == []
    assert ids(owner.get("/api/customers", query={"q": new})) == [record["id"]]
    owner.send("DELETE", f"/api/customers/{record['id']}", match='"2"').expect(204)
    assert ids(owner.get("/api/customers", query={"q": new})) == []
    assert ids(owner.get("/api/customers", query={"q": new, "deleted": "true"})) == [record["id"]]


def test_a_searchable_field_of_a_pack_is_found(owner, found):
    """What a pack declares takes effect: `searchable` of the cleaning pack's own entity."""
    word, *_, order = found
    complaint = owner.create("complaints", text=f"Vase {word}", work_order=order["id"])
    assert ids(owner.get("/api/complaints", query={"q": f"vas {word}"})) == [complaint["id"]]


@pytest.mark.parametrize("query,path", [({"q": "a" * 201}, "q")])
def test_too_long_a_text_is_refused(owner, query, path):
    assert owner.get("/api/customers", query=query).expect(422, "invalid").findings()[0][0] == path


def test_punctuation_alone_narrows_nothing(owner, found):
    word = found[0]
    where = {"where": f'contains(name, "{word}")'}
    assert ids(owner.get("/api/customers", query={"q": " -*\"' ", **where})) == [found[1]["id"]]


def test_records_without_searchable_fields_cannot_be_searched(owner):
    answer = owner.get("/api/assignments", query={"q": "x"})
    assert answer.expect(422, "invalid").findings() == [("q", "unsupported")]


# Across collections


def test_one_search_finds_records_of_every_collection(owner, found):
    word, customer, site, order = found
    answer = owner.get("/api/search", query={"q": word}).expect(200).json
    shown = {(item["collection"], item["entity"], item["record"]["id"]) for item in answer["items"]}
    assert {
        ("customers", "customers.customer", customer["id"]),
        ("sites", "customers.site", site["id"]),
        ("work-orders", "work-orders.work_order", order["id"]),
    } <= shown
    assert answer["more"] == []
    record = next(item["record"] for item in answer["items"] if item["collection"] == "customers")
    assert record == owner.get(f"/api/customers/{customer['id']}").json


def test_a_search_tells_where_there_is_more(owner):
    word = mark("mr").replace("-", "").replace("_", "").lower()
    for number in range(4):
        owner.create("customers", name=f"{word} {number}", kind="company")
    answer = owner.get("/api/search", query={"q": word, "limit": "3", "in": "sites,customers"}).expect(200).json
    assert [item["collection"] for item in answer["items"]] == ["customers"] * 3
    assert answer["more"] == ["customers"]


def test_a_search_shows_what_the_caller_may_read(owner, technician, found):
    word = found[0]
    for item in technician.get("/api/search", query={"q": word}).expect(200).json["items"]:
        technician.get(f"/api/{item['collection']}/{item['record']['id']}").expect(200)
    refused = technician.get("/api/customers", query={"q": word})
    if refused.status == 403:
        answer = technician.get("/api/search", query={"q": word, "in": "customers"})
        assert answer.expect(422, "invalid").findings() == [("in", "unknown")]


@pytest.mark.parametrize(
    "query,path",
    [
        ({}, "q"), ({"q": ""}, "q"), ({"q": " -"}, "q"), ({"q": "a" * 201}, "q"), ({"q": "a", "limit": "0"}, "limit"),
        ({"q": "a", "limit": "51"}, "limit"), ({"q": "a", "in": "nothing"}, "in"), ({"q": "a", "in": ""}, "in"),
        ({"q": "a", "sort": "name"}, "sort"),
    ],
)
def test_a_search_refuses_what_it_does_not_know(owner, query, path):
    findings = owner.get("/api/search", query=query or None).expect(422, "invalid").findings()
    assert [finding[0] for finding in findings] == [path]


def test_a_search_needs_a_session(demo):
    with demo.client() as stranger:
        stranger.get("/api/search", query={"q": "a"}).expect(401, "unauthenticated")
