"""http-contract, "Common": Idempotency-Key."""

import concurrent.futures

import pytest

from ids import mark, uuid7

REPLAY = "Idempotent-Replay"


def replayed(answer):
    return answer.header(REPLAY) == "true"


def named(client, name):
    return client.get("/api/customers", query={"name": name}).expect(200)["items"]


def test_the_same_request_again_is_the_stored_answer(owner):
    name, key = mark("Once "), uuid7()
    first = owner.post("/api/customers", {"name": name}, key=key).expect(201)
    assert not replayed(first)
    again = owner.post("/api/customers", {"name": name}, key=key).expect(201)
    assert replayed(again)
    assert again.body == first.body
    assert (again.etag, again.header("Location")) == (first.etag, first.header("Location"))
    assert again.header("Content-Type") == first.header("Content-Type")
    assert len(named(owner, name)) == 1


def test_the_stored_answer_stays_when_the_record_has_changed(owner):
    name, key = mark("Stays "), uuid7()
    first = owner.post("/api/customers", {"name": name}, key=key).expect(201)
    owner.patch(f"/api/customers/{first['id']}", {"notes": "changed"}, match=first.etag).expect(200)
    again = owner.post("/api/customers", {"name": name}, key=key).expect(201, lacks=["changed"])
    assert replayed(again)
    assert again.body == first.body


def test_x_idempotency_key_is_the_same_header(owner):
    name, key = mark("Other spelling "), uuid7()
    first = owner.post("/api/customers", {"name": name}, headers={"X-Idempotency-Key": key}).expect(201)
    again = owner.post("/api/customers", {"name": name}, key=key).expect(201)
    assert replayed(again)
    assert again.body == first.body


def test_another_body_path_or_method_under_the_key_is_refused(owner):
    name, key = mark("Key "), uuid7()
    record = owner.post("/api/customers", {"name": name}, key=key).expect(201)
    path = f"/api/customers/{record['id']}"
    owner.post("/api/customers", {"name": name + " 2"}, key=key).expect(422, "key_reused")
    owner.post("/api/sites", {"name": name}, key=key).expect(422, "key_reused")
    owner.patch(path, {"name": name}, key=key, match=record.etag).expect(422, "key_reused")
    owner.delete(path, key=key, match=record.etag).expect(422, "key_reused")
    assert [found["id"] for found in named(owner, name)] == [record["id"]]
    assert named(owner, name + " 2") == []
    # The first request still has its answer.
    assert replayed(owner.post("/api/customers", {"name": name}, key=key).expect(201))


def test_patch_delete_and_moves_are_replayed(owner):
    record = owner.post("/api/customers", {"name": mark("All verbs ")}).expect(201)
    path, keys = f"/api/customers/{record['id']}", [uuid7() for _ in range(3)]

    def twice(send):
        first, again = send(), send()
        assert (again.status, again.body, again.etag) == (first.status, first.body, first.etag)
        assert not replayed(first)
        assert replayed(again)
        return first

    changed = twice(lambda: owner.patch(path, {"notes": "a"}, key=keys[0], match='"1"')).expect(200)
    assert changed.etag == '"2"'
    twice(lambda: owner.delete(path, key=keys[1], match='"2"')).expect(204)
    restored = twice(lambda: owner.post(f"{path}/restore", key=keys[2])).expect(200)
    assert restored["version"] == 4
    owner.get(path).expect(200, has={"version": 4})


def test_final_refusals_are_kept(owner):
    """A 4xx that was final stays the answer, even when the same request could work now."""
    site = owner.get("/api/sites", query={"limit": 1}).expect(200)["items"][0]
    order = owner.post("/api/work-orders", {"title": mark("Kept "), "site": site["id"], "customer": site["customer"]}).expect(201)
    path, key = f"/api/work-orders/{order['id']}", uuid7()
    refused = owner.post(f"{path}/moves/hold", {}, key=key).expect(409, "state_refused")
    assert not replayed(refused)
    owner.post(f"{path}/moves/cancel", {}).expect(200)
    again = owner.post(f"{path}/moves/hold", {}, key=key).expect(409, "state_refused")
    assert replayed(again)
    assert {**again.json, "request_id": ""} == {**refused.json, "request_id": ""}

    key = uuid7()
    assert not replayed(owner.post("/api/sites", {"nme": "x"}, key=key).expect(422, "invalid"))
    assert replayed(owner.post("/api/sites", {"nme": "x"}, key=key).expect(422, "invalid"))

    record, key = owner.post("/api/customers", {"name": mark("Stale ")}).expect(201), uuid7()
    stale = f"/api/customers/{record['id']}"
    assert not replayed(owner.patch(stale, {"notes": "x"}, match='"9"', key=key).expect(412, "version_conflict"))
    assert replayed(owner.patch(stale, {"notes": "x"}, match='"9"', key=key).expect(412, "version_conflict"))


