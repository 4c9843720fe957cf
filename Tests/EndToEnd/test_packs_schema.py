"""`kernel packs schema` and `kernel packs new`: what editors check by, and what a pack begins with."""

import json
import re

import jsonschema
import pytest
import yaml

from server import ROOT, Server, kernel

PACKS = sorted(path.parent for path in (ROOT / "Packs").glob("*/pack.yaml"))
REFUSED = 1


def validator(*arguments):
    schema = kernel("packs", "schema", *arguments).json
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def read(folder):
    """A pack as an editor reads it: typed by YAML, with the entities of all files."""
    pack = yaml.safe_load((folder / "pack.yaml").read_text())
    for path in sorted(folder.glob("entities/*.yaml")):
        pack.setdefault("entities", {}).update(yaml.safe_load(path.read_text()))
    for layer in ("reference", "demo"):
        path = folder / f"seed/{layer}.yaml"
        if path.exists():
            pack.setdefault("seed", {}).setdefault(layer, {}).update(yaml.safe_load(path.read_text()))
    # What YAML makes a date of is a text in a pack.
    return json.loads(json.dumps(pack, default=str))


@pytest.fixture(scope="module")
def open_schema():
    return validator()


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_the_schema_accepts_every_pack(folder, open_schema):
    pack = read(folder)
    assert [error.message for error in open_schema.iter_errors(pack)] == []
    assert [error.message for error in validator("--pack", folder).iter_errors(pack)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"titel": "x"},
        {"version": "1.0"},
        {"roles": {"a": {"grants": {"customers.site": {"read": "everyone"}}}}},
        {"roles": {"Not-Snake": {}}},
        {"entities": {"a": {"fields": {}}}},
        {"entities": {"a": {"collection": "as", "fields": {"b": {"type": "texts"}}}}},
        {"rows": [{"entity": "customers.site"}]},
        {"screens": {"a": {"base": "customers.site.grid"}}},
        {"branding": {"primary": "blue"}},
        {"compliance": {"a": {"applies_to": "tenant", "warn": 30}}},
    ],
    ids=str,
)
def test_the_schema_refuses_what_no_pack_has(change, open_schema):
    pack = {"pack": "a", "format": 1, "version": "1.0.0", "title": "A"}
    assert not list(open_schema.iter_errors(pack))
    assert list(open_schema.iter_errors(pack | change))


def test_a_packs_own_schema_refuses_names_that_are_not_there(tmp_path):
    kernel("packs", "new", "gardening", "--in", tmp_path)
    closed = validator("--pack", tmp_path / "gardening")
    pack = read(tmp_path / "gardening")
    assert not list(closed.iter_errors(pack))
    grants = pack["roles"]["front_desk"]["grants"]
    for wrong in ({"customers.sight": {"read": "all"}}, {"customers.site": {"raed": "all"}}):
        changed = json.loads(json.dumps(pack))
        changed["roles"]["front_desk"]["grants"] = grants | wrong
        assert list(closed.iter_errors(changed)), wrong
    for section, wrong in (("extend", {"customers.sight": {}}), ("rows", [{"entity": "customers.site", "role": "boss", "where": "id = null"}])):
        assert list(closed.iter_errors(pack | {section: wrong})), section
    seed = {"reference": {"gardening.request": {"a": {"text": "x", "txet": "y"}}}}
    assert list(closed.iter_errors(pack | {"seed": seed}))


def test_a_pack_with_errors_has_no_schema(tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/pack.yaml").write_text("pack: broken\n")
    assert "P102" in kernel("packs", "schema", "--pack", tmp_path / "broken", exit=REFUSED).err


def test_a_new_pack_passes(tmp_path):
    made = kernel("packs", "new", "lawn-care", "--title", 'Lawn "care" \\ & more: ä', "--in", tmp_path / "deep")
    folder = tmp_path / "deep/lawn-care"
    assert str(folder / "pack.yaml") in made.out
    assert {"pack.yaml", "README.md", "tests"} <= {path.name for path in folder.iterdir()}
    checked = kernel("packs", "validate", folder)
    assert "no findings" in checked.out and not re.search(r"P\d{3}", checked.out + checked.err)
    tested = kernel("packs", "test", folder, "--strict")
    assert "2" in tested.out
    assert yaml.safe_load((folder / "pack.yaml").read_text())["title"] == 'Lawn "care" \\ & more: ä'


def test_a_new_pack_runs_for_a_tenant(template):
    copy = template.copy()
    place = copy.parent / "packs"
    kernel("packs", "new", "lawn-care", "--in", place)
    with Server(copy, arguments=["--packs", str(ROOT / "Packs"), "--packs", str(place)]) as server:
        server.kernel("packs", "enable", "lawn-care", "--tenant", "demo")
        with server.client("owner") as owner:
            customer = owner.get("/api/customers", query={"limit": 1}).expect(200)["items"][0]
            made = owner.post("/api/lawn-care-requests", {"customer": customer["id"], "text": "Mow"}).expect(201)
            answered = owner.post(f"/api/lawn-care-requests/{made['id']}/moves/answer", {"reply": "Monday"}).expect(200)
            assert (answered["state"], answered["reply"]) == ("answered", "Monday")
            steps = owner.get("/api/onboarding").expect(200)["steps"]
            assert {"id": "first_request", "done": True}.items() <= next(s for s in steps if s["pack"] == "lawn-care").items()
    copy.remove()


def test_a_new_pack_never_touches_what_is_there(tmp_path):
    (tmp_path / "lawn").mkdir()
    refused = kernel("packs", "new", "lawn", "--in", tmp_path, exit=REFUSED)
    assert "is there already" in refused.err and not list((tmp_path / "lawn").iterdir())


@pytest.mark.parametrize("id", ["Lawn", "lawn_care", "../lawn", "", "-lawn", "l" * 64])
def test_a_new_pack_needs_an_id(tmp_path, id):
    refused = kernel("packs", "new", "--in", tmp_path, "--", id, exit=REFUSED)
    assert "kebab-case" in refused.err and not list(tmp_path.iterdir())


@pytest.mark.parametrize("title", ["", "two\nlines", "x" * 201])
def test_a_new_pack_needs_a_title_of_one_line(tmp_path, title):
    kernel("packs", "new", "lawn", "--title", title, "--in", tmp_path, exit=REFUSED)
    assert not list(tmp_path.iterdir())
