"""Looks at a tenant, and compares with what it must have."""

import re

from life.company import ANY, Row
from life.facts import must, same


class Look:
    """What the server shows, and whether it is what was acknowledged."""

    def model(self, tenant):
        return tenant.client.get("/api/model").expect(200).json

    def shape(self, tenant, model):
        """Entities that are looked after: by their lasting id, the name, collection, fields by lasting id, states."""
        names, known, stages = {"customers.customer": "customers.customer"}, {}, {}
        for id, place in tenant.packs.items():
            pack = self.chains[id][place]
            names.update({f"{id}.{entity.name}": entity.uid for entity in pack.entities})
        for id, place in tenant.packs.items():
            pack = self.chains[id][place]
            for target in pack.targets():
                uid = names.get(target.full or f"{id}.{target.name}")
                must(uid is not None, f"{id} {pack.text} extends {target.full}, which is not there")
                for field in target.fields:
                    known[uid, field.name] = field
                for state in target.states:
                    stages.setdefault(uid, {})[state.name] = state.uid
        found = {}
        for name, entity in model["entities"].items():
            if name.startswith("own."):
                names[name] = name
            if name not in names:
                continue
            uid, fields = names[name], {}
            for spec in entity["fields"]:
                field = known.pop((uid, spec["id"]), None)
                if field is not None:
                    fields[spec["id"]] = (field.uid, field, spec)
                elif spec["owner"] == "own":
                    fields[spec["id"]] = (f"own.{spec['id']}", None, spec)
                elif uid == "customers.customer" and spec["id"] == "name":
                    fields["name"] = ("name", None, spec)
            found[uid] = {"name": name, "collection": entity["collection"], "fields": fields, "states": [state["id"] for state in entity.get("states", [])], "moves": entity.get("moves", []), "entity": entity, "stages": stages.get(uid, {})}
        must(not known, "fields that packs declare are not in the model:", list(known))
        must(set(names.values()) == set(found), "entities that packs declare are not in the model:", set(names.values()) - set(found))
        return found

    def records(self, tenant, shape):
        """Every record, live and in the bin, by the entity's lasting id."""
        found = {}
        for uid, entity in shape.items():
            asked = ",".join(entity["fields"])
            live = tenant.client.pages(f"/api/{entity['collection']}", fields=asked)
            bin = tenant.client.pages(f"/api/{entity['collection']}", deleted="true", fields=asked)
            found[uid] = {record["id"]: (record, deleted) for deleted, records in ((False, live), (True, bin)) for record in records}
        return found

    def held(self, tenant, field, spec, value):
        """A value as the test keeps it: an option by its lasting id, so that another name is no other value."""
        if field is not None and field.options and value is not None:
            by_name = {option.name: ("option", option.uid) for option in field.options}
            if isinstance(value, list):
                return [item if isinstance(item, tuple) else by_name.get(item, item) for item in value]
            return value if isinstance(value, tuple) else by_name.get(value, value)
        return value

    def named(self, field, value):
        """A value, with options that this version does not have under the last of their names."""
        if field is None or not field.options:
            return value
        here = {option.uid for option in field.options}

        def name(item):
            return self.option_names[item[1]] if isinstance(item, tuple) and item[1] not in here else item

        return [name(item) for item in value] if isinstance(value, list) else name(value)

    def verify(self, tenant, new=False):
        """Whether every row is as it must be. `new`: rows may have come, as seeds do."""
        model = self.model(tenant)
        shape = self.shape(tenant, model)
        found = self.records(tenant, shape)
        fresh = 0
        for uid, records in found.items():
            entity = shape[uid]
            for id, (record, deleted) in records.items():
                row = tenant.rows.get(id)
                if row is None:
                    must(new, f"a record that nobody made: {entity['name']} {record}")
                    row = tenant.rows[id] = Row(uid, id, record["version"], entity["stages"].get(record.get("state"), record.get("state")))
                    row.deleted, row.born, fresh = deleted, self.number, fresh + 1
                must(row.entity == uid, f"{id} is in {entity['name']}, not where it was made")
                must(row.deleted == deleted, f"{id} of {entity['name']}: in the bin {deleted}, not {row.deleted}")
                row.version = record["version"]
                state = entity["stages"].get(record.get("state"), record.get("state"))
                must(row.state in (None, state) or record.get("state") == row.stage, f"{tenant.id} {entity['name']} {id} is in the state {record.get('state')} ({state}), not {row.state}")
                row.state, row.stage = state, record.get("state")
                for name, (field_uid, field, spec) in entity["fields"].items():
                    if spec.get("compute") is not None:
                        continue
                    must(name in record, f"{entity['name']} {id} lacks {name}: {record}")
                    got = self.held(tenant, field, spec, record[name])
                    want = row.values.get(field_uid, None if row.checked else ANY)
                    if want is not ANY:
                        want = self.named(field, self.held(tenant, field, spec, want))
                        emptied = spec["type"] == "reference" and got is None and want in tenant.rows and tenant.rows[want].deleted
                        must(emptied or same(want, got), f"{tenant.id} {entity['name']}.{name} ({field_uid}) of {id} is {got!r}, not {want!r}")
                    row.values[field_uid] = got
                row.checked = True
                self.twice(entity, record)
        self.ask(tenant, shape, found)
        for row in list(tenant.rows.values()):
            if row.entity in found and row.id not in found[row.entity]:
                must(row.doubtful, f"lost: {row.id} of {row.entity} with {row.values}")
                del tenant.rows[row.id]
            elif row.entity in found:
                row.doubtful = False
        return model, shape, found, fresh

    def ask(self, tenant, shape, found):
        """One question of each kind: by a value, by a word, by a tag of before, for a history."""
        uid = self.chance.choice([uid for uid in shape if found[uid]] or list(shape))
        entity, live = shape[uid], {id: record for id, (record, deleted) in found[uid].items() if not deleted}
        path = f"/api/{entity['collection']}"
        answer = tenant.client.get(path, query={"limit": 500}).expect(200)
        tag, body = tenant.tags.get(path, (None, None))
        if tag and tenant.client.get(path, query={"limit": 500}, headers={"If-None-Match": tag}).expect((200, 304)).status == 304:
            must(body == answer.body, f"304 for {path}, and the list is another", body, answer.body)
        tenant.tags[path] = (answer.etag, answer.body)
        if not live:
            return
        record = self.chance.choice(list(live.values()))
        plain = ("int", "bool", "date", "time", "choice", "decimal", "duration", "reference")
        names = [name for name, (_, _, spec) in entity["fields"].items() if spec["type"] in plain and "secret" not in spec and record[name] is not None]
        if names and len(live) < 400:
            name = self.chance.choice(names)
            value = record[name]
            options = [option["id"] for option in entity["fields"][name][2].get("of", [])]
            if entity["fields"][name][2]["type"] != "choice" or value in options:
                sent = str(value).lower() if isinstance(value, bool) else value
                items = tenant.client.get(path, query={name: sent, "limit": 500}).expect(200)["items"]
                must({item["id"] for item in items} == {id for id, other in live.items() if other[name] == value}, f"{path}?{name}={value} finds", [item["id"] for item in items])
                self.told["asked by a value"] += 1
        words = [name for name, (_, _, spec) in entity["fields"].items() if spec.get("searchable") and "secret" not in spec and record[name]]
        if words:
            name = self.chance.choice(words)
            word = next((word for word in re.findall(r"[a-z]{3,}", record[name]) if re.search(rf"(^|[^\w]){word}", record[name])), None)
            if word:
                items = tenant.client.get(path, query={"q": word, "limit": 500}).expect(200)["items"]
                must(record["id"] in {item["id"] for item in items}, f"{path}?q={word} does not find {record['id']} with {name} {record[name]!r}")
                self.told["asked by a word"] += 1
        history = tenant.client.get(f"{path}/{record['id']}/history", query={"limit": 500}).expect(200)["items"]
        versions = [entry["version"] for entry in history if entry["entity"] != "access.permission"]
        # What was taken back stays in the history.
        must(versions and max(versions) >= record["version"], f"the history of {record['id']} ends with {versions[:3]}, not {record['version']}")

    def twice(self, entity, record):
        uids = {uid: name for name, (uid, _, _) in entity["fields"].items()}
        for name, (_, field, spec) in entity["fields"].items():
            if field is not None and "compute" in field.spec:
                base = record[uids[field.uses[0]]]
                must(record[name] == (None if base is None else base * 2), f"{name} of {record} is not twice {base}")

    def quiet(self):
        """Whether the server wrote down an error since."""
        text = self.server.log_path.read_text(errors="replace")
        new, self.seen = text[self.seen:], len(text)
        for line in new.splitlines():
            must('"http.status":5' not in line and '"level":"error"' not in line and '"level":"critical"' not in line and "Fatal" not in line, "the server says", line)