def test_401_and_413_are_not_kept(demo, owner):
    name, key = mark("Not kept "), uuid7()
    with demo.client() as stranger:
        stranger.post("/api/customers", {"name": name}, key=key).expect(401)
    assert not replayed(owner.post("/api/customers", {"name": name}, key=key).expect(201))
    name, key = mark("Big "), uuid7()
    with demo.client("owner") as client:
        client.post("/api/customers", {"name": name, "notes": "x" * 3_000_000}, key=key).expect(413, "too_large")
    assert not replayed(owner.post("/api/customers", {"name": name}, key=key).expect(201))


def test_a_key_belongs_to_its_user(demo, owner):
    name, key = mark("Mine "), uuid7()
    with demo.client("manager") as manager:
        mine = owner.post("/api/customers", {"name": name}, key=key).expect(201)
        theirs = manager.post("/api/customers", {"name": name}, key=key).expect(201)
        assert not replayed(theirs)
        assert theirs["id"] != mine["id"]
        # Another request of theirs is not refused because of mine.
        assert replayed(manager.post("/api/customers", {"name": name}, key=key).expect(201))


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "tab\there", "caf\u00e9"])
def test_a_key_that_is_none_is_refused(owner, key):
    name = mark("Bad key ")
    owner.post("/api/customers", {"name": name}, headers={"Idempotency-Key": key}).expect((400, 422), {"malformed", "invalid"})
    assert named(owner, name) == []


@pytest.mark.parametrize("key", ["!", "~", "x" * 255, '"quoted"', "a/b?c=d&e"])
def test_any_visible_ascii_is_a_key(owner, key):
    key = key + mark("") if len(key) < 200 else mark("")[:40].ljust(255, "x")
    name = mark("Odd key ")
    assert not replayed(owner.post("/api/customers", {"name": name}, key=key).expect(201))
    assert replayed(owner.post("/api/customers", {"name": name}, key=key).expect(201))


def test_a_key_on_a_read_changes_nothing(owner):
    key = uuid7()
    assert not replayed(owner.get("/api/me", key=key).expect(200))
    assert not replayed(owner.get("/api/me", key=key).expect(200))
    owner.post("/api/customers", {"name": mark("After a read ")}, key=key).expect(201)


def test_twins_at_once_write_once(demo):
    """A twin waits for the stored answer; the documented way out is 409 key_in_flight."""
    clients = [demo.client("owner") for _ in range(8)]
    try:
        with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
            for _ in range(10):
                name, key = mark("Twins "), uuid7()
                answers = list(pool.map(lambda client: client.post("/api/customers", {"name": name}, key=key), clients))
                done = [answer.expect(201) for answer in answers if answer.status != 409]
                for answer in answers:
                    if answer.status == 409:
                        assert answer.expect(409, "key_in_flight").header("Retry-After")
                assert len({answer.body for answer in done}) == 1
                assert sum(not replayed(answer) for answer in done) == 1
                assert len(named(clients[0], name)) == 1
    finally:
        for client in clients:
            client.close()


def test_keys_survive_a_restart(folder):
    from server import Server

    name, key = mark("Restart "), uuid7()
    with Server(folder) as server, server.client("owner") as client:
        first, token = client.post("/api/customers", {"name": name}, key=key).expect(201), client.token
    with Server(folder) as server, server.client() as client:
        client.token = token
        again = client.post("/api/customers", {"name": name}, key=key).expect(201)
        assert replayed(again)
        assert again.body == first.body
