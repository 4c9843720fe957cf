"""A change of packs: planned, carried out, compared."""

import collections
import json
import threading

from client import Client
from life.company import ANY, Row
from life.facts import changed, facts, must, part_of, parts


class Change:
    """Whether a plan tells what its change then does, no more and no less."""

    def change(self, tenant, action, id, plan_arguments, arguments, place):
        """Plans, carries out, and compares. `place` says which version it leads to, from the plan; None: off."""
        before = facts(self.folder.path, tenant.id)
        old, shape, found, _ = self.verify(tenant)
        planned = self.run("plan", id, *plan_arguments, "--format", "json", tenant=tenant)
        must(facts(self.folder.path, tenant.id) == before, "a plan changed something:", plan_arguments)
        if planned.code != 0:
            must(planned.code == 1 and planned.out == "", f"plan {plan_arguments}: {planned}")
            done = self.run(action, id, *arguments, "--format", "json", tenant=tenant)
            must(done.code == 1, f"the plan was refused, the change was not: {planned.err} {done}")
            self.refused(tenant, before, f"{action} {planned.err}")
            return None
        plan = planned.json
        blocked = any(conflict.get("blocks") for conflict in plan["conflicts"])
        accept = ["--accept", plan["accept"]] if plan["accept"] else []
        if accept and self.chance.random() < 0.3:
            done = self.run(action, id, *arguments, "--format", "json", tenant=tenant)
            must(action not in ("upgrade", "drop") or done.code == 1, f"{plan['accept']} rows were lost unasked: {done}")
            if done.code == 1:
                self.refused(tenant, before, f"{action} unasked")
        if action not in ("upgrade", "drop"):
            accept = []
        memory, edits = tenant.memory(), self.edits(tenant)
        busy = self.busy(tenant, shape) if self.amid and self.chance.random() < 0.35 else None
        done = self.run(action, id, *arguments, *accept, "--plan", plan["plan"], "--format", "json", tenant=tenant)
        made = busy() if busy else []
        for row in made:
            tenant.rows[row.id] = row
        if busy and done.code != 0 and not blocked and not plan["empty"]:
            # What was written meanwhile may be more to lose than was accepted.
            must("accept" in done.err or "plan" in done.err or plan["packs_enabled"] and "is missing" in done.err, f"{action} {id} amid writes: {done.err}")
            self.told["amid writes: refused"] += 1
            self.verify(tenant)
            return None
        if done.code != 0:
            if plan["packs_enabled"] and "is missing" in done.err:
                # Rows of a pack that is brought along are looked at only when they are sown.
                self.refused(tenant, before, f"{action} {done.err}")
                return None
            must(blocked or plan["empty"], f"{action} {id}: planned, and refused: {done.err} {json.dumps(plan)[:1500]}")
            self.refused(tenant, before, f"{action} {done.err}")
            return None
        must(not blocked, f"a conflict that blocks did not: {plan['conflicts']}")
        done = done.json
        if not done["changed"]:
            must(plan["empty"] or all(seed["change"] in ("keep", "deleted") for seed in plan["seeds"]), f"the plan is not empty, and nothing changed: {json.dumps(plan)[:1500]}")
            return None
        self.told[f"{action} done"] += 1
        after = facts(self.folder.path, tenant.id)
        place(plan)
        new, _, _, fresh = self.verify(tenant, new=True)
        must(done["model"] == plan["model"], "the plan's model is not the one that came")
        self.compare(plan, old, new, before, after, fresh)
        if not busy:
            self.counts(plan, shape, found, before, after)
        self.survive(tenant, edits, new)
        self.settled(tenant)
        self.person(tenant, new)
        self.keep(tenant, done["receipt"], action, memory, before, old, len(made))
        return plan

    def keep(self, tenant, receipt, action, memory, before, model, written=0):
        """What has to be known when the change is taken back. `written`: records that came while it ran."""
        tenant.receipts.append({
            "id": receipt, "action": action, "number": self.number, "memory": memory, "facts": before, "model": model, "writes": tenant.writes - written,
        })

    def busy(self, tenant, shape):
        """Somebody goes on writing while a pack changes. Answers what ends that and gives the records that were acknowledged."""
        entity = shape[self.chance.choice(["customers.customer", *shape])]
        uid = next(uid for uid, each in shape.items() if each is entity)
        bodies = [self.filled(tenant, entity, shape, 0.3) for _ in range(40)]
        made, wrong, stop = [], [], threading.Event()

        def write():
            with Client(self.server.address, tenant.client.token) as client:
                for body in bodies:
                    if stop.is_set():
                        return
                    answer = client.post(f"/api/{entity['collection']}", body)
                    if answer.status == 201:
                        row = Row(uid, answer["id"], answer["version"], None)
                        row.born, row.values = self.number + 0.5, {field: ANY for field, _, _ in entity["fields"].values()}
                        self.put(tenant, entity, row, body)
                        made.append(row)
                    elif answer.status >= 500:
                        wrong.append(answer)

        thread = threading.Thread(target=write)
        thread.start()

        def end():
            stop.set()
            thread.join()
            must(not wrong, "amid a change:", wrong[:1])
            self.told["written amid a change"] += len(made)
            return made

        return end

    def compare(self, plan, old, new, before, after, fresh):
        told = {part_of(change["address"]) for change in plan["changes"]}
        for rename in plan["renames"]:
            told |= {part_of(value) for value in rename.values() if isinstance(value, str)}
        told = {address for address in told if not address.endswith("/fields")}
        seen = changed(old, new)
        # What stands below an entity that has another name is told by the name.
        entities = [value.split("/", 1)[1] for rename in plan["renames"] for value in rename.values() if isinstance(value, str) and value.count("/") == 1 and value.startswith("entity/")]
        below = tuple(f"entity/{entity}" for entity in entities) + tuple(f"permission/{entity}." for entity in entities)
        seen, told = ({address for address in each if not address.startswith(below)} if below else each for each in (seen, told))
        kinds = ("entity/", "role/", "setting/", "permission/", "screen/", "pack/")
        known = {address for address in told if address.startswith(kinds)}
        must(seen <= known, "changed in /api/model, and not in the plan:", {address: (parts(old).get(address), parts(new).get(address)) for address in seen - known})
        must(known - {part_of(rename[side]) for rename in plan["renames"] for side in ("from", "to")} <= seen, "in the plan, and not changed in /api/model:", sorted(known - seen), [c for c in plan["changes"] if part_of(c["address"]) in known - seen][:5])
        names = {step["name"]: step["change"] for step in plan["schema"] if step["kind"] in ("table", "links", "index", "unique")}
        was, now = ({(kind, name) for kind, name, _, _ in each["schema"] if not name.startswith("sqlite_")} for each in (before, after))
        links = {name for name, _ in names.items()}
        made = {name for _, name in now - was if not (name.endswith("__target_id") and name[3:-11] in links)}
        must(made == {name for name, change in names.items() if change == "add"}, "tables and indexes of the plan:", names, "but not made, and made but not there:", [n for n in names if n not in made], made - set(names))
        sown = sum(seed["change"] == "add" for seed in plan["seeds"])
        must(sown == fresh, f"{sown} rows to sow, {fresh} sown", plan["seeds"])

    def counts(self, plan, shape, found, before, after):
        """Whether the numbers of a plan are those of what was done."""
        known = {entry[0] for entry in before["rows"]["journal"]}
        done = collections.defaultdict(set)
        for entry in after["rows"]["journal"]:
            if entry[0] not in known:
                done[entry[7]].add(entry[6])
        steps = plan["migrations"]
        must(len(done["migrated"]) <= sum(step["rows"] for step in steps), f"{len(done['migrated'])} records were migrated:", steps)
        if len(steps) == 1 and not steps[0]["at_most"]:
            must(len(done["migrated"]) == steps[0]["rows"], f"{len(done['migrated'])} records were migrated:", steps)
        wanted = collections.Counter(seed["change"] for seed in plan["seeds"])
        must(len(done["created"]) == wanted["add"], "sown:", done["created"], plan["seeds"])
        must(len(done["updated"]) == wanted["update"] + wanted["change"], "seeds that follow:", done["updated"], plan["seeds"])
        names = {entity["name"]: (uid, entity) for uid, entity in shape.items()}
        for thing in plan["retires"]:
            words = thing["address"].split("/")
            uid, entity = names.get(words[1], (None, None))
            if entity is None:
                continue
            live = [record for record, deleted in found[uid].values() if not deleted]
            all = [record for record, _ in found[uid].values()]
            has = (lambda record: record.get(words[3]) not in (None, [])) if len(words) > 3 else lambda record: True
            must(thing["rows"] in (sum(map(has, live)), sum(map(has, all))), "retired with", thing, sum(map(has, live)), sum(map(has, all)))
            self.told[f"retire counts {'live' if thing['rows'] == sum(map(has, live)) else 'all'}"] += 1
