"""What a pack asks for: proofs without which moves are refused, and contracts that are filled in."""

import datetime
import zoneinfo

import pytest

from server import ROOT, Server

PACK = """
pack: oath
format: 1
version: 1.0.0
title: Oath
requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }
entities:
  vow:
    collection: vows
    label: "{name}"
    fields:
      name: { type: text, required: true }
      customer: { type: reference, to: customers.customer }
    states: { open: { start: true }, kept: {}, told: { final: true } }
    moves:
      keep: { from: open, to: kept }
      tell: { from: kept, to: told }
roles:
  teller: { grants: { oath.vow: { read: all, keep: all }, customers.customer: { read: { scope: all, fields: [kind] } } } }
compliance:
  seal:
    title: Royal seal
    applies_to: tenant
    evidence: { number: true, expires: true }
    warn: 30d
    blocks: [oath.vow.keep]
  handshake: { applies_to: { entity: customers.customer, if: "kind = company" }, blocks: [oath.vow.tell] }
contracts:
  promise:
    title: Promise
    for: oath.vow
    inputs:
      price: { type: money, required: true }
      begin: { type: date }
      rhythm: { type: choice, of: { daily: every day, weekly: every week }, default: daily }
    clauses:
      - { id: who, text: "{tenant.name} promises {vow.name} to {vow.customer.name} {rhythm} for {price}, {today}." }
      - { id: start, optional: true, text: { en: "It begins on {begin} for {price}.", de: "Beginn ist der {begin} für {price}." } }
      - { id: out, title: Way out, optional: true, text: None. }
    signed_by: [customer, owner]
"""


def today():
    """The day where the demo company is: a proof expires when that one is over."""
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Berlin")).date()


def day(distance):
    return (today() + datetime.timedelta(days=distance)).isoformat()


@pytest.fixture(scope="module")
def oath(template):
    """A server of the demo tenant with the pack `oath` on."""
    copy = template.copy()
    folder = copy.parent / "packs" / "oath"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK)
    with Server(copy, arguments=["--packs", str(ROOT / "Packs"), "--packs", str(folder.parent)]) as server:
        server.kernel("packs", "enable", "oath", "--tenant", "demo")
        yield server
    copy.remove()


@pytest.fixture
def boss(oath):
    with oath.client("owner") as owner:
        yield owner


def move(client, vow, name, status, code=None):
    return client.post(f"/api/vows/{vow['id']}/moves/{name}", {}).expect(status, code)


def standing(client, id):
    return next(entry for entry in client.get("/api/compliance").expect(200)["requirements"] if entry["id"] == id)


def test_a_move_is_refused_while_the_proof_is_missing_expired_or_incomplete(boss):
    vow = boss.post("/api/vows", {"name": "One"}).expect(201).json
    refused = move(boss, vow, "keep", 409, "state_refused")
    assert "Royal seal: the proof is missing" in refused["detail"] and refused["state"] == "open"
    assert standing(boss, "seal")["state"] == "missing"
    proof = boss.post("/api/oath-evidence", {"requirement": "seal", "number": "7", "expires": day(-3)}).expect(201)
    assert "has expired" in move(boss, vow, "keep", 409)["detail"]
    assert (standing(boss, "seal")["state"], standing(boss, "seal")["expires"]) == ("expired", day(-3))
    half = boss.post("/api/oath-evidence", {"requirement": "seal", "expires": day(300)}).expect(201)
    assert "has expired" in move(boss, vow, "keep", 409)["detail"], "a proof without its number counts for nothing"
    boss.patch(f"/api/oath-evidence/{proof['id']}", {"expires": day(10)}, match=proof.etag).expect(200)
    assert standing(boss, "seal")["state"] == "expiring"
    boss.patch(f"/api/oath-evidence/{half['id']}", {"number": "8"}, match=half.etag).expect(200)
    assert (standing(boss, "seal")["state"], standing(boss, "seal")["expires"]) == ("met", day(300))
    move(boss, vow, "keep", 200)


def test_the_refusal_holds_in_bulk_too_and_ends_with_the_bin(boss):
    vow = boss.post("/api/vows", {"name": "Two"}).expect(201).json
    proofs = boss.get("/api/oath-evidence", query={"where": "requirement = seal"}).expect(200)["items"]
    for proof in proofs:
        boss.delete(f"/api/oath-evidence/{proof['id']}", match=f'"{proof["version"]}"').expect(204)
    operation = {"op": "move", "id": vow["id"], "move": "keep"}
    answer = boss.post("/api/vows/bulk", {"operations": [operation]})
    assert answer.status != 200 or "kept" not in answer.text
    assert boss.get(f"/api/vows/{vow['id']}").expect(200)["state"] == "open"
    boss.post("/api/oath-evidence", {"requirement": "seal", "number": "9", "expires": day(0)}).expect(201)
    move(boss, vow, "keep", 200)


