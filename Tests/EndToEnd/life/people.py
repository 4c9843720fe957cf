"""Somebody with one role of a pack."""

from client import Client
from life.facts import must

SYSTEM = ("version", "id", "created_at", "updated_at", "created_by", "updated_by", "owner", "state", "deleted_at")


class People:
    """Whether who has a role reads what it grants, row by row and field by field."""

    def person(self, tenant, model):
        """Whether somebody with one role reads what the role grants, and nothing else."""
        if tenant.role is None:
            return
        shape = self.shape(tenant, model)
        found = self.records(tenant, shape)
        names = {role.uid: (role.name, self.chains[id][place]) for id, place in tenant.packs.items() for role in self.chains[id][place].roles}
        name, pack = names.get(tenant.role, (None, None))
        role = next((role for role in model["roles"] if role["id"] == name), None)
        if role is None and self.told["person without a role 401"] > 1:
            # A server lets nobody in from an address that fails too often.
            return
        with Client(self.server.address) as client:
            entered = client.post("/api/auth/login", {"email": tenant.helper[0], "password": tenant.helper[1], "tenant": tenant.id})
            entered.check()
            if role is None or entered.status != 200:
                self.told[f"person without a role {entered.status}"] += 1
                must(role is None, f"who has the role {name} cannot sign in: {entered!r}")
                if entered.status != 200:
                    return
            client.token = entered["token"]
            for uid, entity in shape.items():
                grants = [grant for grant in (role["grants"] if role else []) if grant["permission"] == f"{entity['name']}.read"]
                answer = client.get(f"/api/{entity['collection']}", query={"limit": 500})
                if not grants:
                    must(answer.status in (403, 404), f"{name} reads {entity['name']} without a grant: {answer!r}")
                    continue
                rules = [rule for rule in pack.rows if rule.role == tenant.role and rule.entity == uid]
                items = answer.expect(200)["items"]
                by_uid = {field: n for n, (field, _, _) in entity["fields"].items()}
                seen = {
                    id for id, (record, deleted) in found[uid].items()
                    if not deleted and all(record[by_uid[rule.uses[0]]] is None or record[by_uid[rule.uses[0]]] < rule.least for rule in rules)
                }
                must({item["id"] for item in items} == seen or len(seen) > 400, f"{name} reads {sorted(item['id'] for item in items)} of {entity['name']}, not {sorted(seen)} by {grants} and {len(rules)} rules")
                if all("fields" in grant for grant in grants):
                    allowed = {field for grant in grants for field in grant["fields"]}
                    for item in items:
                        more = {member for member in item if member not in SYSTEM and member.removesuffix("_zone") not in allowed}
                        must(not more, f"{name} reads {more} of {entity['name']} by {grants}")
                self.told["person reads"] += 1

    def hire(self, tenant):
        """The second person gets a role of a pack."""
        roles = [role for id, place in tenant.packs.items() for role in self.chains[id][place].roles]
        if not roles:
            return
        role = self.chance.choice(roles)
        user = self.server.kernel("users", "invite", f"h{self.number}@{tenant.id}.example.com", "--role", role.name, "--name", "Help", "--tenant", tenant.id, "--format", "json").json["user"]
        tenant.helper = (user["email"], user["password"])
        tenant.role = role.uid
        tenant.writes += 1
        self.person(tenant, self.model(tenant))
