"""Files that are meant to hurt: the command ends with a clear finding, and never holds what it refuses."""

import os
import subprocess

import pytest

from server import BINARY, ROOT, kernel

MEGABYTE = 1 << 20
HEAD = "pack: bomb\nformat: 1\nversion: 1.0.0\ntitle: Bomb\n"


def validate(folder):
    """Exit code, what was printed, and the most memory it held, in bytes."""
    process = subprocess.Popen(
        [BINARY, "packs", "validate", folder], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, printed.decode(), usage.ru_maxrss * 1024


@pytest.fixture(scope="module")
def usual():
    """What checking a real pack holds."""
    code, _, memory = validate(ROOT / "Packs/cleaning")
    assert code == 0
    return memory


def pack(tmp_path, **files):
    folder = tmp_path / "bomb"
    for path, content in files.items():
        place = folder / path.replace("__", "/").replace("_yaml", ".yaml")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def check(folder, usual, *codes):
    code, printed, memory = validate(folder)
    assert code == 1, printed[-2000:]
    assert all(f"error {word}:" in printed for word in codes), printed[-2000:]
    assert len(printed) < MEGABYTE
    assert memory < usual + 64 * MEGABYTE, f"{memory >> 20} MiB, a real pack takes {usual >> 20} MiB"


@pytest.mark.parametrize("path", ["pack_yaml", "entities__a_yaml", "seed__demo_yaml"])
def test_a_file_of_100_megabytes_is_refused_unread(tmp_path, usual, path):
    line = b"  - { name: row, text: and so on and so on and so on }\n"
    folder = pack(tmp_path, **{"pack_yaml": HEAD, path: b""})
    with open(folder / path.replace("__", "/").replace("_yaml", ".yaml"), "wb") as file:
        file.write(HEAD.encode() + b"rows:\n")
        for _ in range(100 * MEGABYTE // (len(line) * 1000) + 1):
            file.write(line * 1000)
    assert (folder / path.replace("__", "/").replace("_yaml", ".yaml")).stat().st_size >= 100 * MEGABYTE
    check(folder, usual, "P019")


def test_many_files_are_refused_before_they_are_read(tmp_path, usual):
    files = {f"entities__e{number}_yaml": "x" * 100_000 for number in range(60)}
    check(pack(tmp_path, pack_yaml=HEAD, **files), usual, "P019")
    check(pack(tmp_path, **{f"entities__f{number}_yaml": "" for number in range(250)}), usual, "P020")


ALIASES = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (HEAD + ALIASES, "P009"),
        (HEAD + "rows: " + "[" * 500_000, "P015"),
        (HEAD + "rows:\n" + "".join(" " * level + "a:\n" for level in range(1_000)), "P015"),
        (HEAD + "rows: {" + "a: {" * 200_000, "P015"),
        (HEAD + "rows: [" + "x, " * 300_000 + "]", "P016"),
        (HEAD + "description: " + "x" * 900_000, "P017"),
        (HEAD + 'description: "' + "x" * 900_000, "P005"),
        (HEAD + "".join(f"key{number}: 1\n" for number in range(60_000)), "P016"),
        (HEAD + "title: again\n" * 40_000, "P013"),
        (HEAD + "requires: { customers: '1.0' }\nrows: [{ entity: customers.site, where: \"" + "(" * 60_000 + "\" }]", "P401"),
        (HEAD.encode("utf-16"), "P002"),
        (HEAD.encode("utf-32"), "P002"),
        (HEAD.encode() + b"description: Geb\xe4ude\n", "P002"),
        (HEAD.encode() + b"description: \xed\xa0\x80\n", "P002"),
        (HEAD.encode() + b"description: \x00\n", "P003"),
        (os.urandom(0) + bytes(range(256)) * 4_000, "P0"),
        (b"\x1f\x8b\x08\x00" + b"\x00" * 1_000_000, "P0"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 6 else "",
)
def test_a_bomb_is_refused_in_bounds(tmp_path, usual, content, code):
    code_, printed, memory = validate(pack(tmp_path, pack_yaml=content))
    assert code_ == 1 and f"error {code}" in printed, printed[-2000:]
    assert len(printed) < MEGABYTE
    assert memory < usual + 128 * MEGABYTE, f"{memory >> 20} MiB, a real pack takes {usual >> 20} MiB"


def test_a_folder_that_is_no_folder_of_a_pack(tmp_path):
    (tmp_path / "bomb").symlink_to("/")
    assert kernel("packs", "validate", tmp_path / "bomb", exit=1).code == 1
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe/pack.yaml")
    assert "P018" in kernel("packs", "validate", tmp_path / "pipe", exit=1).err
