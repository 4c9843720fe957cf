"""What befalls a server and its tenants: crashes, journeys, time, the end of a pack."""

import copy
import shutil
import sqlite3
import threading

from life.company import ANY, Tenant
from life.facts import changed, difference, facts, lasting, must
from server import Folder, kernel


class Fate:
    """Crashes, exports, purges, and days that pass."""

    def crash(self, tenant):
        self.server.kill()
        self.server.start()
        for each in self.tenants:
            self.enter(each)
            self.verify(each)

    def crash_amid(self, tenant):
        """The server is killed while a pack changes; afterwards it is the old or the new."""
        if not tenant.packs or self.calm:
            return
        id = self.chance.choice(list(tenant.packs))
        here = tenant.packs[id]
        there = self.chance.randrange(len(self.chains[id]))
        before = facts(self.folder.path, tenant.id)
        memory, model = tenant.memory(), self.model(tenant)
        plan = self.run("plan", id, "--to", self.chains[id][there].text, "--format", "json", tenant=tenant)
        if plan.code != 0 or here == there:
            return
        timer = threading.Timer(self.chance.uniform(0.02, 0.4), self.server.process.kill)
        timer.start()
        accept = ["--accept", plan.json["accept"]] if plan.json["accept"] else []
        self.run("upgrade", id, "--to", self.chains[id][there].text, *accept, tenant=tenant)
        timer.join()
        self.server.process.wait()
        self.server.start()
        self.seen = len(self.server.log_path.read_text(errors="replace"))
        for each in self.tenants:
            self.enter(each)
        shown = self.server.kernel("tenants", "show", tenant.id, "--format", "json").json
        now = next(pack["version"] for pack in shown["packs"] if pack["id"] == id)
        after = facts(self.folder.path, tenant.id)
        if now == self.chains[id][here].text:
            must(lasting(after) == lasting(before), "after a crash neither the old nor the new:", difference(lasting(before), lasting(after)))
        else:
            self.moved(tenant, id, here, there)
            receipt = self.run("receipts", "--format", "json", tenant=tenant, exit=0).json["receipts"][0]
            self.keep(tenant, receipt["receipt"], "upgrade", memory, before, model)
        for each in self.tenants:
            self.verify(each, new=each is tenant)

    def travel(self, tenant):
        """Export, and import into another folder: equal to the last row."""
        file = self.folder.parent / "travel.kernel"
        file.unlink(missing_ok=True)
        self.server.kernel("tenants", "export", tenant.id, file)
        twin = Folder()
        try:
            keys = self.folder.path / "keys"
            twin.path.mkdir(parents=True, exist_ok=True)
            shutil.copy(keys, twin.path / "keys")
            kernel("tenants", "import", file, "--data", twin.path, "--packs", self.packs)
            here, there = facts(self.folder.path, tenant.id), facts(twin.path, tenant.id)
            must(lasting(here) == lasting(there), "an import is not what was exported:", difference(lasting(here), lasting(there)))
            one = self.server.kernel("tenants", "show", tenant.id, "--format", "json").json
            two = kernel("tenants", "show", tenant.id, "--data", twin.path, "--packs", self.packs, "--format", "json").json
            must(one == two, f"{one} {two}")
        finally:
            twin.remove()

    def twin(self, tenant):
        """The tenant is exported, imported under another name, and lives on beside itself."""
        if len(self.tenants) > 3:
            return
        file = self.folder.parent / "twin.kernel"
        file.unlink(missing_ok=True)
        self.server.kernel("tenants", "export", tenant.id, file)
        name = f"{tenant.id}x{self.number}"
        self.server.kernel("tenants", "import", file, "--as", name)
        twin = Tenant(name)
        twin.packs, twin.rows = tenant.memory()
        twin.settings = dict(tenant.settings)
        twin.login, twin.own, twin.writes = tenant.login, tenant.own + 100, tenant.writes
        twin.receipts = [{**copy.deepcopy(receipt), "facts": None} for receipt in tenant.receipts]
        self.enter(twin)
        self.tenants.append(twin)
        must(self.verify(twin)[0] == self.model(tenant), "an import has another model", changed(self.model(tenant), self.model(twin)))

    def purge(self, tenant):
        off = [id for id in self.chains if id not in tenant.packs]
        if not off:
            return
        id = self.chance.choice(off)
        before = facts(self.folder.path, tenant.id)
        if not any(row[1] == id for row in before["rows"]["enabled_pack"]) and not any(name.startswith(f"{id}__") for name in before["rows"]):
            return
        for words in ([], ["--confirm", id], ["--confirm", f"{id} of t9"]):
            done = self.run("purge", id, *words, tenant=tenant)
            must(done.code == 1, "purged unasked")
        self.refused(tenant, before, "purge unasked")
        file = self.folder.parent / "purge.kernel"
        file.unlink(missing_ok=True)
        self.server.kernel("tenants", "export", tenant.id, file)
        before = facts(self.folder.path, tenant.id)
        done = self.run("purge", id, "--confirm", f"{id} of {tenant.id}", tenant=tenant)
        if done.code != 0:
            return self.refused(tenant, before, f"purge {done.err}")
        self.told["purge done"] += 1
        now = facts(self.folder.path, tenant.id)
        left = [name for name in now["rows"] if name.startswith(f"{id}__")] + [sql for _, _, _, sql in now["schema"] if sql and f'"{id}__' in sql]
        must(not left, f"a purge of {id} left", left)
        uids = {entity.uid for pack in self.chains[id] for entity in pack.entities}
        fields = {field.uid for pack in self.chains[id] for _, field in pack.fields()}
        tenant.rows = {key: row for key, row in tenant.rows.items() if row.entity not in uids}
        for row in tenant.rows.values():
            row.values = {uid: value for uid, value in row.values.items() if uid not in fields}
        if tenant.role in {role.uid for pack in self.chains[id] for role in pack.roles}:
            tenant.role = None
        tenant.receipts.clear()
        tenant.settings = {}
        tenant.writes += 1
        self.verify(tenant)

    def age(self, tenant):
        """The days of `keep` pass, and what was retired is dropped."""
        self.server.stop()
        for each in self.tenants:
            line = sqlite3.connect(self.folder.path / "tenants" / f"{each.id}.db")
            line.execute("UPDATE retired SET until = 0 WHERE until IS NOT NULL")
            line.commit()
            line.close()
        self.server.start()
        for each in self.tenants:
            self.enter(each)
        for id in list(tenant.packs):
            before = facts(self.folder.path, tenant.id)
            plan = self.run("plan", id, "--drop", "--format", "json", tenant=tenant)
            must(facts(self.folder.path, tenant.id) == before, "a plan changed something")
            if plan.code != 0:
                self.refused(tenant, before, f"drop {plan.err}")
                continue
            plan = plan.json
            if not plan["drops"]:
                continue
            accept = ["--accept", plan["accept"]] if plan["accept"] else []
            if accept:
                must(self.run("drop", id, tenant=tenant).code == 1, "dropped unasked")
                self.refused(tenant, before, "drop unasked")
            self.run("drop", id, *accept, "--plan", plan["plan"], tenant=tenant, exit=0)
            self.told["drop done"] += 1
            now = facts(self.folder.path, tenant.id)
            must(now["schema"] != before["schema"], "nothing was dropped", plan["drops"])
            tenant.receipts.clear()
            on = {field.uid for _, field in self.chains[id][tenant.packs[id]].fields()}
            gone = {field.uid for pack in self.chains[id] for _, field in pack.fields()} - on
            entities = {entity.uid for pack in self.chains[id] for entity in pack.entities} - {entity.uid for entity in self.chains[id][tenant.packs[id]].entities}
            for row in list(tenant.rows.values()):
                if row.entity in entities:
                    del tenant.rows[row.id]
                for uid in gone:
                    row.values[uid] = ANY
            for row in tenant.rows.values():
                for uid, value in row.values.items():
                    if isinstance(value, str) and len(value) == 36 and value not in tenant.rows and value != tenant.me:
                        row.values[uid] = ANY
            self.verify(tenant)
