"""Time tracking from outside: the clock, corrections, approval, totals over the changes of summer time."""

import threading
from datetime import datetime, timedelta, timezone

import pytest

from ids import mark, uuid7
from worktime import text, total_by_day

CLOCK = "/api/time-tracking"
ENTRIES = "/api/time-entries"


def now():
    return datetime.now(timezone.utc).replace(microsecond=0)


def me(client):
    return client.get("/api/me").expect(200)["user"]["id"]


def manual(client, member, start, end, breaks=(), reason="Written on paper"):
    """An entry typed by hand, as the answer."""
    body = {"member": member, "corrected_start": text(start), "corrected_end": text(end), "correction_reason": reason}
    if breaks:
        body["corrected_breaks"] = [{"started_at": text(a), "ended_at": text(b)} for a, b in breaks]
    return client.post(ENTRIES, body)


@pytest.fixture(scope="module")
def cleaner(own):
    with own.client("cleaning_technician") as client:
        yield client


@pytest.fixture(scope="module")
def supervisor(own):
    with own.client("site_supervisor") as client:
        yield client


@pytest.fixture(scope="module")
def boss(own):
    with own.client("owner") as client:
        yield client


@pytest.fixture
def company(own):
    """A tenant of its own in a zone: its owner's connection."""
    opened = []

    def make(zone):
        name = mark("zone-").lower()
        made = own.kernel("tenants", "create", name, "--name", name, "--owner", f"{name}@{name}.example", "--zone", zone, "--format", "json")
        client = own.client()
        client.login(made.json["owner"]["email"], made.json["owner"]["password"], tenant=name)
        client.tenant = name
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()


# The day of a cleaner


def test_a_day_of_a_cleaner(cleaner, supervisor, boss):
    visit = cleaner.get("/api/work-orders", query={"state": "scheduled"}).expect(200)["items"][0]["id"]
    start, pause, back, end = (now() - timedelta(minutes=m) for m in (180, 100, 70, 1))
    place = {"lat": 52.5036, "lng": 13.3945, "accuracy": 12.5}
    body = {"work_order": visit, "at": text(start), "position": place, "note": "Keys fetched."}
    entry = cleaner.post(f"{CLOCK}/clock-in", body).expect(
        201, has={"state": "running", "work_order": visit, "clocked_in_at": text(start), "started_at": text(start), "clocked_in_position": place}
    )
    assert entry.header("Location") == f"{ENTRIES}/{entry['id']}" and entry.etag == '"1"'
    path = f"{ENTRIES}/{entry['id']}"
    cleaner.post(f"{CLOCK}/break-start", {"at": text(pause)}).expect(200, has={"clocked_breaks.0.started_at": text(pause)})
    cleaner.post(f"{CLOCK}/break-end", {"at": text(back)}).expect(200, has={"clocked_breaks.0.ended_at": text(back)})
    done = cleaner.post(f"{CLOCK}/clock-out", {"at": text(end), "note": "All done."}).expect(
        200, has={"state": "completed", "ended_at": text(end), "paused": 1800, "worked": 149 * 60, "minutes": 149, "note": "Keys fetched.\nAll done."}
    )

    # What the clock recorded is nobody's to change; a correction stands beside it, with who and why.
    for field in ("clocked_in_at", "clocked_out_at", "clocked_breaks", "worked", "started_at", "state"):
        boss.patch(path, {field: done.json[field]}, match=done.etag).expect(422, "read_only")
    cleaner.patch(path, {"corrected_end": text(pause)}, match=done.etag).expect(422, "read_only")
    early = {"corrected_start": text(start + timedelta(minutes=9)), "corrected_breaks": []}
    supervisor.patch(path, early, match=done.etag).expect(422, "invalid", contains=['"path":"correction_reason"'])
    fixed = supervisor.patch(path, {**early, "correction_reason": "Waited for the key"}, match=done.etag).expect(
        200, has={"clocked_in_at": text(start), "started_at": early["corrected_start"], "worked": 170 * 60, "corrected_by": me(supervisor)}
    )
    assert fixed["clocked_breaks"] == done["clocked_breaks"] and fixed["corrected_at"]
    history = boss.get(f"{path}/history").expect(200)["items"]
    assert [item["action"] for item in history if item["action"] in ("created", "updated")] == ["updated"] * 4 + ["created"]

    # Submitted, sent back with a reason, submitted again, approved by somebody else, and then locked.
    supervisor.post(f"{path}/moves/approve").expect(409, "state_refused")
    cleaner.post(f"{path}/moves/submit").expect(200, has={"state": "submitted"})
    cleaner.post(f"{path}/moves/approve").expect(403, "forbidden", has={"permission": "time-tracking.time_entry.approve"})
    supervisor.post(f"{path}/moves/reject", {}).expect(422, "invalid", contains=['"path":"reason"'])
    supervisor.post(f"{path}/moves/reject", {"reason": "Which floor?"}).expect(200, has={"state": "rejected", "review_note": "Which floor?"})
    cleaner.patch(path, {"note": "Third floor."}, match=cleaner.get(path).etag).expect(200)
    cleaner.post(f"{path}/moves/submit").expect(200)
    approved = supervisor.post(f"{path}/moves/approve").expect(200, has={"state": "approved", "reviewed_by": me(supervisor), "review_note": None})
    locked = boss.patch(path, {"note": "x"}, match=approved.etag).expect(409, "state_refused", has={"state": "approved"})
    assert "reopen" in locked["allowed_moves"]
    boss.delete(path, match=approved.etag).expect(409, "state_refused")
    boss.post(f"{path}/moves/reopen", {"reason": "Wrong visit"}).expect(200, has={"state": "submitted"})
    supervisor.post(f"{path}/moves/approve").expect(200)


