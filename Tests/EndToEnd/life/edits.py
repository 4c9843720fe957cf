"""A tenant changes its packs: fields, names, states, roles, screens of its own."""

from life.facts import facts, must, parts


class Edits:
    """Edits by chance, and whether each is still there after whatever comes."""

    def edits(self, tenant):
        return tenant.client.get("/api/overlay").expect(200).json["edits"]

    def survive(self, tenant, before, model):
        """Whether every edit that there was is still there, and shows where it is in force."""
        after, shown = self.edits(tenant), parts(model)
        for edit in before:
            value = edit["value"]
            if edit["property"].startswith("title") and isinstance(value, str) and value.startswith("Mine"):
                found = [other for other in after if other["value"] == value]
                must(found, "an edit is lost:", edit)
            elif edit["property"] == "definition":
                found = [other for other in after if other["address"].split("/")[-1] == edit["address"].split("/")[-1] and other["address"].split("/")[0] == edit["address"].split("/")[0]]
                must(found, "a definition of one's own is lost:", edit)
        for edit in after:
            if edit["state"] == "in_force" and edit["property"] == "title.en" and edit["address"] in shown:
                must(shown[edit["address"]]["title"]["en"] == edit["value"], "an edit in force is not shown:", edit, shown[edit["address"]])
            if edit["state"] == "in_force" and edit["property"] == "definition":
                must(edit["address"] in shown or "/of/" in edit["address"], "a thing of one's own in force is not shown:", edit)

    def edit(self, tenant):
        """One edit by chance, planned and carried out; or one that there is, taken back, made again, forgotten."""
        model = self.model(tenant)
        existing = self.edits(tenant)
        edits = self.wish(tenant, model, self.shape(tenant, model))
        if existing and self.chance.random() < 0.25:
            picked = self.chance.choice(existing)
            what = "reapply" if picked["state"] == "reverted" else self.chance.choice(["revert", "forget"])
            if what == "forget" and picked["property"] == "definition":
                what = "revert"
            edits = [{"address": picked["address"], "property": picked["property"], what: True}]
        before = facts(self.folder.path, tenant.id)
        memory = tenant.memory()
        planned = tenant.client.post("/api/overlay/plan", {"edits": edits})
        planned.check()
        must(facts(self.folder.path, tenant.id) == before, "a plan of edits changed something:", edits)
        answer = tenant.client.patch("/api/overlay", {"edits": edits})
        answer.check()
        self.note("edit", edits, answer.status)
        must(planned.status == answer.status, f"the plan says {planned!r}, the change {answer!r}")
        if answer.status != 200:
            codes = [finding["code"] for finding in answer.json.get("errors", [])]
            return self.refused(tenant, before, f"edit {answer['code']} {codes} {answer['detail']}")
        if not answer["changed"]:
            return
        after = facts(self.folder.path, tenant.id)
        new, _, _, _ = self.verify(tenant)
        plan = planned.json["plan"]
        must(plan["model"] == answer["model"], "the plan's model is not the one that came")
        self.compare(plan, model, new, before, after, 0)
        self.keep(tenant, answer["receipt"], "edit", memory, before, model)

    def wish(self, tenant, model, shape):
        """Edits that a tenant may want: texts, fields, states, roles, entities, checks, options of its own; flags and grants."""
        chance, tenant.own = self.chance, tenant.own + 1
        entity = shape[chance.choice(list(shape))]
        at, name, title = f"entity/{entity['name']}", f"own_{tenant.own}", f"Mine {tenant.own}"

        def words(address):
            return {"address": address, "property": "title.en", "value": title}

        def definition(address, **value):
            return {"address": address, "property": "definition", "value": value}

        def like(*types):
            return [id for id, (_, _, spec) in entity["fields"].items() if spec["type"] in types and "secret" not in spec]

        kind = chance.choice(["text", "int", "bool", "date", "choice"])
        field = {"type": kind, "title": "Mine"}
        if kind == "choice":
            field["of"] = {f"{name}_a": "A", f"{name}_b": "B"}
        if chance.random() < 0.3:
            field["indexed"] = True
        role = chance.choice([role["id"] for role in model["roles"] if not role["holds_everything"]])
        grant = f"grants.{entity['name']}.{chance.choice(['read', 'update', 'delete'])}"
        ways = [
            *[definition(f"{at}/field/{name}", **field)] * 2,
            words(at),
            words(f"role/{role}"),
            {"address": f"role/{role}", "property": grant, "value": chance.choice(["all", None])},
            definition(f"role/{name}", title=title, grants={entity["name"]: {"read": "all"}}),
            definition(f"entity/own.{name}", title="Mine", collection=f"own-{tenant.own}", fields={"what": {"type": "text"}}),
            *(words(f"screen/{screen['id']}") for screen in model["screens"]),
        ]
        if entity["fields"]:
            chosen = f"{at}/field/{chance.choice(list(entity['fields']))}"
            flag = chance.choice(["indexed", "sensitive", "searchable", "required"])
            ways += [words(chosen)] * 2 + [{"address": chosen, "property": flag, "value": chance.random() < 0.8}]
        for number in like("int")[:1]:
            ways.append(definition(f"{at}/check/{name}", **{"if": f"{number} = null or {number} != 777777", "else": "No."}))
        for choice in like("choice", "choices")[:1]:
            ways.append({"address": f"{at}/field/{choice}/of/{name}", "value": {"title": {"en": title}}})
        for text in like("text")[:1]:
            ways.append({"address": at, "property": "label", "value": "{" + text + "}"})
        if entity["states"]:
            ways.append(words(f"{at}/state/{chance.choice(entity['states'])}"))
            start = next((state["id"] for state in entity["entity"]["states"] if state["start"]), entity["states"][0])
            if chance.random() < 0.15:
                move = {"from": start, "to": name, "needs": f"{entity['name']}.update"}
                return [definition(f"{at}/state/{name}", title=title, final=True), definition(f"{at}/move/go_{name}", **move)]
        return [chance.choice(ways)]

    def settings(self, tenant):
        """The tenant decides about a setting or a rate."""
        ids = list(self.ids(tenant).items())
        if not ids:
            return
        uid, name = self.chance.choice(ids)
        value = self.chance.randint(0, 99)
        tenant.client.patch("/api/tenant/settings", {"settings": {name: value}}).expect(200)
        tenant.settings[uid] = value
        tenant.writes += 1
        self.settled(tenant)

    def ids(self, tenant):
        """What the settings and rates of the packs are called now, by their lasting ids."""
        found = {}
        for id, place in tenant.packs.items():
            pack = self.chains[id][place]
            found.update({setting.uid: setting.name for setting in pack.settings})
            found.update({line.uid: f"rates.{id}.card.{line.name}" for line in pack.rates})
        return found

    def settled(self, tenant):
        """Whether what the tenant decided still holds, whatever it is called now. What is not there now is not known afterwards."""
        ids = self.ids(tenant)
        tenant.settings = {uid: value for uid, value in tenant.settings.items() if uid in ids}
        if tenant.settings:
            told = tenant.client.get("/api/tenant/settings").expect(200)["settings"]
            for uid, value in tenant.settings.items():
                must(float(told[ids[uid]]) == value, f"{ids[uid]} is {told[ids[uid]]}, not {value}")
