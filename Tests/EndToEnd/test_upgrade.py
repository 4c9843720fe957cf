"""A data folder that an older server wrote: its tenants are brought up to date when they are first used."""

import sqlite3

import pytest

from server import Server, kernel


@pytest.fixture
def older(folder):
    """The demo folder as a server without search and without one of the fields left it."""
    with sqlite3.connect(folder.path / "tenants" / "demo.db") as database:
        # Only so that SQLite can read the schema: nothing is compared here.
        database.create_collation("KERNEL", lambda left, right: (left > right) - (left < right))
        database.create_function("kernel_fold", 1, str.lower, deterministic=True)
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'") if "__" in row[0]]
        for table in tables:
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
            if "search_row" in columns:
                database.execute(f'ALTER TABLE "{table}" DROP COLUMN search_row')
        database.execute("DROP TABLE search_field")
        database.execute("DROP TABLE search")
        database.execute('ALTER TABLE "customers__customer" DROP COLUMN "customers__website"')
        database.execute("DELETE FROM meta WHERE key = 'expanded'")
    database.close()
    return folder


def test_an_older_folder_serves_everything(older):
    with Server(older) as server, server.client("owner") as owner:
        customer = owner.get("/api/customers", query={"limit": "1"}).expect(200).json["items"][0]
        word = customer["name"].split()[0]
        found = owner.get("/api/customers", query={"q": word, "limit": "500"}).expect(200).json["items"]
        assert customer["id"] in [record["id"] for record in found]
        path = f"/api/customers/{customer['id']}"
        changed = owner.patch(path, {"website": "https://new.example"}, match=f'"{customer["version"]}"')
        assert changed.expect(200)["website"] == "https://new.example"


def test_a_current_folder_is_not_touched(folder):
    def stamp():
        with sqlite3.connect(folder.path / "tenants" / "demo.db") as database:
            found = database.execute("PRAGMA schema_version").fetchone(), database.execute("SELECT value FROM meta WHERE key = 'expanded'").fetchone()
        database.close()
        return found

    before = stamp()
    assert before[1] is not None
    with Server(folder) as server, server.client("owner") as owner:
        owner.get("/api/customers").expect(200)
    assert stamp() == before


PACK = """
pack: vain
format: 1
version: 1.0.0
title: Vain
requires: {{ access: "1.0" }}
settings: {{ limit: {{ type: int{required} }} }}
roles: {{ looker: {{ grants: {{ vain.thing: {{ read: all }} }} }} }}
entities:
  thing: {{ title: Thing, collection: vain-things, fields: {{ name: {{ type: text }} }} }}
{rows}
"""
STRICT = {"required": ", required: true", "rows": ""}


@pytest.fixture
def accepted(folder, tmp_path):
    """A folder in which a pack was enabled; answers what puts another source in its place, as a server with fewer rules took it."""
    shelf = tmp_path / "packs"
    (shelf / "vain").mkdir(parents=True)
    source = shelf / "vain" / "pack.yaml"
    source.write_text(PACK.format(required="", rows=""))
    (shelf / "plain").mkdir()
    (shelf / "plain" / "pack.yaml").write_text('pack: plain\nformat: 1\nversion: 1.0.0\ntitle: Plain\nrequires: { access: "1.0" }\n')
    with Server(folder, arguments=["--packs", shelf]) as server:
        server.kernel("packs", "enable", "vain", "--tenant", "demo")
        with server.client("owner") as owner:
            owner.create("vain-things", name="Here")

    def store(text):
        source.write_text(text)
        with sqlite3.connect(folder.path / "control.db") as database:
            database.execute("UPDATE pack_file SET content = ? WHERE hash = (SELECT hash FROM pack_source WHERE id = 'vain')", (text.encode(),))
        database.close()
        return shelf

    return store


def test_a_pack_that_later_rules_find_in_vain_goes_on_serving(accepted, folder):
    shelf = accepted(PACK.format(**STRICT))
    with Server(folder, arguments=["--packs", shelf]) as server, server.client("owner") as owner:
        assert [thing["name"] for thing in owner.get("/api/vain-things").expect(200).json["items"]] == ["Here"]
        # Offered anew it is told, and other packs can be planned beside it.
        assert "P123" in kernel("packs", "validate", shelf / "vain", exit=1).err
        server.kernel("packs", "plan", "plain", "--tenant", "demo")


def test_a_pack_whose_rights_cannot_be_read_serves_nobody(accepted, folder):
    shelf = accepted(PACK.format(required="", rows='rows: [ { entity: vain.thing, role: looker, where: "nothing = 1" } ]'))
    with Server(folder, arguments=["--packs", shelf]) as server, server.client() as client:
        email, password = folder.logins()["owner"]
        assert client.post("/api/auth/login", {"email": email, "password": password}).status == 503
