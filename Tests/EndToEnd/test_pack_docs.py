"""docs/pack-format: every example is a pack that the kernel accepts without a finding, and every section has its page."""

import re

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


# Pages that are no section with one example: the list of findings, the language, and pages whose examples other tests run.
WITHOUT = {"findings", "expressions", "tests", "automations"}


def test_every_page_of_a_section_has_an_example():
    pages = {page.stem for page in PAGES} - WITHOUT
    assert pages | {"pack-format"} == {name.rsplit("-", 1)[0] for name in EXAMPLES}


def test_the_index_names_every_page():
    index = (ROOT / "docs/pack-format.md").read_text()
    for page in PAGES:
        assert f"pack-format/{page.name}" in index, page.name
