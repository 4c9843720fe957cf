"""Packs come, change their version, and go."""

import copy
import re

from life.company import ANY
from life.facts import changed, difference, facts, lasting, must
from life.written import written


class Packs:
    """Enable, upgrade, disable and undo, and what they do to values."""

    def enable(self, tenant):
        id = self.chance.choice(list(self.chains))
        if id in tenant.packs:
            return self.upgrade(tenant)

        if self.chance.random() < 0.6:
            # The folder of this name holds another version from now on.
            version = self.chance.choice(self.chains[id])
            (self.packs / id / "pack.yaml").write_text(written(version))

        def place(plan):
            self.step_to(tenant, id, plan["version"])
            for other in plan["packs_enabled"]:
                other = other if isinstance(other, str) else other["id"]
                if other not in tenant.packs:
                    self.step_to(tenant, other, None)

        verdicts = self.verdicts
        plan = self.change(tenant, "enable", id, [], [], place)
        if plan and not set(self.chains) & set(self.chains[id][0].requires):
            at = next(n for n, pack in enumerate(self.chains[id]) if pack.text == plan["version"])
            must(verdicts[id, at], f"validate refuses {id} {plan['version']}, enable takes it")

    def step_to(self, tenant, id, version):
        if version is None:
            shown = self.server.kernel("tenants", "show", tenant.id, "--format", "json").json
            version = next(pack["version"] for pack in shown["packs"] if pack["id"] == id)
        tenant.packs[id] = next(place for place, pack in enumerate(self.chains[id]) if pack.text == version)

    def upgrade(self, tenant):
        on = [id for id in tenant.packs]
        if not on:
            return
        id = self.chance.choice(on)
        here = tenant.packs[id]
        there = here + 1 if self.chance.random() < 0.6 and here + 1 < len(self.chains[id]) else self.chance.randrange(len(self.chains[id]))
        version = self.chains[id][there].text
        resolves = []
        if self.chance.random() < 0.3:
            plan = self.run("plan", id, "--to", version, "--format", "json", tenant=tenant)
            if plan.code == 0:
                for conflict in plan.json["conflicts"]:
                    which = conflict["address"] + (f" {conflict['property']}" if conflict.get("property") else "")
                    resolves += ["--resolve", f"{which}={self.chance.choice(['keep', 'take'])}"]
        words = ["--to", version, *resolves]
        self.change(tenant, "upgrade", id, words, words, lambda plan: self.moved(tenant, id, here, there))

    def moved(self, tenant, id, here, there):
        """What an upgrade does to the values that the test knows of."""
        old, new = self.chains[id][here], self.chains[id][there]
        tenant.packs[id] = there
        were = {field.uid: (target, field) for target, field in old.fields()}
        are = {field.uid: (target, field) for target, field in new.fields()}
        steps = [step for step in new.migrations if step["below"] > old.version and there > here]
        written = set()
        for uid in set(were) & set(are):
            one, two = were[uid][1], are[uid][1]
            if (one.type, bool(one.spec.get("secret")), bool(one.spec.get("zone"))) != (two.type, bool(two.spec.get("secret")), bool(two.spec.get("zone"))):
                written.add(uid)
            gone = {option.uid for option in one.options} - {option.uid for option in two.options}
            names = {option.uid: option.name for option in one.options}
            for row in tenant.rows.values():
                value = row.values.get(uid)
                if isinstance(value, tuple) and value[1] in gone:
                    row.values[uid] = names[value[1]]
                elif isinstance(value, list):
                    row.values[uid] = [names[item[1]] if isinstance(item, tuple) and item[1] in gone else item for item in value]
                by_name = {option.name: ("option", option.uid) for option in two.options}
                value = row.values.get(uid)
                if isinstance(value, str) and two.options:
                    row.values[uid] = by_name.get(value, value)
                elif isinstance(value, list) and two.options:
                    row.values[uid] = [by_name.get(item, item) if isinstance(item, str) else item for item in value]
        for row in tenant.rows.values():
            for uid in written:
                row.values[uid] = ANY
        self.migrated(tenant, steps, old, new)
        staying = {state.uid for target in new.targets() for state in target.states}
        leaving = {state.uid for target in old.targets() for state in target.states} - staying
        for row in tenant.rows.values():
            if row.state in leaving:
                row.state = None
        seeded = {entity.uid: entity.label for entity in new.entities}
        for row in tenant.rows.values():
            if row.entity in seeded and seeded[row.entity] not in row.written:
                row.values[seeded[row.entity]] = ANY

    def migrated(self, tenant, steps, old, new):
        """What the steps of an upgrade do, as far as it is simple enough to be known for sure."""
        were = {field.uid: field for _, field in old.fields()}
        for step in steps:
            at = next((target.of or target.uid) if hasattr(target, "of") else target.uid for target in new.targets() if target.uid == step.get("target", target.uid))
            for row in tenant.rows.values():
                if "field" not in step or row.entity not in (at, step.get("target")) and not (row.entity == "customers.customer" and at == step["target"]):
                    continue
                sure = not row.deleted and step["step"] in ("set", "move") and (step["step"] == "set" or step["source"] in were and were[step["source"]].name == step["name"])
                had = row.values.get(step["field"])
                if not sure or had is ANY:
                    row.values[step["field"]] = ANY
                elif step["step"] == "set" and had is None:
                    row.values[step["field"]] = True if step["to"] == "true" else step["to"]
                elif step["step"] == "move" and had is None:
                    row.values[step["field"]] = row.values.get(step["source"])
                if step["step"] == "split":
                    row.values[step["rest"]] = ANY
                if step["step"] == "move":
                    row.values[step["source"]] = ANY

    def disable(self, tenant):
        if not tenant.packs:
            return
        id = self.chance.choice(list(tenant.packs))
        self.change(tenant, "disable", id, ["--disable"], [], lambda plan: tenant.packs.pop(id))

    def undo(self, tenant):
        """Takes the newest change back; sometimes tries an older one, which must be refused."""
        if not tenant.receipts:
            return
        last = tenant.receipts[-1]
        before = facts(self.folder.path, tenant.id)
        if len(tenant.receipts) > 1 and self.chance.random() < 0.15:
            done = self.run("undo", tenant.receipts[-2]["id"], tenant=tenant)
            must(done.code == 1, f"an older change was taken back before the newer one: {done}")
            return self.refused(tenant, before, "undo of an older one")
        done = self.run("undo", last["id"], "--format", "json", tenant=tenant)
        worked, lost = tenant.writes != last["writes"], set()
        if done.code != 0:
            must(worked, f"undo of {last['action']} at {last['number']} right after it: {done.err}")
            self.refused(tenant, before, f"undo {done.err}")
            if "accept" not in done.err:
                return
            shape = self.shape(tenant, self.model(tenant))
            shown = {name: uid for entity in shape.values() for name, (uid, _, _) in entity["fields"].items()}
            lost = {shown[name] for name in re.findall(r"[a-z][\w.-]*\.(\w+)", done.err) if name in shown}
            number = re.search(r"\d+", done.err.split("accept", 1)[1])[0]
            done = self.run("undo", last["id"], "--accept", number, "--format", "json", tenant=tenant)
            must(done.code == 0, f"undo --accept {number}: {done}")
        tenant.receipts.pop()
        tenant.settings = {}
        if worked:
            self.told["undo with losses"] += 1
            self.return_to(tenant, last, lost)
        else:
            self.told["undo whole"] += 1
            self.is_identity(tenant, last)
        self.verify(tenant)

    def is_identity(self, tenant, last):
        """A change and its undo, with nothing in between, are nothing: model, rows and schema."""
        now, then = lasting(facts(self.folder.path, tenant.id)), last["facts"] and lasting(last["facts"])
        must(then is None or now == then, f"undo of {last['action']} is no identity:", then and difference(then, now))
        model = self.model(tenant)
        must(model == last["model"], f"undo of {last['action']}: another model than before", changed(last["model"], model))
        tenant.packs, tenant.rows = copy.deepcopy(last["memory"])

    def return_to(self, tenant, last, lost):
        """What must be there after an undo with work done since: values of before, and those written since but for what was accepted."""
        number = last["number"]
        tenant.packs, rows = copy.deepcopy(last["memory"])
        for id, row in list(tenant.rows.items()):
            old = rows.get(id)
            if old is not None:
                for uid in set(row.values) | set(old.values):
                    if row.written.get(uid, 0) <= number:
                        row.values[uid] = old.values.get(uid, ANY)
            elif row.born == number:
                del tenant.rows[id]
            else:
                row.checked = False
                row.values = {
                    uid: value for uid, value in row.values.items() if row.written.get(uid, 0) > number and not isinstance(value, tuple)
                }
        shape = self.shape(tenant, self.model(tenant))
        found = self.records(tenant, shape)
        entities = {row.entity for row in rows.values()} | set(found)
        for id, row in list(tenant.rows.items()):
            # Records made since in what goes again are gone, as was accepted; references to them are empty.
            if row.born > number and id not in found.get(row.entity, {id: 0}):
                del tenant.rows[id]
            elif row.born > number and row.entity not in entities:
                row.doubtful, row.checked, row.values = True, False, {}
        seen = {uid for entity in shape.values() for uid, _, _ in entity["fields"].values()}
        for row in tenant.rows.values():
            for uid, value in row.values.items():
                # What was written since into what is hidden again was counted and accepted as lost.
                since = row.written.get(uid, 0) > number and (uid not in seen or uid in lost)
                if since or (isinstance(value, str) and len(value) == 36 and value not in tenant.rows):
                    row.values[uid] = ANY
