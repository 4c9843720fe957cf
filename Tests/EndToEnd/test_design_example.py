"""The example of the design, whole: accepted, tested, known to editors (docs/pack-format/tests.md, "The design's example")."""

import re

import yaml

from server import ROOT, kernel
from test_packs_schema import read, validator

EXAMPLE = ROOT / "Tests/Fixtures/design/cleaning"


def test_the_example_is_accepted():
    checked = kernel("packs", "validate", EXAMPLE)
    assert not re.search(r"error P\d{3}", checked.out + checked.err)


def test_its_tests_pass():
    report = kernel("packs", "test", EXAMPLE, "--format", "json").json["packs"][0]
    assert report["passed"] and len(report["tests"]) == 3
    assert "an offline finish replays once" in [test["name"] for test in report["tests"]]


def test_editors_know_every_line_of_it():
    pack = read(EXAMPLE)
    assert list(validator().iter_errors(pack)) == []
    assert list(validator("--pack", EXAMPLE).iter_errors(pack)) == []


def test_every_part_of_it_counts(tmp_path):
    """Each of its sections taken away is missed by something: nothing in it is without effect."""
    pack = yaml.safe_load((EXAMPLE / "pack.yaml").read_text())
    folder = tmp_path / "cleaning"
    folder.mkdir()
    for section in ("requires", "settings", "permissions", "entities", "extend"):
        (folder / "pack.yaml").write_text(yaml.safe_dump({name: node for name, node in pack.items() if name != section}))
        assert kernel("packs", "validate", folder, exit=None).code != 0, section
