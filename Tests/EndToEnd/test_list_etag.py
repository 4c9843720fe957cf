"""ETags of the model and of lists: 304 while nothing changed, never where something did or may have."""

import pytest

from ids import mark


def again(client, path, answer, **query):
    return client.get(path, query=query, headers={"If-None-Match": answer.etag})


def test_the_model_is_304_until_it_changes(owner):
    first = owner.get("/api/model").expect(200)
    assert first.etag == f'"{first["hash"]}"' if "hash" in first.json else first.etag
    same = again(owner, "/api/model", first).expect(304)
    assert same.etag == first.etag and same.body == b""
    owner.get("/api/model", headers={"If-None-Match": '"x"'}).expect(200)


def test_an_unchanged_list_is_304_and_any_write_ends_that(own):
    with own.client("owner") as owner:
        name = mark("Tag ")
        made = owner.create("customers", name=name)
        query = {"name": name, "count": "true"}
        first = owner.get("/api/customers", query=query).expect(200)
        assert first.etag and not first.etag.startswith("W/")
        assert again(owner, "/api/customers", first, **query).expect(304).etag == first.etag
        assert again(owner, "/api/customers", first, **query).body == b""
        owner.patch(f"/api/customers/{made['id']}", {"notes": "x"}, match='"1"').expect(200)
        changed = again(owner, "/api/customers", first, **query).expect(200)
        assert changed["items"][0]["version"] == 2 and changed.etag != first.etag
        owner.delete(f"/api/customers/{made['id']}", match='"2"').expect(204)
        assert again(owner, "/api/customers", changed, **query).expect(200)["count"] == 0


def test_a_tag_is_of_one_query_and_one_caller(demo, owner):
    # A first sign-in is a change of the tenant, which ends every tag: it comes before.
    with demo.client("manager") as manager:
        first = owner.get("/api/customers", query={"limit": 5}).expect(200)
        again(owner, "/api/customers", first, limit=6).expect(200)
        again(owner, "/api/sites", first, limit=5).expect(200)
        assert again(manager, "/api/customers", first, limit=5).expect(200).etag != first.etag
    owner.get("/api/customers", query={"limit": 5}, headers={"If-None-Match": f'"x", W/{first.etag}'}).expect(304)


@pytest.mark.parametrize("condition", ["created_at < now()", "not (starts > now())", "starts > now() or title = \"x\""])
def test_what_depends_on_the_time_has_no_tag(owner, condition):
    answer = owner.get("/api/work-orders", query={"where": condition}).expect(200)
    assert answer.etag is None
    owner.get("/api/work-orders", query={"where": condition}, headers={"If-None-Match": "*"}).expect(200)


def test_a_change_of_what_the_caller_may_see_ends_a_tag(own):
    """The technician's list changes with the assignments, which are records of another entity."""
    with own.client("owner") as owner, own.client("cleaning_technician") as technician:
        me = technician.get("/api/me").expect(200)["user"]["id"]
        customer = owner.create("customers", name=mark("Tag "))
        order = owner.create("work-orders", title=mark("Tag "), customer=customer["id"], starts="2026-11-22T08:00:00Z", assignees=[me])
        owner.post(f"/api/work-orders/{order['id']}/moves/schedule", {}).expect(200)
        first = technician.get("/api/work-orders", query={"title": order["title"]}).expect(200)
        assert len(first["items"]) == 1
        owner.patch(f"/api/work-orders/{order['id']}", {"assignees": []}, match='"2"').expect(200)
        assert technician.get("/api/work-orders", query={"title": order["title"]}, headers={"If-None-Match": first.etag}).expect(200)["items"] == []