def test_nobody_approves_the_own_time(supervisor, boss):
    start = now() - timedelta(days=400)
    entry = manual(boss, me(supervisor), start, start + timedelta(hours=1)).expect(201)
    path = f"{ENTRIES}/{entry['id']}"
    supervisor.post(f"{path}/moves/submit").expect(200)
    supervisor.post(f"{path}/moves/approve").expect(409, "state_refused", contains=["Somebody else decides"])
    supervisor.post(f"{path}/moves/reject", {"reason": "x"}).expect(409, "state_refused")
    boss.post(f"{path}/moves/approve").expect(200)
    own = manual(boss, me(boss), start, start + timedelta(hours=1)).expect(201)
    boss.post(f"{ENTRIES}/{own['id']}/moves/submit").expect(200)
    boss.post(f"{ENTRIES}/{own['id']}/moves/approve").expect(409, "state_refused")


def test_more_than_twelve_hours_go_to_the_office(cleaner, supervisor, boss):
    start = now() - timedelta(days=500)
    entry = manual(boss, me(cleaner), start, start + timedelta(minutes=721)).expect(201)
    path = f"{ENTRIES}/{entry['id']}"
    cleaner.post(f"{path}/moves/submit").expect(200)
    supervisor.post(f"{path}/moves/approve").expect(403, "forbidden")
    boss.post(f"{path}/moves/approve").expect(200)


# The clock's refusals


def test_the_clock_says_where_it_stands(company):
    client = company("Europe/Berlin")
    for action, code in (("clock-out", "not_clocked_in"), ("break-start", "not_clocked_in"), ("break-end", "not_clocked_in")):
        client.post(f"{CLOCK}/{action}", {}).expect(409, code)
    entry = client.post(f"{CLOCK}/clock-in", {}).expect(201)
    again = client.post(f"{CLOCK}/clock-in", {}).expect(409, "already_clocked_in")
    assert again["current"] == entry.json
    client.post(f"{CLOCK}/break-end", {}).expect(409, "not_on_break", has={"current.id": entry["id"]})
    client.post(f"{CLOCK}/break-start", {}).expect(200)
    client.post(f"{CLOCK}/break-start", {}).expect(409, "already_on_break", has={"current.id": entry["id"]})
    out = client.post(f"{CLOCK}/clock-out", {}).expect(200, has={"state": "completed"})
    assert out["clocked_breaks"][0]["ended_at"] == out["clocked_out_at"], "a break that lasts ends with the work"
    client.get(f"{CLOCK}/clock-in").expect(405, "method_not_allowed")


