"""People at work: records come, change, move and go."""

import time

from ids import uuid7
from life.company import Row
from life.facts import must


class Work:
    """Work with records; what the server acknowledges is remembered."""

    def work(self, tenant):
        shape = self.shape(tenant, self.model(tenant))
        for _ in range(self.chance.randint(1, 4)):
            uid = self.chance.choice(list(shape))
            what = self.chance.choice([self.create, self.create, self.create, self.update, self.update, self.move, self.delete, self.restore])
            what(tenant, uid, shape)
        self.verify(tenant)

    def value(self, tenant, spec, shape):
        kind, chance = spec["type"], self.chance
        if kind in ("text", "long_text"):
            text = "".join(chance.choice("abcdefg hij klmäöß€漢字xyz0123") for _ in range(chance.randint(1, min(spec.get("max", 40), 40)))).strip()
            return text or "x"
        if kind == "int":
            return chance.randint(max(spec.get("min", -50), -50), min(spec.get("max", 10**6), 10**6))
        if kind == "decimal":
            scale = spec.get("scale", 0)
            units = chance.randint(0, 99999)
            return str(units) if scale == 0 else f"{units // 10**scale}.{units % 10**scale:0{scale}d}"
        if kind == "money":
            return {"amount": chance.randint(0, 10**6), "currency": "EUR"}
        if kind == "bool":
            return chance.random() < 0.5
        if kind == "date":
            return f"20{chance.randint(10, 40)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        if kind == "time":
            return f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00"
        if kind == "duration":
            return chance.randint(0, 900)
        if kind == "datetime":
            return f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T06:30:00.000Z"
        if kind == "choice":
            return chance.choice([option["id"] for option in spec["of"]])
        if kind == "choices":
            all = [option["id"] for option in spec["of"]]
            return [item for item in all if chance.random() < 0.5]
        if kind == "reference":
            names = {entity["name"]: uid for uid, entity in shape.items()}
            rows = [row.id for row in tenant.rows.values() if row.entity == names.get(spec["to"]) and not row.deleted]
            return chance.choice(rows) if rows else None
        if kind == "references":
            return [tenant.me] if chance.random() < 0.6 else []
        if kind == "list":
            return [{"a": chance.randint(0, 9), "b": "part"} for _ in range(chance.randint(0, 2))]
        if kind == "geo":
            return {"lat": chance.randint(-80, 80) + 0.5, "lng": chance.randint(-170, 170) + 0.25}
        return {"email": f"p{chance.randint(0, 999)}@example.com", "phone": f"+4930{chance.randint(100000, 999999)}", "url": f"https://example.com/{chance.randint(0, 999)}"}[kind]

    def filled(self, tenant, entity, shape, some):
        sent = {}
        for name, (_, _, spec) in entity["fields"].items():
            if spec.get("compute") is None and spec.get("write") != "never" and (spec.get("required") or self.chance.random() < some):
                sent[name] = self.value(tenant, spec, shape)
        return sent

    def put(self, tenant, entity, row, sent):
        for name, value in sent.items():
            uid, field, spec = entity["fields"][name]
            row.values[uid], row.written[uid] = self.held(tenant, field, spec, value), self.number
        tenant.writes += 1

    def create(self, tenant, uid, shape):
        entity = shape[uid]
        sent = self.filled(tenant, entity, shape, 0.6)
        answer = tenant.client.post(f"/api/{entity['collection']}", sent, key=uuid7()).expect((201, 422))
        if answer.status == 422:
            self.told[f"create {answer.findings()[0][1]}"] += 1
            return
        row = tenant.rows[answer["id"]] = Row(uid, answer["id"], answer["version"], entity["stages"].get(answer.json.get("state"), answer.json.get("state")))
        row.born = self.number
        for name, (field_uid, field, spec) in entity["fields"].items():
            if name not in sent and spec.get("compute") is None and "secret" not in spec:
                default = spec.get("default")
                row.values[field_uid] = self.held(tenant, field, spec, default if default is not None else [] if spec["type"] == "references" else None)
        self.put(tenant, entity, row, sent)
        self.automatic(tenant, entity, row)

    def automatic(self, tenant, entity, row):
        """Waits for what an automation of the packs writes into a new record."""
        rules = {rule.field for id, place in tenant.packs.items() for rule in self.chains[id][place].automations}
        for name, (uid, _, _) in entity["fields"].items():
            if uid in rules:
                end = time.monotonic() + 10
                while (got := tenant.client.get(f"/api/{entity['collection']}/{row.id}").expect(200)[name]) is None and time.monotonic() < end:
                    pass
                must(got == "made", f"an automation did nothing for {row.id}: {got}")
                row.values[uid] = "made"

    def chosen(self, tenant, uid, deleted=False):
        rows = [row for row in tenant.rows.values() if row.entity == uid and row.deleted == deleted]
        return self.chance.choice(rows) if rows else None

    def update(self, tenant, uid, shape):
        entity, row = shape[uid], self.chosen(tenant, uid)
        if row is None:
            return
        sent = self.filled(tenant, entity, shape, 0.3)
        path = f"/api/{entity['collection']}/{row.id}"
        version = tenant.client.get(path).expect(200)["version"]
        answer = tenant.client.patch(path, sent, match=f'"{version}"').expect((200, 409, 422))
        if answer.status != 200:
            self.told[f"update {answer['code']} {answer.findings()[:1]}"[:40]] += 1
            return
        self.put(tenant, entity, row, sent)

    def move(self, tenant, uid, shape):
        entity, row = shape[uid], self.chosen(tenant, uid)
        if row is None or not entity["moves"]:
            return
        move = self.chance.choice(entity["moves"])
        answer = tenant.client.post(f"/api/{entity['collection']}/{row.id}/moves/{move['id'].replace('_', '-')}", {}).expect((200, 409, 422))
        self.told[f"move {answer.status}"] += 1
        if answer.status == 200:
            must(answer["state"] == move["to"], f"{move} led to {answer!r}")
            row.state = entity["stages"].get(move["to"], move["to"])
            tenant.writes += 1

    def delete(self, tenant, uid, shape):
        entity, row = shape[uid], self.chosen(tenant, uid)
        if row is None or self.chance.random() < 0.5:
            return
        path = f"/api/{entity['collection']}/{row.id}"
        version = tenant.client.get(path).expect(200)["version"]
        answer = tenant.client.delete(path, match=f'"{version}"').expect((204, 409))
        if answer.status == 204:
            tenant.writes += 1
            row.deleted = True
            self.follow(tenant, shape, {row.id})

    def follow(self, tenant, shape, gone):
        """What a delete takes along: references that are emptied, records that go into the bin with it."""
        found = self.records(tenant, shape)
        for uid, records in found.items():
            for id, (record, deleted) in records.items():
                row = tenant.rows[id]
                referring = [name for name, (field, _, spec) in shape[uid]["fields"].items() if spec["type"] == "reference" and row.values.get(field) is not None and tenant.rows[row.values[field]].deleted]
                kinds = {shape[uid]["fields"][name][2].get("on_delete") for name in referring}
                if deleted and not row.deleted:
                    must("cascade" in kinds, f"{id} went into the bin by itself")
                    row.deleted = True
                    return self.follow(tenant, shape, gone | {id})
                for name in referring:
                    if record[name] is None and shape[uid]["fields"][name][2].get("on_delete") == "clear":
                        row.values[shape[uid]["fields"][name][0]] = None

    def restore(self, tenant, uid, shape):
        entity, row = shape[uid], self.chosen(tenant, uid, deleted=True)
        if row is None:
            return
        answer = tenant.client.post(f"/api/{entity['collection']}/{row.id}/restore").expect((200, 422))
        if answer.status == 200:
            tenant.writes += 1
            row.deleted = False
            for other, records in self.records(tenant, shape).items():
                for id, (_, deleted) in records.items():
                    must(deleted <= tenant.rows[id].deleted, f"{id} went into the bin by a restore")
                    tenant.rows[id].deleted = deleted
