"""A tenant's settings: GET and PATCH /api/tenant/settings, `kernel settings`; in force at once."""

import pytest

from ids import mark

PATH = "/api/tenant/settings"


@pytest.fixture(scope="module")
def boss(own):
    with own.client("owner") as client:
        yield client


@pytest.fixture
def order(boss):
    """A visit that is done and waits for its inspection."""
    customer = boss.create("customers", name=mark("Settings "))
    site = boss.create("sites", name=mark("Site "), customer=customer["id"])
    made = boss.create("work-orders", title=mark("Visit "), customer=customer["id"], site=site["id"], starts="2026-11-22T08:00:00Z")
    for move in ("schedule", "start", "finish"):
        boss.post(f"/api/work-orders/{made['id']}/moves/{move}", {}).expect(200)
    return made


def test_settings_are_those_of_the_model_with_their_values(boss):
    found = boss.get(PATH).expect(200).json
    model = boss.get("/api/model").expect(200)
    assert set(found) == {"zone", "currency", "language", "settings"}
    assert set(found["settings"]) == {setting["id"] for setting in model["settings"]}
    assert found["settings"]["pass_rating"] == 3


def test_a_change_is_in_force_for_the_next_request_and_in_the_journal(own, boss, order):
    path = f"/api/work-orders/{order['id']}/moves/inspect"
    changed = boss.patch(PATH, {"settings": {"pass_rating": 5}}).expect(200)
    assert changed["settings"]["pass_rating"] == 5
    boss.post(path, {"rating": 4}).expect(409, "state_refused")
    entry = boss.get("/api/audit", query={"entity": "kernel.tenant", "limit": 1}).expect(200)["items"][0]
    assert (entry["record"], entry["action"], entry["principal"]) == ("settings", "settings_changed", boss.get("/api/me")["user"]["id"])
    assert entry["changes"] == {"pass_rating": {"before": 3, "after": 5}}
    boss.patch(PATH, {"settings": {"pass_rating": None}}).expect(200, has={"settings.pass_rating": 3})
    boss.post(path, {"rating": 4}).expect(200)


def test_what_changes_nothing_writes_nothing(own, boss):
    before = boss.get("/api/audit", query={"limit": 1}).expect(200)["items"][0]["seq"]
    found = boss.get(PATH).expect(200).json
    assert boss.patch(PATH, {"zone": found["zone"], "settings": {}}).expect(200).json == found
    assert boss.patch(PATH, {}).expect(200).json == found
    assert boss.get("/api/audit", query={"limit": 1}).expect(200)["items"][0]["seq"] == before


@pytest.mark.parametrize("body, findings", [
    ({"settings": {"pass_rating": "five"}}, {("settings.pass_rating", "type")}), ({"settings": {"pass_ratin": 1}}, {("settings.pass_ratin", "unknown")}),
    ({"settings": []}, {("settings", "type")}), ({"zone": "Mars/Olympus"}, {("zone", "zone")}), ({"currency": "euro"}, {("currency", "currency")}),
    ({"language": "x_y"}, {("language", "format")}), ({"zones": "UTC", "currency": 1}, {("zones", "unknown"), ("currency", "currency")}),
])
def test_what_does_not_fit_changes_nothing(boss, body, findings):
    before = boss.get(PATH).expect(200).json
    assert set(boss.patch(PATH, {"language": "de", **body}).expect(422, "invalid").findings()) == findings
    assert boss.get(PATH).expect(200).json == before


def test_only_with_the_permission(own):
    for role in ("manager", "staff", "employee", "accountant", "cleaning_technician"):
        with own.client(role) as client:
            assert client.get(PATH).expect(403, "forbidden")["permission"] == "access.settings"
            client.patch(PATH, {"language": "de"}).expect(403, "forbidden")
    with own.client() as nobody:
        nobody.get(PATH).expect(401)


def test_the_operator_changes_them_by_a_command(own, boss):
    assert own.kernel("settings", "list", "--tenant", "demo", "--format", "json").json == boss.get(PATH).expect(200).json
    printed = own.kernel("settings", "set", "zone=America/New_York", "pass_rating=4", "--tenant", "demo", "--format", "json").json
    assert (printed["zone"], printed["settings"]["pass_rating"]) == ("America/New_York", 4)
    assert boss.get(PATH).expect(200).json == printed
    entry = boss.get("/api/audit", query={"entity": "kernel.tenant", "limit": 1}).expect(200)["items"][0]
    assert entry["principal"] == "system:settings" and set(entry["changes"]) == {"zone", "pass_rating"}
    own.kernel("settings", "set", "pass_rating=many", "--tenant", "demo", exit=1)
    own.kernel("settings", "set", "pass_rating", "--tenant", "demo", exit=2)
    own.kernel("settings", "set", "pass_rating=null", "--tenant", "demo")
    own.kernel("audit", "verify", "--tenant", "demo")


def test_settings_survive_a_restart(own, boss):
    boss.patch(PATH, {"language": "de", "settings": {"pass_rating": 2}}).expect(200)
    before = boss.get(PATH).expect(200).json
    own.stop()
    own.start()
    own._tokens.clear()
    with own.client("owner") as again:
        assert again.get(PATH).expect(200).json == before
