"""`kernel packs schema` and `kernel packs new`: what editors check by, and what a pack begins with."""

import json
import re

import jsonschema
import pytest
import yaml

from server import ROOT, Server, kernel

PACKS = sorted(path.parent for path in (ROOT / "Packs").glob("*/pack.yaml"))
VALID = sorted(path.parent for path in (ROOT / "Tests/Fixtures/packs/valid").glob("*/pack.yaml"))
INVALID = sorted(path.parent for path in (ROOT / "Tests/Fixtures/packs/invalid").glob("*/expected.txt"))

# What a schema can tell: keys, kinds, spellings, words of a list.
STRUCTURAL = {
    "P101", "P102", "P103", "P104", "P105", "P106", "P107", "P108", "P109", "P110", "P111", "P112", "P113", "P114", "P115",
    "P116", "P118", "P119", "P121", "P124", "P125", "P608",
}
# Fixtures with such a fault that is no file of an editor's, or that a schema does not see, and why.
BEYOND = {
    "formula-tests": "what a formula's test expects is typed by the formula's result",
    "translations": "the files under i18n/ are no part of pack.yaml",
    "text-too-long": "the file is made for the test of it",
    "too-many-findings": "the file is made for the test of it",
    "file-of-later": "which files a pack has",
    "merge-key": "a YAML reader puts the merged keys in, so that none is missing",
}
REFUSED = 1


def validator(*arguments):
    schema = kernel("packs", "schema", *arguments).json
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


class Editor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: only `true` and `false` are flags."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def load(path):
    return yaml.load(path.read_text(), Editor)


def read(folder):
    """A pack as an editor reads it: typed by YAML, with the entities, seeds and tests of all files."""
    pack = load(folder / "pack.yaml")
    for path in sorted(folder.glob("entities/*.yaml")):
        pack.setdefault("entities", {}).update(load(path))
    for layer in ("reference", "demo"):
        path = folder / f"seed/{layer}.yaml"
        if path.exists():
            pack.setdefault("seed", {}).setdefault(layer, {}).update(load(path))
    for path in sorted(folder.glob("tests/*.yaml")):
        pack.setdefault("tests", []).extend(load(path))
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


@pytest.mark.parametrize("folder", VALID, ids=lambda folder: folder.name)
def test_the_schema_accepts_every_good_fixture(folder, open_schema):
    pack = read(folder)
    assert [(list(error.path), error.message) for error in open_schema.iter_errors(pack)] == []
    # Some fixtures are made for the sample capabilities of other tests.
    if kernel("packs", "validate", folder, exit=None).code == 0:
        assert [(list(error.path), error.message) for error in validator("--pack", folder).iter_errors(pack)] == []


@pytest.mark.parametrize("folder", INVALID, ids=lambda folder: folder.name)
def test_the_schema_refuses_what_has_the_wrong_shape(folder, open_schema):
    codes = set(re.findall(r"error (P\d{3})", (folder / "expected.txt").read_text()))
    if not codes & STRUCTURAL:
        return
    assert bool(list(open_schema.iter_errors(read(folder)))) == (folder.name not in BEYOND)


def test_every_section_is_closed_and_described():
    schema = kernel("packs", "schema").json
    assert schema["additionalProperties"] is False
    open_ended = {name for name, node in schema["properties"].items() if not node.get("description")}
    assert open_ended == set()
    text = (ROOT / "docs/pack-format.md").read_text()
    for name, node in schema["properties"].items():
        page = re.search(r"docs/(pack-format/[a-z0-9]+\.md)$", node["description"])
        assert page and page[1] in text, name
    assert "days_between" in schema["$defs"]["expression"]["description"]


def anything(node, path=()):
    """Places where the schema takes whatever stands there."""
    if node is True:
        yield path
    elif isinstance(node, dict):
        for key, value in node.items():
            if key not in ("uniqueItems", "const", "enum"):
                yield from anything(value, path + (key,))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from anything(value, path + (index,))


def test_only_values_are_open():
    """Values of fields are typed by their field: defaults, seeds, what tests give, send and expect, what migrations set."""
    places = {path for path in anything(kernel("packs", "schema").json)}
    allowed = {"default", "given", "do", "offline", "expect", "seed", "to", "values"}
    # What these keys take is told for each type.
    allowed |= {"min", "max", "of"}
    assert [path for path in places if not allowed & {str(part) for part in path}] == []


