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


def plots(version):
    if version == "2.0.0":
        plot, was, name, field = "patch", "was: plot", "tag: { was: name,", "patches: { was: plots,"
    else:
        plot, was, name, field = "plot", "# the first", "name: {", "plots: {"
    return f"""pack: gardens
format: 1
version: {version}
title: Gardens
requires: {{ access: "1.0", customers: "1.0" }}
optional: {{ leads: "1.0" }}
entities:
  {plot}:
    {was}
    title: Plot
    collection: {plot}s
    label: "{{{name.split(":")[0]}}}"
    fields:
      {name} type: text }}
extend:
  leads.lead:
    fields:
      {field} type: references, to: gardens.{plot} }}
"""


def test_links_and_own_changes_of_a_capability_that_is_off_follow_the_new_names(folder):
    gardens = Gardens(folder)
    gardens.offer("1.0.0", text=plots("1.0.0"))
    with gardens.server() as server:
        server.kernel("packs", "disable", "cleaning", "--tenant", "demo")
        server.kernel("packs", "enable", "gardens", "--tenant", "demo")
        lead = "entity/leads.lead"
        edits = [
            {"address": f"{lead}/field/plots", "property": "title.en", "value": "Beds"},
            {"address": f"{lead}/field/nick", "property": "definition", "value": {"type": "text"}},
            {"address": f"{lead}/check/few", "property": "definition", "value": {"if": "count(plots) < 3", "else": "Too many"}},
            {"address": f"{lead}/check/named", "property": "definition", "value": {"if": "nick = null or any(plots, name = 'Y')", "else": "Named"}},
            {"address": "screen/mine", "property": "definition", "value": {"base": "leads.lead.detail", "fields": ["contact_name", "plots", "nick"], "title": "Mine"}},
        ]
        with server.client("owner") as owner:
            owner.patch("/api/overlay", {"edits": edits}).expect(200)
            held = [owner.post("/api/plots", {"name": name}).expect(201)["id"] for name in ("X", "Y", "Z")]
            id = owner.post("/api/leads", {"contact_name": "Ann", "plots": held[:2]}).expect(201)["id"]
            owner.post("/api/leads", {"contact_name": "Bo", "plots": held}).expect(422)
        server.kernel("capabilities", "disable", "leads", "--tenant", "demo")
        gardens.offer("2.0.0", text=plots("2.0.0"))
        server.kernel("packs", "upgrade", "gardens", "--tenant", "demo")
        server.kernel("capabilities", "enable", "leads", "--tenant", "demo")
        with server.client("owner") as owner:
            states = {edit["address"]: edit["state"] for edit in owner.get("/api/overlay").expect(200)["edits"]}
            assert set(states.values()) == {"in_force"} and f"{lead}/field/patches" in states, states
            assert owner.get(f"/api/leads/{id}").expect(200)["patches"] == held[:2]
            entity = owner.get("/api/model").expect(200)["entities"]["leads.lead"]
            assert next(f for f in entity["fields"] if f["id"] == "patches")["title"]["en"] == "Beds"
            for body, words in (({"patches": held}, "Too many"), ({"nick": "N", "patches": held[:1]}, "Named")):
                assert words in str(owner.post("/api/leads", {"contact_name": "Cy", **body}).expect(422).json)
            owner.post("/api/leads", {"contact_name": "Cy", "nick": "N", "patches": held[:2]}).expect(201)
