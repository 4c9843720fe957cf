"""What a pack renames on an entity whose capability is off is renamed in the records that come back with it."""

from test_packs_upgrade import Gardens


def pack(version, options, field):
    return f"""pack: gardens
format: 1
version: {version}
title: Gardens
requires: {{ access: "1.0", customers: "1.0" }}
optional: {{ leads: "1.0" }}
entities:
  bed:
    title: Bed
    collection: beds
    fields:
      name: {{ type: text, required: true }}
extend:
  leads.lead:
    fields:
      {field} type: choice, of: {options} }}
      tools: {{ type: choices, of: {options} }}
"""


def test_records_of_a_capability_that_is_off_come_back_under_the_new_names(folder):
    gardens = Gardens(folder)
    gardens.offer("1.0.0", text=pack("1.0.0", "[light, heavy]", "soil: {"))
    with gardens.server() as server:
        server.kernel("packs", "disable", "cleaning", "--tenant", "demo")
        server.kernel("packs", "enable", "gardens", "--tenant", "demo")
        with server.client("owner") as owner:
            lead = owner.post("/api/leads", {"contact_name": "Ann", "soil": "light", "tools": ["heavy", "light"]}).expect(201)["id"]
        server.kernel("capabilities", "disable", "leads", "--tenant", "demo")
        gardens.offer("2.0.0", text=pack("2.0.0", "{ gentle: { was: light }, heavy: Heavy }", "ground: { was: soil,"))
        server.kernel("packs", "upgrade", "gardens", "--tenant", "demo")
        server.kernel("capabilities", "enable", "leads", "--tenant", "demo")
        with server.client("owner") as owner:
            now = owner.get(f"/api/leads/{lead}").expect(200).json
            assert now["ground"] == "gentle" and sorted(now["tools"]) == ["gentle", "heavy"]
