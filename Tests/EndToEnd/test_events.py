"""http-contract, "Events": the journal as server-sent events."""

import pytest

from events import Events
from ids import mark
from server import Server, kernel


def command(server, *arguments):
    return kernel(*arguments, "--data", server.folder.path, "--format", "json").json


def customer(owner, **fields):
    return owner.create("customers", kind="company", **{"name": mark("Ev"), **fields})


def me(client):
    return client.get("/api/me").expect(200)["user"]["id"]


def order(owner, assignees=()):
    """A scheduled order: what a technician may see when it is theirs."""
    made = owner.create(
        "work-orders", title=mark("Ord"), customer=customer(owner)["id"], assignees=list(assignees),
        starts="2026-11-25T08:00:00Z", ends="2026-11-25T09:00:00Z",
    )
    owner.post(f"/api/work-orders/{made['id']}/moves/schedule", {}).expect(200)
    return made


def test_a_stream_begins_with_where_it_is(owner):
    with Events(owner) as stream:
        assert stream.response.status == 200
        assert stream.response.getheader("Content-Type") == "text/event-stream"
        assert "no-store" in stream.response.getheader("Cache-Control")
        name, data = stream.next()
        assert name == "ready"
        assert data["seq"] == stream.last
        assert owner.get("/api/model").etag == f'"{data["model"]}"'


def test_what_happens_to_a_record_is_told_in_order(owner):
    with Events(owner) as stream:
        stream.next()
        record = customer(owner)
        path = f"/api/customers/{record['id']}"
        owner.patch(path, {"name": "Changed"}, match='"1"').expect(200)
        owner.delete(path, match='"2"').expect(204)
        owner.post(f"{path}/restore").expect(200)
        created = stream.record(record["id"])
        assert (created["action"], created["version"], created["collection"]) == ("created", 1, "customers")
        updated = stream.record(record["id"])
        assert updated["action"] == "updated"
        assert updated["changes"]["name"] == {"before": record["name"], "after": "Changed"}
        assert stream.record(record["id"])["action"] == "deleted"
        restored = stream.record(record["id"])
        assert restored["action"] == "restored"
        assert stream.last == restored["seq"]
        history = owner.get(f"{path}/history").expect(200).json["items"]
        assert [entry["seq"] for entry in history] == sorted((e["seq"] for e in (created, updated, restored)), reverse=True)[:1] + [
            entry["seq"] for entry in history[1:]
        ]
        told = {name: created[name] for name in history[-1]}
        assert told == history[-1]


def test_a_stream_resumes_where_it_was(owner):
    with Events(owner) as stream:
        stream.next()
        first = customer(owner)
        stream.record(first["id"])
        last = stream.last
    missed = [customer(owner)["id"] for _ in range(5)]
    for stream in (Events(owner, last=last), Events(owner, query=f"?after={last}")):
        with stream:
            assert stream.next()[0] == "ready"
            seen = [event["record"] for event in stream.all_until(missed[-1])]
            assert [record for record in seen if record in missed] == missed
            assert first["id"] not in seen


def test_a_long_backlog_is_sent_whole(owner):
    with Events(owner) as stream:
        stream.next()
        last = stream.last
    made = [customer(owner)["id"] for _ in range(450)]
    with Events(owner, last=last) as stream:
        seen = [event["record"] for event in stream.all_until(made[-1])]
    assert [record for record in seen if record in set(made)] == made


@pytest.mark.parametrize("last", ["x", "-1", "9" * 19, "1.5", "999999999"])
def test_a_place_that_is_none_is_refused(owner, last):
    with Events(owner, last=last) as stream:
        assert stream.response.status == 422
    owner.get("/api/events", query={"after": last}).expect(422, "invalid")


def test_unknown_parameters_are_refused(owner):
    assert owner.get("/api/events", query={"from": "1"}).expect(422, "invalid").findings() == [("from", "unknown")]


def test_a_stream_needs_a_session(demo):
    with demo.client() as stranger:
        stranger.get("/api/events").expect(401, "unauthenticated")


def test_only_records_within_reach_are_told(demo, owner, technician):
    """A technician hears of own work, not of customers or of others' orders; the owner hears of all."""
    with Events(technician) as stream:
        stream.next()
        hidden = order(owner)
        mine = order(owner, [me(technician)])
        seen = stream.all_until(mine["id"])
        assert hidden["id"] not in [event["record"] for event in seen]
        for event in seen:
            technician.get(f"/api/{event['collection']}/{event['record']}").expect(200)


def test_changes_are_masked_as_in_the_history(owner, technician):
    mine = order(owner, [me(technician)])
    change = {"title": mark("New"), "estimated_value": {"amount": 4200, "currency": "EUR"}}
    with Events(technician) as stream, Events(owner) as all_of_it:
        stream.next(), all_of_it.next()
        owner.patch(f"/api/work-orders/{mine['id']}", change, match='"2"').expect(200)
        told, whole = stream.record(mine["id"], "updated"), all_of_it.record(mine["id"], "updated")
    history = technician.get(f"/api/work-orders/{mine['id']}/history").expect(200).json["items"][0]
    assert told["changes"] == history["changes"]
    assert "estimated_value" in whole["changes"] and "estimated_value" not in told["changes"]


def test_another_tenants_events_are_not_told(own):
    made = command(own, "tenants", "create", "other", "--name", "Other", "--owner", "other@example.com")
    with own.client() as door:
        token = door.login(made["owner"]["email"], made["owner"]["password"])
    foreign = type(door)(own.address, token)
    with own.client("owner") as owner, Events(foreign) as stream:
        stream.next()
        for _ in range(5):
            customer(owner)
        record = foreign.create("customers", name="Mine", kind="company")
        assert [event["record"] for event in stream.all_until(record["id"])] == [record["id"]]


def test_a_stream_ends_with_its_session(own):
    with own.client() as door:
        token = door.login(*own.folder.logins()["owner"])
    caller = type(door)(own.address, token)
    with Events(caller) as stream:
        stream.next()
        caller.post("/api/auth/logout").expect(204)
        while (event := stream.next()) is not None:
            assert event[0] == "record"


def test_a_stream_tells_that_the_model_has_changed(own):
    with own.client("owner") as owner, Events(owner) as stream:
        before = stream.next()[1]["model"]
        command(own, "packs", "disable", "cleaning", "--tenant", "demo")
        while (event := stream.next())[0] != "model":
            pass
        assert event[1]["model"] != before
        assert owner.get("/api/model").etag == f'"{event[1]["model"]}"'
        command(own, "packs", "enable", "cleaning", "--tenant", "demo")
        while (event := stream.next())[0] != "model":
            pass
        assert event[1]["model"] == before


def test_five_hundred_streams_hear_everything_and_end_at_sigterm(folder):
    server = Server(folder).start()
    streams = []
    with server.client("owner") as owner:
        try:
            streams += [Events(owner) for _ in range(500)]
            for stream in streams:
                assert stream.next()[0] == "ready"
            record = customer(owner)
            for stream in streams:
                assert stream.record(record["id"])["action"] == "created"
            server.terminate()
            for stream in streams:
                events = []
                while (event := stream.next()) is not None:
                    events.append(event[0])
                assert events[-1:] == ["closing"]
            assert server.wait() == 0
        finally:
            for stream in streams:
                stream.close()
            if server.process.poll() is None:
                server.kill()
