"""http-contract, "Records": the list and each of its parameters."""

import unicodedata

import pytest

from ids import mark, uuid7

WORDS = ["Zebra", "äpfel", "apfel", "Apfel", "Äpfel", "öl", "Oel", "ol", "éclair", "Eclair", "10", "9", "-", "ñandú", "nandu", "Z"]


def folded(text):
    """How the contract sorts text: without case and accents, ties by scalar value."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return plain.lower(), [ord(c) for c in text]


@pytest.fixture(scope="module")
def many(owner):
    """Sixty customers that share a mark: names in many spellings, half with a website, three kinds of note."""
    begin = mark("List")
    records = []
    for number in range(60):
        body = {"name": f"{begin} {WORDS[number % len(WORDS)]}", "kind": ("company", "person")[number % 3 == 0]}
        if number % 2:
            body["website"] = f"https://{number % 7}.example.com"
        records.append(owner.create("customers", **body))
    return begin, records


def names(page):
    return [record["name"] for record in page["items"]]


def ids(page):
    return [record["id"] for record in page["items"]]


def of(many, extra=""):
    return {"where": f'starts_with(name, "{many[0]}"){extra}'}


def only_finding(answer):
    findings = answer.expect(422, "invalid").findings()
    assert len(findings) == 1, findings
    return findings[0][0]


# Shape and pages


def test_a_list_has_items_and_next(owner, many):
    page = owner.get("/api/customers", query=of(many)).expect(200).json
    assert set(page) == {"items", "next"}
    assert len(page["items"]) == 50
    assert isinstance(page["next"], str)
    rest = owner.get("/api/customers", query={**of(many), "after": page["next"]}).expect(200).json
    assert len(rest["items"]) == 10
    assert rest["next"] is None


def test_list_items_are_the_records(owner, many):
    begin, records = many
    items = owner.get("/api/customers", query={**of(many), "limit": 500}).expect(200)["items"]
    assert {record["id"]: record for record in items} == {record["id"]: record for record in records}


def test_an_empty_list(owner):
    assert owner.get("/api/customers", query={"name": mark("none")}).expect(200).json == {"items": [], "next": None}


@pytest.mark.parametrize("limit", ["0", "501", "-1", "x", "", "1.5", "1e2", "9999999999999999999999"])
def test_limit_has_bounds(owner, limit):
    assert only_finding(owner.get("/api/customers", query={"limit": limit})) == "limit"


@pytest.mark.parametrize("limit", [1, 500])
def test_limits_at_the_bounds(owner, many, limit):
    assert len(owner.get("/api/customers", query={**of(many), "limit": limit}).expect(200)["items"]) == min(limit, 60)


@pytest.mark.parametrize("sort", [None, "name", "-name", "website,-name", "-website", "-created_at,name", "kind,website", "-id"])
@pytest.mark.parametrize("limit", [7, 20])
def test_pages_together_are_the_whole_list(owner, many, sort, limit):
    query = {**of(many), **({"sort": sort} if sort else {})}
    whole = ids(owner.get("/api/customers", query={**query, "limit": 500}).expect(200))
    assert len(set(whole)) == 60
    assert [record["id"] for record in owner.pages("/api/customers", **query, limit=limit)] == whole


def test_pages_hold_while_records_come_and_go(owner):
    begin = mark("Moving")
    made = [owner.create("customers", name=f"{begin} {letter}") for letter in "abcdefgh"]
    query = {"where": f'starts_with(name, "{begin}")', "sort": "name", "limit": 3}
    first = owner.get("/api/customers", query=query).expect(200)
    owner.delete(f"/api/customers/{made[2]['id']}", match='"1"').expect(204)  # the last of the page
    owner.create("customers", name=f"{begin} aa")  # before the cursor
    owner.create("customers", name=f"{begin} dd")  # after it
    second = owner.get("/api/customers", query={**query, "after": first["next"]}).expect(200)
    assert [name.split()[-1] for name in names(second)] == ["d", "dd", "e"]


def test_a_cursor_is_for_its_list_only(owner, many):
    query = {**of(many), "sort": "name", "limit": 5}
    cursor = owner.get("/api/customers", query=query).expect(200)["next"]
    middle = len(cursor) // 2
    tampered = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]
    for wrong in (tampered, cursor[:-2], cursor + "AA", "x", "AAAA", "'", "\u00e9", "eyJhIjoxfQ"):
        assert only_finding(owner.get("/api/customers", query={**query, "after": wrong})) == "after"
    assert only_finding(owner.get("/api/customers", query={**query, "sort": "-name", "after": cursor})) == "after"
    owner.get("/api/sites", query={"sort": "name", "after": cursor}).expect(422, "invalid")


def test_count_counts_all_matching(owner, many):
    page = owner.get("/api/customers", query={**of(many), "count": "true", "limit": 5}).expect(200).json
    assert page["count"] == 60
    assert len(page["items"]) == 5
    assert owner.get("/api/customers", query={**of(many), "count": "true", "after": page["next"], "limit": 5}).expect(200)["count"] == 60
    assert owner.get("/api/customers", query={**of(many, " and kind = person"), "count": "true"}).expect(200)["count"] == 20
    assert "count" not in owner.get("/api/customers", query={**of(many), "count": "false"}).expect(200).json
    assert only_finding(owner.get("/api/customers", query={"count": "maybe"})) == "count"


# Sort


@pytest.mark.parametrize("descending", [False, True])
def test_text_sorts_without_case_and_accents(owner, many, descending):
    query = {**of(many), "sort": "-name" if descending else "name", "limit": 500}
    got = names(owner.get("/api/customers", query=query).expect(200))
    assert got == sorted(got, key=folded, reverse=descending)
    assert len(got) == 60


def test_ties_sort_by_id(owner, many):
    for sort in ("kind", "name"):
        items = owner.get("/api/customers", query={**of(many), "sort": sort, "limit": 500}).expect(200)["items"]
        assert items == sorted(items, key=lambda record: (folded(record[sort]), record["id"]))


def test_several_keys_sort_in_their_order(owner, many):
    items = owner.get("/api/customers", query={**of(many), "sort": "-kind,name", "limit": 500}).expect(200)["items"]
    persons, companies = items[:20], items[20:]
    assert {record["kind"] for record in persons} == {"person"}
    assert {record["kind"] for record in companies} == {"company"}
    assert persons == sorted(persons, key=lambda record: (folded(record["name"]), record["id"]))


def test_numbers_and_decimals_sort_as_numbers(owner, many):
    begin, customer = mark("Sizes"), many[1][0]["id"]
    for area, rooms in (("9.5", 10), ("80", 9), ("100.1", 100), ("9.0", 1)):
        owner.create("sites", name=begin, customer=customer, area_m2=area, rooms=rooms)
    query = {"name": begin, "sort": "area_m2"}
    assert [site["area_m2"] for site in owner.get("/api/sites", query=query).expect(200)["items"]] == ["9.0", "9.5", "80.0", "100.1"]
    query["sort"] = "-rooms"
    assert [site["rooms"] for site in owner.get("/api/sites", query=query).expect(200)["items"]] == [100, 10, 9, 1]


@pytest.mark.parametrize("sort", ["colour", "-", "", "name,", "name,name", "+name", "name desc", "name;drop", "customer.name.x"])
def test_a_sort_by_nothing_is_refused(owner, sort):
    assert only_finding(owner.get("/api/customers", query={"sort": sort})) == "sort"


# Filters


def test_equality_filters_by_each_type(owner):
    customer = owner.create("customers", name=mark("Equal "))["id"]
    site = owner.create("sites", name=mark("Equal "), customer=customer, area_m2="12.5", rooms=3, property_type="retail")
    other = owner.create("sites", name=mark("Equal "), customer=customer, area_m2="12", rooms=4, property_type="office")
    for field, value in (("area_m2", "12.5"), ("area_m2", "12.50"), ("rooms", "3"), ("property_type", "retail"), ("name", site["name"]), ("id", site["id"])):
        assert ids(owner.get("/api/sites", query={"customer": customer, field: value}).expect(200)) == [site["id"]], field
    found = owner.get("/api/sites", query={"customer": customer, "sort": "rooms"}).expect(200)
    assert ids(found) == [site["id"], other["id"]]
    contact = owner.create("contacts", name=mark("Equal "), customer=customer, is_primary=True)
    query = {"customer": customer, "is_primary": "true"}
    assert ids(owner.get("/api/contacts", query=query).expect(200)) == [contact["id"]]
    assert ids(owner.get("/api/contacts", query={**query, "is_primary": "false"}).expect(200)) == []


def test_equality_and_where_narrow_together(owner, many):
    query = {**of(many), "kind": "person", "website": "https://3.example.com"}
    items = owner.get("/api/customers", query=query).expect(200)["items"]
    wanted = [r for r in many[1] if r["kind"] == "person" and r.get("website") == "https://3.example.com"]
    assert {record["id"] for record in items} == {record["id"] for record in wanted}
    assert wanted


@pytest.mark.parametrize(
    "query, path",
    [
        ({"rooms": "many"}, "rooms"),
        ({"rooms": "1.5"}, "rooms"),
        ({"area_m2": "1.234"}, "area_m2"),
        ({"property_type": "castle"}, "property_type"),
        ({"customer": "me"}, "customer"),
        ({"colour": "red"}, "colour"),
        ({"nme": "x"}, "nme"),
        ({"NAME": "x"}, "NAME"),
        ({"position": "x"}, "position"),
        ({"created_at": "yesterday"}, "created_at"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(owner, query, path):
    assert only_finding(owner.get("/api/sites", query=query)) == path


def test_an_unknown_parameter_gets_a_suggestion(owner):
    answer = owner.get("/api/customers", query={"whre": "kind = person"}).expect(422, "invalid")
    assert "where" in answer["errors"][0]["message"]


def test_a_parameter_twice_is_refused(owner):
    owner.get("/api/customers?limit=1&limit=2").expect(422, "invalid")
    owner.get("/api/customers?name=a&name=b").expect(422, "invalid")


@pytest.mark.parametrize(
    "condition, wanted",
    [
        ("rooms = 3", {"a"}), ("rooms != 3", {"b", "c"}), ("rooms < 5", {"a", "b"}), ("rooms >= 4", {"b", "c"}),
        ("rooms in [3, 9]", {"a", "c"}), ("rooms not in [3, 9]", {"b"}), ("area_m2 > 12.5", {"c"}), ("area_m2 >= 12.5", {"a", "c"}),
        ("soil = heavy", {"c"}), ("soil in [normal, heavy]", {"a", "c"}), ("soil = normal or rooms = 9", {"a", "c"}),
        ("not (rooms = 3)", {"b", "c"}), ("not rooms = 3 and soil = heavy", {"c"}), ("access_note = null", {"b", "c"}),
        ("access_note != null", {"a"}), ('contains(access_note, "14")', {"a"}), ('access_note != "Key 14"', set()),
        ('starts_with(city, "Ber")', {"a", "b"}), ('starts_with(city, "ber")', set()), ('city = "Köln"', {"c"}),
        ('customer.name = "{customer}"', {"a", "b", "c"}), ('customer.name != "{customer}"', set()),
        ('created_at >= "2020-01-01T00:00:00Z"', {"a", "b", "c"}), ("created_by = me", {"a", "b", "c"}), ("owner != me", set()),
        ("true", {"a", "b", "c"}), ("false", set()),
    ],
)
def test_where_selects(owner, three_sites, condition, wanted):
    customer, sites = three_sites
    condition = condition.replace("{customer}", customer["name"])
    query = {"where": condition, "customer": customer["id"]}
    found = {record["id"] for record in owner.get("/api/sites", query=query).expect(200)["items"]}
    assert found == {sites[letter] for letter in wanted}
    # The same as one expression: filters and conditions narrow alike.
    query = {"where": f'({condition}) and customer = "{customer["id"]}"'}
    assert {record["id"] for record in owner.get("/api/sites", query=query).expect(200)["items"]} == found


@pytest.fixture(scope="module")
def three_sites(owner):
    customer = owner.create("customers", name=mark("Where "))
    rows = {
        "a": {"rooms": 3, "area_m2": "12.5", "soil": "normal", "city": "Berlin", "access_note": "Key 14"},
        "b": {"rooms": 4, "area_m2": "12", "soil": "light", "city": "Berlin"},
        "c": {"rooms": 9, "area_m2": "99.9", "soil": "heavy", "city": "Köln"},
    }
    sites = {letter: owner.create("sites", name=f"Site {letter}", customer=customer["id"], **row)["id"] for letter, row in rows.items()}
    return customer, sites


@pytest.mark.parametrize(
    "condition, code",
    [
        ("", None), ("rooms", None), ("rooms =", "syntax"), ("rooms = = 3", "syntax"), ("(rooms = 3", "syntax"), ("rooms = 3)", "syntax"),
        ("colour = 3", "unknown_name"), ("rooms = 'x'", "type"), ("rooms + 'x' = 2", "type"), ("lenght(name) = 3", None),
        ("soil = castle", "unknown_name"), ("customer.colour = 1", "unknown_name"), ("input.x = 1", "unknown_name"), ("'abc", "syntax"),
        ("name = 3", "type"), ("not " * 100 + "true", "syntax"), ("x" * 4001, "syntax"), ("rooms = 99999999999999999999", None),
        ("created_at > 'yesterday'", "type"), ("1 = 1; drop table x", "syntax"), ("rooms = 3 -- x", None), ("name = \u0000", None),
    ],
)
def test_a_where_that_is_none_is_refused(owner, condition, code):
    answer = owner.get("/api/sites", query={"where": condition}).expect(422, "invalid")
    assert {path for path, _ in answer.findings()} == {"where"}
    if code is not None:
        assert code in [found for _, found in answer.findings()]


def test_where_suggests_what_was_meant(owner):
    answer = owner.get("/api/sites", query={"where": "roms = 3"}).expect(422, "invalid")
    assert "rooms" in answer["errors"][0]["message"]


@pytest.mark.parametrize("value", ["x' or '1'='1", 'x" or true or "', "%", "_", "\\", "ñ'--", "🧽", "a\u0301"])
def test_values_are_values(owner, value):
    record = owner.create("customers", name=mark("Value "), notes=value)
    query = {"where": 'notes = "{}" and id = "{}"'.format(value.replace("\\", "\\\\").replace('"', '\\"'), record["id"])}
    assert ids(owner.get("/api/customers", query=query).expect(200)) == [record["id"]]
    query = {"where": 'notes = "{}"'.format(uuid7())}
    assert ids(owner.get("/api/customers", query=query).expect(200)) == []
    name = owner.create("customers", name=mark("V ") + value)
    assert ids(owner.get("/api/customers", query={"name": name["name"]}).expect(200)) == [name["id"]]


def test_percent_and_underscore_are_no_wildcards(owner):
    begin = mark("Wild")
    plain, percent = owner.create("customers", name=f"{begin} ab"), owner.create("customers", name=f"{begin} %b")
    query = {"where": f'starts_with(name, "{begin} %")'}
    assert ids(owner.get("/api/customers", query=query).expect(200)) == [percent["id"]]
    query = {"where": f'starts_with(name, "{begin}") and contains(name, "_b")'}
    assert ids(owner.get("/api/customers", query=query).expect(200)) == []
    assert plain["id"] != percent["id"]


# Fields and expand


def test_fields_choose_what_is_shown(owner, three_sites):
    customer, _ = three_sites
    query = {"customer": customer["id"], "fields": "name,rooms", "sort": "name"}
    for record in owner.get("/api/sites", query=query).expect(200)["items"]:
        assert {"id", "version", "name", "rooms"} <= set(record)
        assert not {"customer", "city", "soil", "area_m2"} & set(record)


@pytest.mark.parametrize("fields", ["colour", "name,colour", "", "name,,rooms"])
def test_fields_that_are_none_are_refused(owner, fields):
    assert only_finding(owner.get("/api/sites", query={"fields": fields})) == "fields"


def test_expand_puts_the_record_in_place_of_its_id(owner, three_sites):
    customer, sites = three_sites
    query = {"customer": customer["id"], "expand": "customer"}
    items = owner.get("/api/sites", query=query).expect(200)["items"]
    assert len(items) == 3
    for record in items:
        assert record["customer"] == owner.get(f"/api/customers/{customer['id']}").expect(200).json
    order = owner.create("work-orders", title=mark("Expand "), customer=customer["id"], site=sites["a"])
    record = owner.get(f"/api/work-orders/{order['id']}", query={"expand": "customer,site"}).expect(200).json
    assert (record["customer"]["name"], record["site"]["rooms"]) == (customer["name"], 3)
    assert record["site"]["customer"] == customer["id"]  # one hop


@pytest.mark.parametrize("expand", ["name", "colour", "", "customer.owner.x"])
def test_expand_of_what_is_no_reference_is_refused(owner, expand):
    assert only_finding(owner.get("/api/sites", query={"expand": expand})) == "expand"


# The bin


def test_the_bin_is_a_list_with_the_same_parameters(owner):
    begin = mark("Bin")
    made = [owner.create("customers", name=f"{begin} {letter}") for letter in "abc"]
    for record in made[:2]:
        owner.delete(f"/api/customers/{record['id']}", match='"1"').expect(204)
    query = {"where": f'starts_with(name, "{begin}")', "sort": "-name", "count": "true"}
    page = owner.get("/api/customers", query={**query, "deleted": "true"}).expect(200)
    assert [name[-1] for name in names(page)] == ["b", "a"]
    assert page["count"] == 2
    assert owner.get("/api/customers", query={**query, "deleted": "false"}).expect(200)["count"] == 1
    assert only_finding(owner.get("/api/customers", query={"deleted": "maybe"})) == "deleted"


def test_the_bin_needs_the_permission(technician):
    technician.get("/api/work-orders", query={"deleted": "true"}).expect(403, "forbidden", has={"permission": "work-orders.work_order.delete"})
