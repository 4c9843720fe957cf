"""docs/pack-format: every example is a pack that the kernel accepts without a finding, and every section has its page."""

import re
import shutil

import pytest

from server import ROOT, kernel

PAGES = sorted((ROOT / "docs/pack-format").glob("*.md"))
BLOCK = re.compile(r"^```yaml (pack|fragment)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BASE = {
    "pack": "pack: example\n",
    "format": "format: 1\n",
    "version": "version: 1.0.0\n",
    "title": "title: Example\n",
    "requires": 'requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }\n',
}


def examples():
    """A name and the text of each example of the pages; fragments get the head of a pack that they do not have."""
    for page in [ROOT / "docs/pack-format.md", *PAGES]:
        for number, (kind, text) in enumerate(BLOCK.findall(page.read_text()), 1):
            if kind == "fragment":
                head = [line for key, line in BASE.items() if not re.search(rf"^{key}:", text, re.MULTILINE)]
                text = "".join(head) + text
            yield f"{page.stem}-{number}", text


EXAMPLES = dict(examples())


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_the_documentation_is_accepted_without_a_finding(name, tmp_path):
    id = re.search(r"^pack: (\S+)", EXAMPLES[name], re.MULTILINE)[1]
    folder = tmp_path / id
    folder.mkdir()
    (folder / "pack.yaml").write_text(EXAMPLES[name])
    printed = kernel("packs", "validate", folder, exit=None)
    assert printed.code == 0 and "no findings" in printed.out, printed


def blocks(page):
    """The blocks of a page that are a part of a pack which the page does not show."""
    return re.findall(r"^```yaml\n(.*?)^```", (ROOT / "docs/pack-format" / page).read_text(), re.MULTILINE | re.DOTALL)


def test_the_tests_of_the_documentation_pass(tmp_path):
    """They are tests of the pack for cleaning companies."""
    pack = tmp_path / "cleaning"
    shutil.copytree(ROOT / "Packs/cleaning", pack, ignore=shutil.ignore_patterns("tests"))
    (pack / "tests").mkdir()
    written = blocks("tests.md")
    (pack / "tests/documentation.yaml").write_text("\n".join(written))
    run = kernel("packs", "test", pack, "--format", "json").json["packs"][0]
    names = re.findall(r"^- name: (.*)$", "\n".join(written), re.MULTILINE)
    assert run["passed"] and [test["name"] for test in run["tests"]] == names and len(names) >= 2


def test_the_automations_of_the_documentation_do_what_their_test_says(tmp_path):
    """They are automations of the pack for parcels, in place of its own."""
    pack = tmp_path / "parcels"
    pack.mkdir()
    text = (ROOT / "Tests/Fixtures/automations/parcels/pack.yaml").read_text()
    sections = re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE)
    kept = [section for section in sections if not re.match(r"requires:|automations:|tests:", section)]
    automations, test = blocks("automations.md")
    (pack / "pack.yaml").write_text("".join(kept) + automations)
    (pack / "tests").mkdir()
    (pack / "tests/documentation.yaml").write_text(test)
    checked = kernel("packs", "validate", pack, exit=None)
    assert checked.code == 0 and "no findings" in checked.out, checked
    run = kernel("packs", "test", pack, "--format", "json").json["packs"][0]
    assert run["passed"] and len(run["tests"]) == 1


# What the addresses of the page on languages name.
GARDENING = """
pack: gardening
format: 1
version: 1.0.0
title: Gardening
requires: { access: "1.0", automations: "1.0", customers: "1.0", leads: "1.0", work-orders: "1.0" }
settings: { pass_rating: { type: int, default: 3 } }
permissions: { gardening.inspect: { title: Inspect } }
roles:
  front_desk:
    grants: { gardening: { inspect: all }, gardening.request: { read: all, create: all, update: all, close: all } }
entities:
  request:
    collection: gardening-requests
    label: "{text}"
    fields:
      text: { type: text, write_needs: gardening.inspect }
      kind: { type: choice, of: { urgent: Urgent, normal: Normal } }
    states: { open: { start: true }, closed: { final: true } }
    moves:
      close: { from: open, to: closed, input: { reason: { type: text } }, set: { text: input.reason }, if: "text != null", else: Answer first. }
extend:
  customers.site:
    fields: { soil: { type: int } }
    checks: { one_day: { if: "soil = null or soil < settings.pass_rating", else: Too much. } }
screens:
  today: { base: gardening.request.list }
  menu: { office: [today] }
onboarding: [{ step: first_site, done: "count(tenant.site) > 0", opens: customers.site.new }]
compliance: { liability_insurance: { applies_to: tenant } }
contracts:
  terms:
    for: customers.customer
    inputs: { price: { type: text } }
    clauses: [{ id: payment, text: "{customer.name} pays {price}." }]
units: { hour: { measures: time } }
rate_cards: { labor: { unit: hour, lines: { general: 10 } } }
formulas: { deep_cleaning: { inputs: { rooms: { type: int } }, value: "rooms * rates.labor.general", result: money } }
scoring: { leads.lead: { factors: { size: [{ if: "true", points: 10 }] }, bands: { hot: 5 } } }
automations: { invoice_line: { when: gardening.request.closed, do: [{ set: { kind: "'normal'" } }] } }
change:
  entity/customers.site/field/name: { title: Name of the place }
  entity/work-orders.work_order/move/finish: { if: "notes != null", else: Write down the hours first. }
  terminology/customers.customer: { one: Client, many: { en: Clients, de: Auftraggeber } }
"""


def test_the_addresses_of_the_page_on_languages_name_texts(tmp_path):
    pack = tmp_path / "gardening"
    (pack / "i18n").mkdir(parents=True)
    (pack / "pack.yaml").write_text(GARDENING)
    [translations] = blocks("i18n.md")
    (pack / "i18n/de.yaml").write_text(translations)
    checked = kernel("packs", "validate", pack, "--format", "json", exit=None)
    findings = checked.json["packs"][0]["diagnostics"]
    assert [f for f in findings if f["severity"] == "error"] == []
    # An address that names no text would be P640.
    assert not {"P640", "P642"} & {f["code"] for f in findings}
    (pack / "i18n/de.yaml").write_text(translations + "role/front_desc: x\n")
    refused = kernel("packs", "validate", pack, exit=1)
    assert "P640" in refused.out + refused.err


# Pages that are no section with one example: the list of findings, the language, and pages whose examples other tests run.
WITHOUT = {"findings", "expressions", "tests", "automations"}


def test_every_page_of_a_section_has_an_example():
    pages = {page.stem for page in PAGES} - WITHOUT
    assert pages | {"pack-format"} == {name.rsplit("-", 1)[0] for name in EXAMPLES}


def test_the_index_names_every_page():
    index = (ROOT / "docs/pack-format.md").read_text()
    for page in PAGES:
        assert f"pack-format/{page.name}" in index, page.name