@pytest.mark.parametrize(
    "change",
    [
        {"titel": "x"},
        {"version": "1.0"},
        {"roles": {"a": {"grants": {"customers.site": {"read": "everyone"}}}}},
        {"roles": {"Not-Snake": {}}},
        {"settings": {"a": {"type": "choice", "of": {"x": {"title": "X", "was": "y"}}}}},
        {"entities": {"a": {"fields": {}}}},
        {"entities": {"a": {"collection": "as", "fields": {"b": {"type": "texts"}}}}},
        {"rows": [{"entity": "customers.site"}]},
        {"screens": {"a": {"base": "customers.site.grid"}}},
        {"branding": {"primary": "blue"}},
        {"compliance": {"a": {"applies_to": "tenant", "warn": 30}}},
        {"industry": {"naics": ["56"], "isic": ["8121"]}},
        {"industry": {"naics": ["5"]}},
        {"units": {"hour": {"measures": "beauty"}}},
        {"rate_cards": {"labor": {"unit": "hour", "lines": {"one": {"price": 1}}}}},
        {"formulas": {"a": {"value": "1", "result": "float"}}},
        {"scoring": {"customers.site": {"factors": {"a": [{"if": "true", "point": 1}]}}}},
        {"automations": {"a": {"when": "work-orders.work_order.done"}}},
        {"automations": {"a": {"when": "work-orders.work_order.done", "do": [{"set": {"x": "1"}, "move": "y"}]}}},
        {"automations": {"a": {"when": "work_order done", "do": [{"move": "finish"}]}}},
        {"tests": [{"name": "a", "expect": {"visibel": ["x"]}}]},
        {"tests": [{"name": "a", "expect": {}}]},
        {"tests": [{"name": "a", "do": {"finish": {}}, "expect": {"x.state": "done"}}]},
        {"tests": [{"name": "a", "given": {"work-orders.work_order": {"journal": {}}}, "expect": {"x.state": "done"}}]},
        {"extend": {"customers.site": {"checks": {"a": {"if": "true"}}}}},
        {"change": {"entity/customers.site/field/name": {"lable": "x"}}},
        {"change": {"site": {"title": "x"}}},
        {"migrations": [{"from": "<2.0.0", "set": "a.b.c"}]},
        {"migrations": [{"from": "2.0.0", "move": "a.b.c", "to": "d"}]},
        {"entities": {"a": {"collection": "as", "fields": {"b": {"type": "bool", "min": 1}, "name": {"type": "text"}}}}},
        {"entities": {"a": {"collection": "as", "fields": {"b": {"type": "text"}}}}},
        {"screens": {"a": {"base": "customers.site.form", "where": "true"}}},
        {"requires": {"customers": "1.0.0"}},
        {"requires": {"customers": "x"}},
        {"optional": {"leads": "1"}},
        {"onboarding": [{"step": "a", "done": "true", "opens": "customers.site.nw"}]},
        {"onboarding": [{"step": "a", "done": "true", "opens": ""}]},
        {"screens": {"menu": {"day": ["a.b.c.d"]}}},
        {"roles": {"a": {"grants": {"a b": {"read": "all"}}}}},
        {"roles": {"a": {"grants": {"": {"read": "all"}}}}},
        {"roles": {"a": {"grants": {"customers.Site": {"read": "all"}}}}},
        {"roles": {"a": {"grants": {"a" * 64: {"read": "all"}}}}},
        {"seed": {"demo": {"Site": {"a": {"name": "x"}}}}},
        {"seed": {"demo": {"customers.site": {"a": {"the name": "x"}}}}},
        {"seed": {"demo": {"customers.site": {"a": {"state": -1}}}}},
        {"compliance": {"a": {"applies_to": "tenant", "blocks": ["1.0.0"]}}},
        {"entities": {"a": {"collection": "as", "label": "", "fields": {"b": {"type": "bool"}}}}},
        {"entities": {"a": {"collection": "as", "label": "x" * 201, "fields": {"b": {"type": "bool"}}}}},
        {"entities": {"a": {"collection": "as", "fields": {"name": {"type": "text", "pattern": ""}}}}},
        {"entities": {"a": {"collection": "as", "fields": {"name": {"type": "text", "max": "-1"}}}}},
        {"entities": {"a": {"collection": "as", "fields": {"name": {"type": "text", "max": "12345678901"}}}}},
        {"terminology": {"customers.site": {"en": {"one": "", "many": "x"}}}},
        {"contracts": {"a": {"for": "customers.site", "clauses": [{"id": "b", "text": "x"}], "signed_by": ["site", "site"]}}},
        {"settings": {"a": {"type": "choice", "of": ["a" * 64]}}},
        {"extend": {"customers.site": {"checks": {"a" * 64: {"if": "true", "else": "x"}}}}},
        {"requires": {"a" * 64: "1.0"}},
    ],
    ids=str,
)
def test_the_schema_refuses_what_no_pack_has(change, open_schema):
    pack = {"pack": "a", "format": 1, "version": "1.0.0", "title": "A"}
    assert not list(open_schema.iter_errors(pack))
    assert list(open_schema.iter_errors(pack | change))


@pytest.mark.parametrize(
    "change",
    [
        {"requires": {"customers": "1.0"}},
        {"requires": {"customers": 1.0}},
        {"onboarding": [{"step": "a", "done": "true", "opens": "customers.site.new"}]},
        {"onboarding": [{"step": "a", "done": "true", "opens": "work_order_worker"}]},
        {"screens": {"menu": {"day": ["customers.site", "customers.site.detail", "board"]}}},
        {"roles": {"a": {"grants": {"a" * 63: {"read": "all"}, "cleaning": {"inspect": "team"}}}}},
        {"seed": {"demo": {"customers.site": {"a": {"state": "open", "owner": "tenant"}}}}},
        {"entities": {"a": {"collection": "as", "fields": {"name": {"type": "text", "max": "80"}}}}},
    ],
    ids=str,
)
def test_the_schema_accepts_what_packs_have(change, open_schema):
    pack = {"pack": "a", "format": 1, "version": "1.0.0", "title": "A"}
    assert not list(open_schema.iter_errors(pack | change))


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
    for changed in (
        {"automations": {"a": {"when": "gardening.request.answerd", "do": [{"create": "gardening.request"}]}}},
        {"automations": {"a": {"when": "gardening.request.answered", "do": "customers.draft_line"}}},
        {"tests": [{"name": "a", "do": {"x.answr": {}}, "expect": {"x.state": "open"}}]},
        {"tests": [{"name": "a", "as": "frontdesk", "expect": {"x.state": "open"}}]},
        {"scoring": {"gardening.requests": {"factors": {}}}},
    ):
        assert list(closed.iter_errors(pack | changed)), changed
    known = {"automations": {"a": {"when": "gardening.request.answered", "do": [{"create": "gardening.request"}]}}}
    assert not list(closed.iter_errors(pack | known))
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