def test_the_proof_of_the_record_that_is_referred_to_counts(boss):
    boss.post("/api/oath-evidence", {"requirement": "seal", "number": "1", "expires": day(100)}).expect(201)
    company = boss.post("/api/customers", {"name": "Company", "kind": "company"}).expect(201).json
    other = boss.post("/api/customers", {"name": "Other", "kind": "company"}).expect(201).json
    person = boss.post("/api/customers", {"name": "Person", "kind": "person"}).expect(201).json
    boss.post("/api/oath-evidence", {"requirement": "handshake", "customer": other["id"]}).expect(201)

    def kept(customer):
        vow = boss.post("/api/vows", {"name": "V", "customer": customer and customer["id"]}).expect(201).json
        move(boss, vow, "keep", 200)
        return vow

    vow = kept(company)
    assert "Handshake" in move(boss, vow, "tell", 409, "state_refused")["detail"]
    assert company["id"] in [entry["id"] for entry in standing(boss, "handshake")["open"]]
    move(boss, kept(other), "tell", 200)
    move(boss, kept(person), "tell", 200)
    move(boss, kept(None), "tell", 200)
    boss.post("/api/oath-evidence", {"requirement": "handshake", "customer": company["id"]}).expect(201)
    move(boss, vow, "tell", 200)
    assert company["id"] not in [entry["id"] for entry in standing(boss, "handshake")["open"]]


def test_who_may_not_read_the_evidence_is_told_nothing_of_it(oath, demo, owner):
    with oath.client("cleaning_technician") as technician:
        assert technician.get("/api/compliance").expect(200)["requirements"] == []
        technician.get("/api/oath-evidence").expect(403)
    elsewhere = owner.get("/api/compliance").expect(200)["requirements"]
    assert "oath" not in {requirement["pack"] for requirement in elsewhere}, "the pack is off there"
    owner.get("/api/compliance", query={"x": 1}).expect(422)


def test_a_contract_is_filled_in(boss):
    customer = boss.post("/api/customers", {"name": "Dental {today}", "kind": "company"}).expect(201).json
    vow = boss.post("/api/vows", {"name": "silence", "customer": customer["id"]}).expect(201).json
    path = f"/api/vows/{vow['id']}/contracts/promise"
    filled = boss.post(path, {"price": {"amount": 12550, "currency": "EUR"}, "rhythm": "weekly"}).expect(200).json
    tenant = boss.get("/api/me").expect(200)["org"]["name"]
    assert filled["title"] == "Promise"
    assert [clause["id"] for clause in filled["clauses"]] == ["who"]
    text = filled["clauses"][0]["text"]
    assert text.startswith(f"{tenant} promises silence to Dental {{today}} every week for 125.50 EUR, ")
    near = [today() + datetime.timedelta(days=step) for step in (-1, 0, 1)]
    assert text.split("EUR, ")[1] in [f"{day:%B} {day.day}, {day.year}." for day in near]
    assert filled["signers"] == [{"id": "customer", "title": "Client"}, {"id": "owner", "title": "Owner"}], "the demo is a cleaning company"
    more = boss.post(path, {"price": {"amount": 500, "currency": "JPY"}, "clauses": ["out"]}).expect(200).json
    assert [clause["id"] for clause in more["clauses"]] == ["who", "out"] and "500 JPY" in more["clauses"][0]["text"]
    assert "every day" in more["clauses"][0]["text"], "the default"


def test_figures_stand_as_the_language_of_the_clause_has_them(boss):
    vow = boss.post("/api/vows", {"name": "silence"}).expect(201).json
    path = f"/api/vows/{vow['id']}/contracts/promise"
    asked = {"price": {"amount": 12345678, "currency": "USD"}, "begin": "2027-01-05", "clauses": ["start"]}
    seen = {}
    for language in ("en", "de", "de-CH", "en-GB"):
        boss.patch("/api/tenant/settings", {"language": language}).expect(200)
        seen[language] = [clause["text"] for clause in boss.post(path, asked).expect(200).json["clauses"]]
    boss.patch("/api/tenant/settings", {"language": "en"}).expect(200)
    assert {language: texts[1] for language, texts in seen.items()} == {
        "en": "It begins on January 5, 2027 for 123,456.78 USD.",
        "de": "Beginn ist der 5. Januar 2027 für 123.456,78 USD.",
        "de-CH": "Beginn ist der 5. Januar 2027 für 123’456.78 USD.",
        "en-GB": "It begins on 5 January 2027 for 123,456.78 USD.",
    }
    assert "123,456.78 USD" in seen["de"][0], "that clause is there in English only, so its figures are English too"


def test_a_contract_refuses_what_it_cannot_fill_in(boss):
    vow = boss.post("/api/vows", {"name": "x"}).expect(201).json
    path = f"/api/vows/{vow['id']}/contracts/promise"
    assert [f["path"] for f in boss.post(path, {}).expect(422, "invalid")["errors"]] == ["price"]
    wrong = {"price": {"amount": 1, "currency": "EUR"}, "clauses": ["who", 3], "other": 1}
    assert {f["path"] for f in boss.post(path, wrong).expect(422, "invalid")["errors"]} == {"clauses[0]", "clauses[1]", "other"}
    boss.post(path.replace("promise", "promises"), {}).expect(404)
    boss.post(f"/api/customers/{vow['id']}/contracts/promise", {}).expect(404)


def test_a_place_that_the_caller_may_not_read_is_refused(oath, boss):
    customer = boss.post("/api/customers", {"name": "Hidden", "kind": "company"}).expect(201).json
    vow = boss.post("/api/vows", {"name": "x", "customer": customer["id"]}).expect(201).json
    made = oath.kernel("users", "invite", "teller@demo.example.com", "--tenant", "demo", "--role", "teller", "--format", "json").json["user"]
    with oath.client() as teller:
        teller.login(made["email"], made["password"])
        refused = teller.post(f"/api/vows/{vow['id']}/contracts/promise", {"price": {"amount": 1, "currency": "EUR"}})
        refused.expect(403, lacks=["Hidden"])
