"""http-contract, "Records": GET /api/<collection>.csv and POST /api/<collection>/import."""

import csv
import http.client
import io
import json
import random
import urllib.parse

import pytest

from client import raw
from ids import mark, uuid7

CSV = {"Content-Type": "text/csv"}
SYSTEM = ["id", "version", "created_at", "updated_at", "created_by", "updated_by", "owner"]


def export(client, collection, **query):
    """Rows of an export as dictionaries; no value is None, as the form tells it: an empty cell without quotes."""
    answer = client.get(f"/api/{collection}.csv", query=query).expect(200)
    assert answer.header("Content-Type").startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def table(*rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def send(client, collection, body, **query):
    return client.post(f"/api/{collection}/import", body=body if isinstance(body, bytes) else body.encode(), headers=CSV, query=query)


def cell(value):
    """A member of a record's JSON as its cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    if isinstance(value, list):
        return json.dumps(value, separators=(",", ":")) if value and isinstance(value[0], dict) else ";".join(value)
    text = str(value)
    bare = text.lstrip("'")
    return f"'{text}" if bare[:1] in ("=", "@", "-", "\t", "\n", "\r") and isinstance(value, str) and not is_number(text) else text


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("role", ["owner", "site_supervisor", "cleaning_technician", "accountant"])
@pytest.mark.parametrize("collection", ["customers", "sites", "work-orders", "members"])
def test_an_export_shows_what_the_list_shows(demo, role, collection):
    with demo.client(role) as client:
        first = client.get(f"/api/{collection}")
        if first.status != 200:
            client.get(f"/api/{collection}.csv").expect(first.status)
            return
        listed = client.pages(f"/api/{collection}", sort="-created_at")
        rows = export(client, collection, sort="-created_at")
        assert [row["id"] for row in rows] == [record["id"] for record in listed]
        for row, record in zip(rows, listed, strict=True):
            assert set(record) <= set(row)
            # A field that this record does not show is an empty cell.
            assert row == {name: cell(record.get(name)) for name in row}


def test_filters_and_fields_are_those_of_the_list(owner):
    name = mark("Export ")
    for number in range(3):
        owner.create("customers", name=name, notes=f"n{number}", kind="person" if number else "company")
    assert len(export(owner, "customers", name=name)) == 3
    assert [row["notes"] for row in export(owner, "customers", name=name, where="kind = person", sort="-notes")] == ["n2", "n1"]
    rows = export(owner, "customers", name=name, fields="notes", sort="notes")
    assert list(rows[0]) == [*SYSTEM, "notes"]
    assert export(owner, "customers", name=mark("None ")) == []
    answer = owner.get("/api/customers.csv", query={"name": mark("None ")}).expect(200)
    assert answer.text.startswith("id,version,created_at") and answer.text.endswith("\r\n") and answer.text.count("\r\n") == 1
    assert answer.header("Content-Disposition") == 'attachment; filename="customers.csv"'
    assert owner.send("HEAD", "/api/customers.csv").expect(200).body == b""


@pytest.mark.parametrize("query", [{"limit": "5"}, {"after": "x"}, {"count": "true"}, {"expand": "owner"}, {"nothing": "1"}, {"where": "x ="}, {"sort": "rooms"}])
def test_what_a_csv_does_not_take_is_422_before_the_first_byte(owner, query):
    owner.get("/api/customers.csv", query=query).expect(422, "invalid")


def test_an_export_needs_the_permission_to_read(demo):
    with demo.client() as nobody, demo.client("accountant") as accountant, demo.client("owner") as owner:
        nobody.get("/api/customers.csv").expect(401)
        owner.get("/api/nothing-here.csv").expect(404)
        owner.post("/api/customers.csv", {}).expect(405)
        for collection in ("customers", "sites", "teams"):
            assert accountant.get(f"/api/{collection}").status == accountant.get(f"/api/{collection}.csv").status


def test_the_bin_is_exported_with_its_permission(demo, owner):
    name = mark("Binned ")
    made = owner.create("customers", name=name)
    owner.delete(f"/api/customers/{made['id']}", match='"1"').expect(204)
    assert [row["id"] for row in export(owner, "customers", deleted="true", name=name)] == [made["id"]]
    assert export(owner, "customers", name=name) == []
    with demo.client("cleaning_technician") as technician:
        technician.get("/api/work-orders.csv", query={"deleted": "true"}).expect(403)


def test_formulas_are_harmless_and_come_back_as_they_were(owner):
    name = mark("Formula ")
    notes = ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "'x", 'say "hi", you', "two\nlines", " edge ", "", "ünïcödé 🧽", ";", "null"]
    made = [owner.create("customers", name=name, notes=note, phone="+49301234567") for note in notes]
    answer = owner.get("/api/customers.csv", query={"name": name}).expect(200)
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(answer.text, newline=""))}
    for record, note in zip(made, notes, strict=True):
        guarded = rows[record["id"]]["notes"]
        assert guarded[:1] not in ("=", "+", "-", "@", "\t"), guarded
        assert guarded in (note, f"'{note}")
        assert rows[record["id"]]["phone"] == "+49301234567"
    report = send(owner, "customers", answer.body).expect(200)
    assert (report["unchanged"], report["failed"], report["rows"]) == (len(notes), 0, len(notes))
    for record, note in zip(made, notes, strict=True):
        owner.get(f"/api/customers/{record['id']}").expect(200, has={"notes": note, "version": 1})


@pytest.mark.parametrize("collection", ["customers", "contacts", "sites", "work-orders", "checklist-items", "members", "teams", "job-templates", "work-steps"])
def test_an_export_sent_back_changes_nothing(demo, owner, collection):
    listed = owner.get(f"/api/{collection}.csv").expect(200)
    before = demo.kernel("audit", "tail", "--tenant", "demo", "--limit", "1", "--format", "json").json["items"][-1]["seq"]
    for query in ({"dry_run": "true"}, {}):
        report = send(owner, collection, listed.body, **query).expect(200)
        assert report["failed"] == 0, [result for result in report["results"] if result["status"] >= 400][:3]
        assert report["unchanged"] == report["rows"] == len(owner.pages(f"/api/{collection}"))
        assert set(report["ignored"]) >= {"created_at", "updated_at", "created_by", "updated_by", "owner"}
    after = demo.kernel("audit", "tail", "--tenant", "demo", "--limit", "1", "--format", "json").json["items"][-1]["seq"]
    assert after == before


def test_rows_are_created_changed_and_refused_each_for_itself(owner):
    name, id = mark("Row "), uuid7()
    known = owner.create("customers", name=name, notes="old", email="a@example.com")
    report = send(owner, "customers", table(
        ["name", "id", "version", "notes", "email", "state_of_nothing"][:5],
        [name, id, "", "new", "b@example.com"],
        [name, known["id"], "1", "changed", ""],
        [name, known["id"], "1", "late", ""],
        ["", "", "", "two\nlines", "x"],
        [name, id, "", "", ""],
        [name, "", "2", "", ""],
        [name, known["id"], "x", "", ""],
    )).expect(200).json
    assert {part: report[part] for part in ("dry_run", "rows", "created", "updated", "unchanged", "failed")} == {
        "dry_run": False, "rows": 7, "created": 1, "updated": 1, "unchanged": 0, "failed": 5,
    }
    assert [result["status"] for result in report["results"]] == [201, 200, 412, 422, 409, 422, 422]
    assert [result["line"] for result in report["results"]] == [2, 3, 4, 5, 7, 8, 9]
    assert report["results"][0] == {"row": 1, "line": 2, "status": 201, "id": id, "version": 1}
    assert report["results"][2]["problem"]["current"]["notes"] == "changed"
    errors = report["results"][3]["problem"]["errors"]
    assert [(error["path"], error["code"], error["line"], error["column"]) for error in errors] == [("name", "required", 5, 1), ("email", "format", 5, 5)] or {
        (error["path"], error["line"], error["column"]) for error in errors
    } == {("name", 5, 1), ("email", 5, 5)}
    assert report["results"][4]["problem"]["code"] == "exists"
    changed = owner.get(f"/api/customers/{known['id']}").expect(200)
    assert changed["notes"] == "changed" and changed.json.get("email") is None and changed["version"] == 2


def test_values_of_every_type_are_read(owner):
    customer = owner.create("customers", name=mark("Types "))
    me = owner.get("/api/me").expect(200)["user"]["id"]
    report = send(owner, "sites", table(
        ["customer", "name", "area_m2", "rooms", "soil", "position"],
        [customer["id"], "A", "80.5", "3", "heavy", "52.5 13.4"], [customer["id"], "B", "x", "3.5", "mud", "1"],
    )).expect(200)
    assert [result["status"] for result in report["results"]] == [201, 422]
    assert {error["column"] for error in report["results"][1]["problem"]["errors"]} == {3, 4, 5, 6}
    site = owner.get(f"/api/sites/{report['results'][0]['id']}").expect(200).json
    assert (site["area_m2"], site["rooms"], site["soil"], site["position"]) == ("80.5", 3, "heavy", {"lat": 52.5, "lng": 13.4})
    order = send(owner, "work-orders", table(
        ["customer", "site", "title", "starts", "assignees", "service_types", "estimated_value"],
        [customer["id"], site["id"], "Visit", "2026-11-22T18:30:00+01:00", me, "window", "-5 EUR"],
        [customer["id"], site["id"], "Visit", "2026-11-22T18:30:00+01:00", me, "window", "1250 EUR"],
    )).expect(200)
    made = owner.get(f"/api/work-orders/{order['results'][1]['id']}").expect(200).json
    assert made["starts"] == "2026-11-22T17:30:00.000Z" and made["assignees"] == [me] and made["service_types"] == ["window"]
    assert made["estimated_value"] == {"amount": 1250, "currency": "EUR"}


def test_a_dry_run_tells_the_same_and_changes_nothing(demo, owner):
    name, id = mark("Dry "), uuid7()
    known = owner.create("teams", name=name)
    body = table(["id", "version", "name"], [id, "", f"{name} 2"], ["", "", f"{name} 2"], [known["id"], "1", f"{name} 3"], ["", "", f"{name} 4"])
    before = demo.kernel("audit", "tail", "--tenant", "demo", "--limit", "1", "--format", "json").json["items"][-1]["seq"]
    key = uuid7()
    dry = owner.post("/api/teams/import", body=body, headers=CSV, query={"dry_run": "true"}, key=key).expect(200).json
    assert demo.kernel("audit", "tail", "--tenant", "demo", "--limit", "1", "--format", "json").json["items"][-1]["seq"] == before
    assert owner.get("/api/teams", query={"where": f"starts_with(name, '{name}')", "count": "true"}).expect(200)["count"] == 1
    wet = owner.post("/api/teams/import", body=body, headers=CSV, key=key).expect(200).json
    assert dry["dry_run"] is True and wet["dry_run"] is False
    statuses = [result["status"] for result in dry["results"]]
    assert statuses == [201, 422, 200, 201] == [result["status"] for result in wet["results"]]
    assert "id" not in dry["results"][3] and dry["results"][0]["id"] == id
    assert dry["results"][1]["problem"]["errors"][0]["code"] == "taken"


def test_a_key_imports_once_in_every_part(owner):
    """Rows are written 250 at a time; each part has its own answer under the key."""
    name, key = mark("Often "), uuid7()
    body = table(["name", "notes"], *[[name, str(number)] for number in range(600)])
    first = owner.post("/api/customers/import", body=body, headers=CSV, key=key).expect(200)
    assert first["created"] == 600 and first.header("Idempotent-Replay") is None
    again = owner.post("/api/customers/import", body=body, headers=CSV, key=key).expect(200)
    assert again.header("Idempotent-Replay") == "true" and again.body == first.body
    assert owner.get("/api/customers", query={"name": name, "count": "true", "limit": 1}).expect(200)["count"] == 600
    owner.post("/api/customers/import", body=body + b"x,1\r\n", headers=CSV, key=key).expect(422, "key_reused")
    assert [row["notes"] for row in export(owner, "customers", name=name, sort="created_at")] and len(export(owner, "customers", name=name)) == 600


@pytest.mark.parametrize("body, status, code", [
    (b"", 400, "malformed"), (b'name\r\n"open', 400, "malformed"), (b"name\r\n\xff", 400, "malformed"), (b"nam\r\nx\r\n", 422, "invalid"),
    (b"name,name\r\nx,y\r\n", 422, "invalid"), (b"name,\r\nx,y\r\n", 422, "invalid"), (b"name\r\n" + b"x\r\n" * 5001, 422, "invalid"),
])
def test_what_cannot_be_read_is_refused_whole(owner, body, status, code):
    refused = send(owner, "customers", body).expect(status, code)
    if body.startswith(b"nam\r"):
        assert "column 1" in refused.text and "Did you mean `name`?" in refused.text
    send(owner, "customers", body, dry_run="true").expect(status, code)


def test_the_body_is_text_csv(owner):
    owner.post("/api/customers/import", {"name": "x"}).expect(415, "unsupported")
    owner.post("/api/customers/import", body=b"name\r\n", headers={"Content-Type": "text/csv; charset=latin1"}).expect(415, "unsupported")
    assert owner.post("/api/customers/import", body=b"name\n", headers={"Content-Type": 'text/csv; charset="UTF-8"'}).expect(200)["rows"] == 0
    send(owner, "customers", b"name\r\n", partial="true").expect(422, "invalid")


def test_a_row_with_too_few_cells_is_refused_alone(owner):
    name = mark("Cells ")
    report = send(owner, "customers", f"name,notes\r\n{name}\r\n{name},x\r\n").expect(200)
    assert [result["status"] for result in report["results"]] == [422, 201]
    assert report["results"][0]["problem"]["errors"][0] == {
        "path": "", "code": "cells", "message": "This row has 1 cells, the header 2.", "line": 2,
    }


def test_permissions_count_for_each_row(demo, owner):
    with demo.client("accountant") as accountant, demo.client("cleaning_technician") as technician:
        accountant.post("/api/customers/import", body=b"name\r\nx\r\n", headers=CSV).expect(403, "forbidden")
        mine = technician.get("/api/work-orders", query={"limit": 1}).expect(200)["items"][0]
        report = send(technician, "work-orders", table(["id", "version", "title"], ["", "", "new"], [mine["id"], str(mine["version"]), "mine"]))
        assert report.status == 200 and [result["status"] for result in report["results"]][0] == 403
        # A column that the technician may neither read nor write is one that nobody declared.
        send(technician, "work-orders", table(["id", "version", "estimated_value"], [mine["id"], "1", "1 EUR"])).expect(422, "invalid", contains=["there is no field"])
        # What is masked comes empty and goes back without a change.
        own = technician.get("/api/work-orders.csv").expect(200)
        assert b"estimated_value" not in own.body
        report = send(technician, "work-orders", own.body, dry_run="true").expect(200)
        assert report["failed"] == 0 and report["unchanged"] == report["rows"] > 0


def test_a_long_export_is_sent_in_chunks_and_to_a_client_of_http_1_0_until_the_end(demo, owner):
    name = mark("Long ")
    for _ in range(3):
        assert send(owner, "customers", table(["name", "notes"], *[[name, "x" * 100]] * 500)).expect(200)["created"] == 500
    answer = owner.get("/api/customers.csv", query={"name": name}).expect(200)
    assert answer.header("Transfer-Encoding") == "chunked" and answer.header("Content-Length") is None
    assert answer.text.count("\r\n") == 1501
    assert len({row["id"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))}) == 1500
    parts = urllib.parse.urlsplit(demo.address)
    query = urllib.parse.urlencode({"name": name})
    request = f"GET /api/customers.csv?{query} HTTP/1.0\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {owner.token}\r\n\r\n"
    head, _, body = raw(demo.address, request.encode()).partition(b"\r\n\r\n")
    assert b" 200 " in head and b"chunked" not in head.lower()
    assert body == answer.body
    owner.get("/api/me").expect(200)  # the connection goes on after a stream
