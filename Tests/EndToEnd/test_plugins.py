"""Plugins: built against module Kernel, loaded after every wall was passed, refused with what to do (docs/guides/plugin-author.md)."""

import hashlib
import json
import pathlib
import shutil
import subprocess

import pytest

from ids import mark
from server import ROOT, Server, kernel

HELLO = ROOT / "Plugins/Hello"
BUILD_LIMIT = 240  # seconds, on a machine that builds something else as well
TRIAL_LIMIT = 300


@pytest.fixture(scope="session")
def hello(tmp_path_factory):
    """The library of Plugins/Hello, built once."""
    place = tmp_path_factory.mktemp("hello")
    built = kernel("plugins", "build", HELLO, "--output", place, "--format", "json", limit=BUILD_LIMIT).json
    assert built["plugin"] == "Hello" and built["seconds"] >= 0
    return pathlib.Path(built["library"])


@pytest.fixture
def library(hello, tmp_path):
    """A copy that a test may spoil."""
    copy = tmp_path / hello.name
    shutil.copy(hello, copy)
    shutil.copy(note(hello), note(copy))
    return copy


def note(library):
    return library.with_name(library.name + ".json")


def written(library, **changes):
    """The note with members changed."""
    members = {**json.loads(note(library).read_text()), **changes}
    note(library).write_text(json.dumps(members))


def listing(folder, *libraries):
    """A plugins.yaml of libraries named p0, p1, ..."""
    path = folder / "plugins.yaml"
    lines = [f"  p{index}: {{ library: {library} }}" for index, library in enumerate(libraries)]
    path.write_text("\n".join(["format: 1", "plugins:", *lines, ""]))
    return path


def plugin(folder, name, body, register=""):
    """The sources of a plugin of a test."""
    place = folder / name / "Sources" / name
    place.mkdir(parents=True)
    (place / f"{name}Capability.swift").write_text(
        f"""
        import Kernel
        public struct {name}Capability: Capability {{
            public static let descriptor = CapabilityDescriptor(
                id: "{name.lower()}", version: Version(1, 0), title: "{name}", provides: [])
            public init() {{}}
            public func register(into registrar: inout Registrar) throws {{ {register} }}
        }}
        {body}
        """
    )
    return folder / name


def build(folder, exit=0):
    return kernel("plugins", "build", folder, "--format", "json", limit=BUILD_LIMIT, exit=exit)


def serves_without(folder, plugins, *told):
    """The server starts, says why it goes without the plugin, and serves everybody else."""
    with Server(folder, arguments=["--plugins", plugins]) as server, server.client("owner") as owner:
        owner.get("/api/customers", query={"limit": 1}).expect(200)
        owner.get("/api/guests").expect(404)
        ids = [c["id"] for c in server.kernel("capabilities", "list", "--format", "json").json["capabilities"]]
        assert "hello" not in ids and "customers" in ids
        log = server.log()
        assert "plugin refused" in log, log
        for text in told:
            assert text in log, log


def test_hello_is_a_short_tutorial():
    sources = list((HELLO / "Sources").rglob("*.swift"))
    assert sum(len(path.read_text().splitlines()) for path in sources) <= 150
    assert {line for path in sources for line in path.read_text().splitlines() if line.startswith("import")} == {"import Kernel"}


def test_its_routes_answer_where_it_is_on(folder, hello, tmp_path):
    plugins = listing(tmp_path, hello)
    with Server(folder, arguments=["--plugins", plugins]) as server, server.client("owner") as owner:
        owner.get("/api/guests").expect(404, "capability_disabled")
        server.kernel("capabilities", "enable", "hello", "--tenant", "demo")
        name = mark("Guest ")
        guest = owner.post("/api/guests", {"name": name, "phone": "+49301234567"}).expect(201)
        assert guest["state"] == "expected" and guest["greetings"] == 0
        path = f"/api/guests/{guest['id']}"
        early = owner.post("/api/hello/greet", {"guest": guest["id"]})
        assert (early.status, early["code"]) == (409, "not_here")  # a code of the action's own
        owner.post(f"{path}/moves/arrive").expect(200)
        greeted = owner.post("/api/hello/greet", {"guest": guest["id"]}, key=mark("k")).expect(200)
        assert greeted["greetings"] == 1
        assert owner.get("/api/hello/count").expect(200)["here"] == 1
        assert [g["id"] for g in owner.get("/api/guests", query={"where": "state = here", "q": name}).expect(200)["items"]] == [guest["id"]]
        # A secret of a plugin is sealed like any other.
        assert owner.get(path).expect(200)["phone"] == "+49301234567"
        assert b"+49301234567" not in (folder.path / "tenants" / "demo.db").read_bytes()
        actions = [e["action"] for e in owner.get(f"{path}/history").expect(200)["items"]]
        assert actions == ["hello.greeted", "updated", "moved.arrive", "created"]
        assert "/api/hello/greet" in owner.get("/api/openapi.json").expect(200)["paths"]
        made = server.kernel("tenants", "create", "acme", "--name", "Acme", "--owner", "anna@acme.example.com", "--format", "json").json
        with server.client() as stranger:
            stranger.login(made["owner"]["email"], made["owner"]["password"])
            stranger.get(path).expect(404)
    # Without the plugin its records wait; with it they are there again.
    with Server(folder) as server, server.client("owner") as owner:
        owner.get("/api/guests").expect(404)
        owner.get("/api/customers", query={"limit": 1}).expect(200)
    with Server(folder, arguments=["--plugins", plugins]) as server, server.client("owner") as owner:
        assert owner.get(path).expect(200)["name"] == name
        refused = kernel("capabilities", "list", "--data", folder.path, "--plugins", plugins, exit=1)
        assert "has its own --plugins" in refused.err