@pytest.mark.parametrize(
    "body, finding",
    [
        ({"at": text(now() + timedelta(hours=20))}, ("at", "future")), ({"at": text(now() - timedelta(hours=73))}, ("at", "too_old")),
        ({"at": "yesterday"}, ("at", "format")), ({"id": "x"}, ("id", "format")), ({"work_order": uuid7()}, ("work_order", "reference")),
        ({"position": {"lat": 91, "lng": 0}}, ("position", "format")), ({"position": {"lat": 1, "lng": 0, "accuracy": -1}}, ("position", "format")),
        ({"colour": 1}, ("colour", "unknown")), ({"note": "x" * 2001}, ("note", "too_long")),
    ],
)
def test_what_the_clock_does_not_take(cleaner, body, finding):
    answer = cleaner.post(f"{CLOCK}/clock-in", body).expect(422, "invalid")
    assert answer.findings() == [finding]
    cleaner.post(f"{CLOCK}/clock-out", {}).expect(409, "not_clocked_in")


def test_the_clock_never_goes_back(company):
    client = company("UTC")
    start = now() - timedelta(hours=2)
    client.post(f"{CLOCK}/clock-in", {"at": text(start)}).expect(201)
    before = {"at": text(start - timedelta(minutes=1))}
    for action in ("clock-out", "break-start"):
        assert client.post(f"{CLOCK}/{action}", before).expect(422, "invalid").findings() == [("at", "order")]
    client.post(f"{CLOCK}/clock-out", {"at": text(start + timedelta(hours=1))}).expect(200)
    inside = client.post(f"{CLOCK}/clock-in", {"at": text(start + timedelta(minutes=30))}).expect(422, "invalid")
    assert inside.findings() == [("at", "overlap")]
    client.post(f"{CLOCK}/clock-in", {"at": text(start + timedelta(hours=1))}).expect(201)


def test_an_id_made_offline_is_kept_and_taken_once(company):
    client = company("UTC")
    entry, key = uuid7(), uuid7()
    made = client.post(f"{CLOCK}/clock-in", {"id": entry}, key=key).expect(201, has={"id": entry})
    again = client.post(f"{CLOCK}/clock-in", {"id": entry}, key=key).expect(201)
    assert again.header("Idempotent-Replay") == "true" and again.json == made.json
    client.post(f"{CLOCK}/clock-in", {"id": entry, "note": "x"}, key=key).expect(422, "key_reused")
    client.post(f"{CLOCK}/clock-in", {"id": entry}).expect(409, "exists")
    client.post(f"{CLOCK}/clock-out", {}).expect(200)
    client.post(f"{CLOCK}/clock-in", {"id": entry}).expect(409, "exists")
    client.post(f"{CLOCK}/clock-in", {"id": uuid7()}).expect(201)


