"""Screens, menu, first steps and brand of a pack, as a tenant's people get them."""

import pytest

from server import ROOT, Server

PACK = """
pack: gloss
format: 1
version: 1.0.0
title: Gloss
requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }
optional: { ledger: "1.0" }
entities:
  vow:
    collection: vows
    fields: { name: { type: text, required: true }, kept: { type: bool } }
screens:
  day: { base: work-orders.work_order.list, fields: [starts, title, customer.name], where: "state = scheduled" }
  entries: { base: ledger.entry.list, with: ledger }
  menu: { office: [day, gloss.vow, { list: ledger.entry, with: ledger }] }
onboarding:
  - { step: first_vow, title: { en: Make a vow, de: Geloben }, done: "count(tenant.vow) > 0", opens: gloss.vow.new }
  - { step: two_kept, done: "count(tenant.vow, kept = true) >= 2 and not exists(tenant.vow, kept = false)", opens: day }
branding: { primary: "#1D5F7A", logo: icon.svg, logo_style: bold }
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 1h6v6z"/></svg>\n'


@pytest.fixture(scope="module")
def gloss(template):
    """A server of the demo tenant with the pack `gloss` on."""
    copy = template.copy()
    folder = copy.parent / "packs" / "gloss"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK)
    (folder / "icon.svg").write_text(LOGO)
    with Server(copy, arguments=["--packs", str(ROOT / "Packs"), "--packs", str(folder.parent)]) as server:
        server.kernel("packs", "enable", "gloss", "--tenant", "demo")
        yield server
    copy.remove()


def test_screens_and_menu_stand_in_the_model_without_what_is_absent(gloss):
    with gloss.client("owner") as owner:
        model = owner.get("/api/model").expect(200).json
        screens = {screen["id"]: screen for screen in model["screens"] if screen["owner"] == "gloss"}
        assert set(screens) == {"day"}
        assert screens["day"]["fields"] == ["starts", "title", "customer.name"]
        office = next(group for group in model["menu"] if group["id"] == "office")
        assert office["items"][-2:] == [{"screen": "day"}, {"entity": "gloss.vow", "screen": "list"}], "after the demo pack's own"


def steps(client):
    answer = client.get("/api/onboarding").expect(200).json
    own = {step["id"]: step for step in answer["steps"] if step["pack"] == "gloss"}
    assert answer["done"] == sum(step["done"] for step in answer["steps"]) and answer["of"] == len(answer["steps"])
    completed = client.get("/api/me").expect(200)["onboarding"]["completed"]
    assert completed is (answer["done"] == answer["of"])
    return {id: step["done"] for id, step in own.items()}, own


def test_a_step_is_done_by_what_the_tenant_has(gloss):
    with gloss.client("owner") as owner, gloss.client("cleaning_technician") as technician:
        done, own = steps(owner)
        assert done == {"first_vow": False, "two_kept": False}
        assert own["first_vow"] == {"id": "first_vow", "pack": "gloss", "title": "Make a vow", "opens": "gloss.vow.new", "done": False}
        vow = owner.post("/api/vows", {"name": "One", "kept": True}).expect(201)
        assert steps(owner)[0] == {"first_vow": True, "two_kept": False}
        owner.post("/api/vows", {"name": "Two", "kept": True}).expect(201)
        assert steps(owner)[0] == {"first_vow": True, "two_kept": True}
        assert steps(technician)[0] == {"first_vow": True, "two_kept": True}, "whoever asks"
        owner.delete(f"/api/vows/{vow['id']}", match=vow.etag).expect(204)
        assert steps(owner)[0] == {"first_vow": True, "two_kept": False}, "the bin does not count"
        owner.get("/api/onboarding", query={"x": 1}).expect(422)
    with gloss.client() as nobody:
        nobody.get("/api/onboarding").expect(401)
        nobody.get("/api/branding/logo").expect(401)


def test_the_brand_is_told_and_its_logo_answered(gloss):
    with gloss.client("owner") as owner:
        brand = owner.get("/api/me").expect(200)["org"]["brandConfig"]
        assert (brand["color"], brand["logoUrl"]) == ("#1D5F7A", "/api/branding/logo")
        logo = owner.get("/api/branding/logo").expect(200)
        assert logo.header("Content-Type") == "image/svg+xml" and logo.body == LOGO.encode()
        assert "default-src 'none'" in logo.header("Content-Security-Policy")
        owner.get("/api/branding/logo", headers={"If-None-Match": logo.etag}).expect(304)


def test_a_tenant_without_a_logo_has_a_plain_one(demo, owner):
    assert owner.get("/api/branding/logo").expect(200).body.startswith(b"<svg ")
    assert set(owner.get("/api/me").expect(200)["org"]["brandConfig"]) == {"name", "color"}


def test_what_the_pack_shows_goes_with_it_and_survives_a_restart(gloss):
    with gloss.client("owner") as owner:
        gloss.kernel("packs", "disable", "gloss", "--tenant", "demo")
        assert steps(owner)[0] == {}
        assert owner.get("/api/branding/logo").expect(200).body != LOGO.encode()
        assert not [screen for screen in owner.get("/api/model").json["screens"] if screen["owner"] == "gloss"]
        gloss.kernel("packs", "enable", "gloss", "--tenant", "demo")
        assert set(steps(owner)[0]) == {"first_vow", "two_kept"}
        before = owner.get("/api/model").etag
    gloss.stop()
    gloss.start()
    with gloss.client("owner") as owner:
        assert owner.get("/api/model").etag == before
        assert owner.get("/api/branding/logo").expect(200).body == LOGO.encode()