def test_the_isolation_suite_runs_over_its_routes(hello):
    checked = kernel("plugins", "check", hello, "--format", "json", limit=TRIAL_LIMIT).json
    assert checked["capability"] == "hello" and checked["checked"] > 1_000


def test_a_changed_library_is_refused(folder, library, tmp_path):
    with library.open("ab") as file:
        file.write(b"\0")
    serves_without(folder, listing(tmp_path, library), "digest differs", "kernel plugins build")
    assert "digest differs" in kernel("plugins", "check", library, exit=1).err


def test_a_library_of_another_api_is_refused(folder, library, tmp_path):
    written(library, api="0" * 32)
    serves_without(folder, listing(tmp_path, library), "another version of the plugin API", "kernel plugins build")


def test_a_library_of_another_compiler_is_refused(folder, library, tmp_path):
    written(library, compiler="Swift version 5.0")
    serves_without(folder, listing(tmp_path, library), "another compiler", "Swift version 5.0")


def test_a_stale_library_whose_note_lies_does_not_load(library):
    """The second wall: the library refers to a symbol that only a server of its API has."""
    api = json.loads(note(library).read_text())["api"]
    stale = library.read_bytes().replace(f"kernel_api_{api}".encode(), f"kernel_api_{'f' * 32}".encode())
    library.write_bytes(stale)
    written(library, digest=hashlib.sha256(stale).hexdigest())
    refused = kernel("plugins", "check", library, exit=1)
    assert "does not load" in refused.err and "undefined symbol" in refused.err


def test_missing_files_are_told(folder, library, tmp_path):
    note(library).unlink()
    plugins = listing(tmp_path, tmp_path / "gone.so", library)
    serves_without(folder, plugins, "There is no library", "gone.so", "is missing or cannot be read")
    listed = kernel("plugins", "list", "--plugins", plugins, "--format", "json").json["plugins"]
    assert [p["name"] for p in listed] == ["p0", "p1"]
    assert "There is no library" in listed[0]["refusal"] and "missing or cannot be read" in listed[1]["refusal"]
    refused = kernel("serve", "--data", folder.path, "--plugins", tmp_path / "none.yaml", exit=1)
    assert "none.yaml" in refused.err and "no such file" in refused.err


def test_a_list_with_mistakes_is_told_with_places(folder, tmp_path):
    path = tmp_path / "plugins.yaml"
    path.write_text("format: 2\nplugins:\n  Hello: { library: x.so }\n  other: { libary: y.so }\n")
    refused = kernel("serve", "--data", folder.path, "--plugins", path, exit=1).err
    for place in ("plugins.yaml:1:", "plugins.yaml:3:3", "plugins.yaml:4:"):
        assert place in refused, refused
    assert "did you mean `library`" in refused


def test_one_that_throws_and_one_that_collides_stop_nobody_else(folder, hello, tmp_path):
    throwing = build(plugin(tmp_path, "Throwing", "struct Cross: Error {}", "throw Cross()")).json["library"]
    colliding = build(
        plugin(
            tmp_path, "Colliding", "",
            'registrar.entity(EntityDefinition("colliding.customer", collection: "customers", fields: [FieldDefinition("name", .text())]))',
        )
    ).json["library"]
    plugins = listing(tmp_path, throwing, colliding, hello)
    listed = kernel("plugins", "list", "--plugins", plugins).out
    assert listed.count("fits") == 3  # nothing of a library runs for a list
    with Server(folder, arguments=["--plugins", plugins]) as server, server.client("owner") as owner:
        log = server.log()
        assert log.count("plugin refused") == 2 and "could not register" in log and "customers" in log, log
        server.kernel("capabilities", "enable", "hello", "--tenant", "demo")
        owner.get("/api/guests").expect(200)
        owner.get("/api/customers", query={"limit": 1}).expect(200)


def test_a_build_that_fails_says_why(tmp_path):
    broken = plugin(tmp_path, "Broken", "let wrong: Int = \"text\"")
    assert "cannot convert value" in build(broken, exit=1).err
    # What is not public does not exist for a plugin.
    inside = plugin(tmp_path, "Inside", "", "_ = RouteTable.routes")
    assert "RouteTable" in build(inside, exit=1).err
    assert "not the folder of a plugin" in build(tmp_path / "nothing", exit=1).err
    refused = kernel("plugins", "build", HELLO, "--modules", tmp_path, "--output", tmp_path, exit=1)
    assert "no module Kernel" in refused.err


def test_the_tutorial_is_a_package_of_its_own_that_sees_the_public_product_alone():
    """What `swift build` in Plugins/Hello goes by; the build itself compiles the kernel once more, for minutes."""
    described = subprocess.run(["swift", "package", "dump-package"], cwd=HELLO, capture_output=True, text=True, timeout=120, check=True)
    package = json.loads(described.stdout)
    (dependency,) = package["dependencies"]
    assert pathlib.Path(dependency["fileSystem"][0]["path"]).resolve() == ROOT.resolve()
    (target,) = package["targets"]
    assert [dependency["product"][:2] for dependency in target["dependencies"]] == [["Kernel", "kernel"]]
    assert all(line.split()[-1] == "Kernel" for path in (HELLO / "Sources").rglob("*.swift") for line in path.read_text().splitlines() if line.startswith("import "))