def test_of_two_clock_ins_at_once_one_counts(own, company):
    client = company("UTC")
    for _ in range(5):
        answers, gate = [], threading.Barrier(4)

        def clock_in():
            with own.client() as twin:
                twin.token = client.token
                gate.wait()
                answers.append(twin.post(f"{CLOCK}/clock-in", {"id": uuid7()}))

        threads = [threading.Thread(target=clock_in) for _ in range(4)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert sorted(answer.status for answer in answers) == [201, 409, 409, 409], answers
        winner = next(answer["id"] for answer in answers if answer.status == 201)
        assert all(answer["current"]["id"] == winner for answer in answers if answer.status == 409)
        client.post(f"{CLOCK}/clock-out", {}).expect(200)
    running = client.get(ENTRIES, query={"state": "running", "count": "true"}).expect(200)
    assert running["count"] == 0 and client.get(ENTRIES, query={"count": "true"})["count"] == 5


# No negative time, none twice, through whatever door


def test_times_through_every_door(company):
    client = company("Europe/Berlin")
    member, base = me(client), datetime(2025, 3, 3, 8, tzinfo=timezone.utc)
    hour = timedelta(hours=1)
    first = manual(client, member, base, base + 2 * hour, [(base + hour, base + 1.5 * hour)]).expect(201, has={"worked": 5400, "state": "completed"})
    for start, end, breaks, finding in (
        (base + 3 * hour, base + 2.5 * hour, (), ("corrected_end", "negative")),
        (base + hour, base + 3 * hour, (), ("corrected_start", "overlap")),
        (base - hour, base + hour, (), ("corrected_end", "overlap")),
        (base - hour, base + 5 * hour, (), ("corrected_end", "overlap")),
        (now(), now() + hour, (), ("corrected_end", "future")),
        (base + 2 * hour, base + 3 * hour, [(base + 1.9 * hour, base + 2.5 * hour)], ("corrected_breaks[0].started_at", "order")),
        (base + 2 * hour, base + 3 * hour, [(base + 2.5 * hour, base + 3.1 * hour)], ("corrected_breaks[0].ended_at", "order")),
        (base + 2 * hour, base + 3 * hour, [(base + 2.5 * hour, base + 2.4 * hour)], ("corrected_breaks[0].ended_at", "order")),
    ):
        answer = manual(client, member, start, end, breaks).expect(422, "invalid")
        assert finding in answer.findings(), answer
    for body in ({}, {"corrected_start": text(base + 5 * hour)}, {"corrected_end": text(base + 5 * hour)}):
        client.post(ENTRIES, {"member": member, "correction_reason": "x", **body}).expect(422, "invalid", contains=['"code":"required"'])
    second = manual(client, member, base + 2 * hour, base + 3 * hour).expect(201)
    path = f"{ENTRIES}/{second['id']}"
    patched = client.patch(path, {"corrected_start": text(base + 1.9 * hour)}, match=second.etag).expect(422, "invalid")
    assert patched.findings() == [("corrected_start", "overlap")]
    client.patch(path, {"corrected_end": None}, match=second.etag).expect(422, "invalid", contains=['"path":"corrected_end"'])
    client.patch(path, {"member": member}, match=second.etag).expect(422, "read_only")
    client.delete(path, match=second.etag).expect(204)
    manual(client, member, base + 2.5 * hour, base + 4 * hour).expect(201)
    restored = client.post(f"{path}/restore").expect(422, "invalid")
    assert restored.findings() == [("corrected_start", "overlap")] or restored.findings() == [("corrected_end", "overlap")]
    assert client.get(f"{ENTRIES}/{first['id']}").expect(200).json == first.json


def test_a_forgotten_clock_is_closed_by_the_office(cleaner, boss):
    running = boss.get(ENTRIES, query={"member": me(cleaner), "state": "running"}).expect(200)["items"]
    assert running == []
    start = now() - timedelta(minutes=50)
    entry = cleaner.post(f"{CLOCK}/clock-in", {}).expect(201)
    path = f"{ENTRIES}/{entry['id']}"
    refused = boss.patch(path, {"corrected_start": text(start), "correction_reason": "x"}, match=entry.etag).expect(422, "invalid")
    assert refused.findings() == [("corrected_start", "running")]
    cleaner.post(f"{path}/moves/close", {"ended_at": text(now()), "reason": "x"}).expect(403, "forbidden")
    boss.post(f"{path}/moves/close", {"ended_at": text(start), "reason": "Phone lost"}).expect(422, "invalid", contains=['"code":"negative"'])
    end = entry["clocked_in_at"]
    closed = boss.post(f"{path}/moves/close", {"ended_at": end, "reason": "Phone lost"}).expect(200, has={"state": "completed", "worked": 0, "clocked_out_at": None})
    assert closed["corrected_by"] == me(boss)
    cleaner.post(f"{CLOCK}/clock-out", {}).expect(409, "not_clocked_in")
    boss.delete(path, match=closed.etag).expect(204)


# Totals


@pytest.mark.parametrize(
    "zone, short, long",
    [("Europe/Berlin", "2025-03-30", "2025-10-26"), ("America/New_York", "2025-03-09", "2025-11-02"), ("UTC", None, None)],
)
def test_days_of_23_and_25_hours(company, zone, short, long):
    client = company(zone)
    member = me(client)
    from zoneinfo import ZoneInfo

    for day, hours in ((short or "2025-03-30", 23 if short else 24), (long or "2025-10-26", 25 if long else 24)):
        midnight = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))
        start = (midnight - timedelta(hours=2)).astimezone(timezone.utc)
        end = (midnight + timedelta(days=1, hours=3)).astimezone(timezone.utc)
        manual(client, member, start, end, [(start + timedelta(hours=1), start + timedelta(hours=1, minutes=20))]).expect(201)
        first = (midnight - timedelta(days=1)).date().isoformat()
        last = (midnight + timedelta(days=1)).date().isoformat()
        totals = client.get(f"{CLOCK}/totals", query={"from": first, "to": last}).expect(200, has={"zone": zone, "member": member})
        worked = [entry["worked_seconds"] for entry in totals["days"]]
        assert worked == [2 * 3600 - 1200, hours * 3600, 3 * 3600], totals
        assert [entry["break_seconds"] for entry in totals["days"]] == [1200, 0, 0]
        assert sum(week["worked_seconds"] for week in totals["weeks"]) == totals["worked_seconds"] == sum(worked)
        # These days are Saturday to Monday: the week ends with Sunday.
        assert [(week["from"], week["to"]) for week in totals["weeks"]] == [(first, day), (last, last)]


