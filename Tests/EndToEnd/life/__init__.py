"""One company's life by chance: packs come, change and go, people work, and what they were told stays so.

`Life` runs a server with some tenants. `step` does one thing by chance and asks afterwards whether everything is as it must be: every
acknowledged value is there, what was refused changed nothing, other tenants are as they were, and a plan told what its change did.
"""

import collections
import random

from client import Client
from life.change import Change
from life.company import Tenant
from life.edits import Edits
from life.facts import difference, facts, must
from life.fate import Fate
from life.look import Look
from life.packs import Packs
from life.people import People
from life.versions import Maker
from life.work import Work
from life.written import written
from server import Folder, Server, kernel


class Life(Look, Work, Change, Packs, Edits, People, Fate):
    """A server, its tenants, and what they must have."""

    def __init__(self, seed, tenants=2, versions=4, log=None, calm=False, amid=False):
        """`calm` leaves out crashes amid a change: then a seed is the same life each time. `amid` has people write while packs change."""
        self.seed, self.chance, self.calm, self.amid = seed, random.Random(seed), calm, amid
        self.maker = Maker(self.chance)
        self.chains = self.maker.packs(versions)
        fields = [field for chain in self.chains.values() for pack in chain for _, field in pack.fields()]
        self.option_names = {option.uid: option.name for field in fields for option in field.options}
        self.folder = Folder()
        self.packs = self.folder.parent / "packs"
        self.told = collections.Counter()
        self.number, self.log, self.seen = 0, log, 0
        for id, chain in self.chains.items():
            for place, pack in enumerate(chain):
                folder = self.packs / (id if place == 0 else f"{id}@{pack.text}")
                folder.mkdir(parents=True)
                (folder / "pack.yaml").write_text(written(pack))
        self.verdicts = {(id, place): self.validates(id, place) for id, chain in self.chains.items() for place in range(len(chain))}
        self.server = Server(self.folder, demo=False, arguments=["--packs", self.packs, "--purge-after", "0", "--rate-limit", "off"]).start()
        self.tenants = [self.tenant(f"t{number}") for number in range(tenants)]

    def path_of(self, id, place):
        return self.packs / (id if place == 0 else f"{id}@{self.chains[id][place].text}")

    def validates(self, id, place):
        return kernel("packs", "validate", self.path_of(id, place), "--packs", self.packs, exit=None).code == 0

    def note(self, *words):
        if self.log:
            print(self.number, *words, file=self.log, flush=True)

    def close(self):
        if self.server.process.poll() is None:
            self.server.kill()
        self.folder.remove()

    def tenant(self, id):
        made = self.server.kernel("tenants", "create", id, "--name", id.title(), "--owner", f"o@{id}.example.com", "--format", "json").json
        tenant = Tenant(id)
        tenant.login = (made["owner"]["email"], made["owner"]["password"])
        self.enter(tenant)
        return tenant

    def enter(self, tenant):
        tenant.client = Client(self.server.address)
        tenant.client.login(*tenant.login, tenant=tenant.id)
        tenant.me = tenant.client.get("/api/me").expect(200)["user"]["id"]

    def step(self):
        self.number += 1
        tenant = self.chance.choice(self.tenants)
        others = {other.id: facts(self.folder.path, other.id) for other in self.tenants if other is not tenant}
        # First there has to be something to live with.
        action = Packs.enable if not tenant.packs and self.chance.random() < 0.6 else self.chance.choices([name for name, _ in self.ACTIONS], [weight for _, weight in self.ACTIONS])[0]
        self.note(tenant.id, action.__name__, tenant.packs)
        self.told[action.__name__] += 1
        action(self, tenant)
        self.quiet()
        for other, before in others.items() if action not in (Fate.crash, Fate.crash_amid, Fate.age) else ():
            now = facts(self.folder.path, other)
            must(now == before, f"{tenant.id}'s {action.__name__} changed {other}:", difference(before, now))

    def settle(self):
        """The end: everything is there, the journals are whole, and the server stops as it should."""
        must(self.told["enable done"], "no pack was ever switched on")
        for tenant in self.tenants:
            self.verify(tenant)
            self.server.kernel("audit", "verify", "--tenant", tenant.id)
        self.quiet()
        self.server.stop()

    def refused(self, tenant, before, what):
        self.told[f"refused: {what[:70]}"] += 1
        self.note("refused", what)
        now = facts(self.folder.path, tenant.id)
        must(now == before, "refused, and changed all the same:", what, difference(before, now))

    def run(self, *arguments, tenant, exit=None):
        return self.server.kernel("packs", *arguments, "--tenant", tenant.id, exit=exit)

    # How often each is done, one to another.
    ACTIONS = [
        (Work.work, 40), (Packs.enable, 14), (Packs.upgrade, 18), (Packs.disable, 5), (Packs.undo, 14), (Edits.edit, 20), (Edits.settings, 6),
        (Fate.crash, 2), (Fate.crash_amid, 3), (Fate.travel, 4), (Fate.purge, 3), (People.hire, 6), (Fate.age, 2), (Fate.twin, 2),
    ]