def test_what_totals_take(cleaner, company):
    client = company("UTC")
    today = client.get(f"{CLOCK}/totals").expect(200)
    assert len(today["days"]) == 7 and today["worked_seconds"] == 0 and today["running"] is False
    for query, path in (({"from": "2025-01-02", "to": "2025-01-01"}, "to"), ({"from": "2024-01-01", "to": "2025-12-31"}, "to"), ({"from": "x"}, "from"), ({"member": "x"}, "member"), ({"colour": "x"}, "colour")):
        answer = client.get(f"{CLOCK}/totals", query=query).expect(422, "invalid")
        assert [found for found, _ in answer.findings()] == [path]
    client.get(f"{CLOCK}/totals", query={"member": me(cleaner)}).expect(404, "not_found")
    client.get(f"{CLOCK}/totals", query={"member": uuid7()}).expect(404, "not_found")
    client.post(f"{CLOCK}/totals", {}).expect(405, "method_not_allowed")


def test_the_demo_worked_two_weeks(own, boss, cleaner):
    entries = boss.pages(ENTRIES)
    people = {member["id"] for member in boss.pages("/api/members")}
    assert people <= {entry["member"] for entry in entries}
    assert {"approved", "submitted", "completed", "rejected"} <= {entry["state"] for entry in entries}
    first, last = now().date() - timedelta(days=14), now().date()
    for client, member in ((cleaner, me(cleaner)), (boss, me(boss))):
        totals = client.get(f"{CLOCK}/totals", query={"from": first, "to": last}).expect(200)
        own_entries = [entry for entry in entries if entry["member"] == member]
        expected = total_by_day(own_entries, "Europe/Berlin", first, last)
        assert [day["worked_seconds"] for day in totals["days"]] == [work for work, _ in expected.values()]
        assert totals["worked_seconds"] > 0


# Who sees what


def test_own_team_and_strangers(own, cleaner, supervisor, boss, company):
    with own.client("employee") as other:
        theirs, mine = me(other), me(cleaner)
        entry = boss.get(ENTRIES, query={"member": theirs, "limit": 1}).expect(200)["items"][0]
        path = f"{ENTRIES}/{entry['id']}"
        assert {item["member"] for item in cleaner.pages(ENTRIES)} == {mine}
        seen = {item["member"] for item in supervisor.pages(ENTRIES)}
        assert mine in seen and theirs not in seen, "the supervisor's team is another one"
        for client in (cleaner, supervisor, company("UTC")):
            client.get(path).expect(404, "not_found")
            client.patch(path, {"note": "x"}, match='"1"').expect(404, "not_found")
            client.get(f"{path}/history").expect(404, "not_found")
            client.post(f"{path}/moves/approve", {}).expect((403, 404))
            client.get(f"{CLOCK}/totals", query={"member": theirs}).expect(404, "not_found")
        other.get(path).expect(200)
        other.post(f"{path}/moves/approve").expect(403, "forbidden")
        supervisor.get(f"{CLOCK}/totals", query={"member": mine}).expect(200, has={"member": mine})
        cleaner.get(f"{CLOCK}/totals", query={"member": me(supervisor)}).expect(404, "not_found")
        cleaner.post(ENTRIES, {"member": mine}).expect(403, "forbidden")
    with own.client("accountant") as accountant:
        accountant.get(path).expect(200)
        accountant.get(f"{CLOCK}/totals", query={"member": theirs}).expect(200)
        accountant.post(f"{CLOCK}/clock-in", {}).expect(403, "forbidden", has={"permission": "time-tracking.track"})
    with own.client() as nobody:
        nobody.post(f"{CLOCK}/clock-in", {}).expect(401, "unauthenticated")
        nobody.get(f"{CLOCK}/totals").expect(401, "unauthenticated")


def test_it_works_without_work_orders(own, company):
    client = company("UTC")
    own.kernel("capabilities", "disable", "work-orders", "--tenant", client.tenant)
    client.post(f"{CLOCK}/clock-in", {"work_order": uuid7()}).expect(422, "invalid", contains=['"code":"unknown"'])
    entry = client.post(f"{CLOCK}/clock-in", {"note": "No orders here."}).expect(201)
    assert "work_order" not in entry.json
    client.post(f"{CLOCK}/clock-out", {}).expect(200)
    own.kernel("capabilities", "enable", "work-orders", "--tenant", client.tenant)
    assert client.get(f"{ENTRIES}/{entry['id']}").expect(200)["work_order"] is None
    own.kernel("capabilities", "disable", "time-tracking", "--tenant", client.tenant)
    client.post(f"{CLOCK}/clock-in", {}).expect(404, "capability_disabled")
    client.get(ENTRIES).expect(404, "capability_disabled")


def test_the_description_has_the_clock(boss):
    described = boss.get("/api/openapi.json").expect(200)["paths"]
    assert {"/api/time-tracking/clock-in", "/api/time-tracking/totals", "/api/time-entries/{id}"} <= set(described)
    body = described["/api/time-tracking/clock-in"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"id", "work_order", "at", "position", "note"} <= set(body["properties"])


def test_nobody_is_assigned_twice(boss, cleaner):
    customer = boss.create("customers", name=mark("Twice "))["id"]
    order = boss.create("work-orders", title=mark("Twice "), customer=customer)["id"]
    body = {"work_order": order, "member": me(cleaner)}
    first = boss.create("assignments", **body)
    answer = boss.post("/api/assignments", {**body, "role": "lead"}).expect(422, "invalid")
    assert answer.findings() == [("member", "taken")]
    boss.delete(f"/api/assignments/{first['id']}", match='"1"').expect(204)
    boss.create("assignments", **body)
    boss.post(f"/api/assignments/{first['id']}/restore").expect(422, "invalid", contains=['"code":"taken"'])
