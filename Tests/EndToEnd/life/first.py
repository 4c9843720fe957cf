"""The first version of each pack."""

from life.things import PLAIN, TITLES, TYPES, WORDS, Pack, Thing


class First:
    """Makes first versions: entities with fields of all types, states, moves, roles, rows, seeds."""

    def __init__(self, chance):
        self.chance, self.count = chance, 0

    def uid(self, kind):
        self.count += 1
        return f"{kind}{self.count}"

    def name(self):
        self.count += 1
        return f"{self.chance.choice(WORDS)}_{self.count}"

    def happens(self, percent):
        return self.chance.random() * 100 < percent

    def any(self, things):
        return self.chance.choice(things) if things else None

    def first(self, id, below):
        pack = Pack(id)
        for other in below:
            pack.requires[other.id] = "1.0"
        pack.settings = [Thing(self.uid("s"), self.name(), type="int", default=self.chance.randint(0, 9)) for _ in range(self.chance.randint(1, 2))]
        pack.permissions = [Thing(self.uid("p"), self.name())]
        for _ in range(self.chance.randint(1, 2)):
            pack.entities.append(self.entity(pack, below))
        pack.extends.append(self.extension(pack, "customers.customer", 2))
        for other in below:
            target = self.chance.choice(other.entities)
            pack.extends.append(self.extension(pack, target, self.chance.randint(1, 3), move=True))
        pack.roles = [self.role(pack) for _ in range(2)]
        for entity in pack.entities:
            for number in range(self.chance.randint(0, 2)):
                pack.seeds.append(Thing(self.uid("seed"), f"row_{number}", entity=entity.uid, value=self.chance.choice(TITLES), owner=self.chance.choice(["pack", "shared", "tenant"])))
        for entity in pack.entities:
            numbers = [field for field in entity.fields if field.type == "int" and "compute" not in field.spec]
            readers = [role for role in pack.roles if entity.uid in role.grants]
            if numbers and readers and self.happens(50):
                pack.rows.append(Thing(self.uid("row"), "", entity=entity.uid, role=readers[0].uid, uses=[numbers[0].uid], least=self.chance.randint(100, 900)))
            if self.happens(25) and entity.uid not in {seed.entity for seed in pack.seeds}:
                entity.fields.append(Thing(self.uid("f"), self.name(), type="text", spec={"write": "never", "max": 20}, options=[], title="Made"))
                pack.automations.append(Thing(self.uid("a"), self.name(), entity=entity.uid, field=entity.fields[-1].uid))
        self.decorate(pack)
        return pack

    def entity(self, pack, below):
        name = self.name()
        entity = Thing(self.uid("e"), name, owner=pack.id, full=None, collection=f"{pack.id}-{name.replace('_', '-')}", title=self.chance.choice(TITLES), unique=[], checks=[])
        first = Thing(self.uid("f"), self.name(), type="text", spec={"required": True, "max": 60}, options=[], title=self.chance.choice(TITLES))
        entity.fields = [first, *(self.field(pack, entity, below) for _ in range(self.chance.randint(3, 7)))]
        entity.label = first.uid
        entity.states, entity.moves = [], []
        if self.happens(75):
            names = [Thing(self.uid("st"), self.name(), spec={}) for _ in range(self.chance.randint(2, 4))]
            names[0].spec = {"start": True}
            names[-1].spec = {"final": True}
            entity.states = names
            for here, there in zip(names, names[1:]):
                entity.moves.append(self.move(entity, here, there))
        self.guard_parts(entity)
        return entity

    def move(self, entity, here, there):
        return Thing(self.uid("m"), self.name(), start=[here.uid], to=there.uid, needs=None, guard=None)

    def guard_parts(self, entity):
        """Checks and guards over numbers that are there; computed fields."""
        numbers = [field for field in entity.fields if field.type == "int" and not field.spec.get("compute")]
        if numbers and self.happens(40):
            entity.checks.append(Thing(self.uid("c"), self.name(), text="{" + numbers[0].uid + "} = null or {" + numbers[0].uid + "} < 900", uses=[numbers[0].uid]))
        if numbers and self.happens(50):
            entity.fields.append(Thing(self.uid("f"), self.name(), type="int", spec={"compute": "{" + numbers[0].uid + "} * 2"}, uses=[numbers[0].uid], options=[], title="Twice"))
        if numbers and entity.moves and self.happens(40):
            entity.moves[0].guard = "{" + numbers[0].uid + "} = null or {" + numbers[0].uid + "} < 800"
            entity.moves[0].uses = [numbers[0].uid]

    def extension(self, pack, target, count, move=False):
        """`target` is the full name of a capability's entity, or an entity of another pack."""
        outer = isinstance(target, str)
        extension = Thing(
            self.uid("x"), target if outer else target.name, of=None if outer else target.uid, full=target if outer else f"{target.owner}.{target.name}",
            owner=pack.id, checks=[], states=[], moves=[], unique=[],
        )
        extension.fields = [self.field(pack, extension, [], own=False) for _ in range(count)]
        if move and not outer and target.states and self.happens(60):
            extension.states = [Thing(self.uid("st"), self.name(), spec={"final": True})]
            extension.moves = [Thing(self.uid("m"), self.name(), start=[target.states[0].uid], start_name=target.states[0].name, to=extension.states[0].uid, needs=pack.permissions[0].uid, guard=None)]
        return extension

    def field(self, pack, entity, below, own=True):
        field = Thing(self.uid("f"), self.name(), type=self.chance.choice(TYPES), spec={}, options=[], title=self.chance.choice(TITLES))
        spec, type = field.spec, field.type
        field.uid += ":text" if type in ("text", "long_text") else f":{type}"
        if type in ("text", "long_text"):
            spec["max"] = self.chance.choice([20, 60, 200])
        if type == "decimal":
            spec["scale"] = self.chance.randint(0, 3)
        if type == "int" and self.happens(50):
            spec.update(min=0, max=1000)
        if type == "money" and self.happens(60):
            spec["currency"] = "EUR"
        if type in ("choice", "choices"):
            field.options = [Thing(self.uid("o"), self.name(), title=self.chance.choice(TITLES)) for _ in range(self.chance.randint(2, 4))]
        if type == "datetime" and self.happens(40):
            spec["zone"] = True
        if type in ("reference", "references"):
            choices = [("customers.customer", "")] if type == "reference" else [("access.member", "")]
            if type == "reference":
                choices += [(f"{other.id}.{target.name}", target.uid) for other in below for target in other.entities]
            spec["to"] = self.chance.choice(choices)
            spec["inverse"] = self.name()
            if type == "reference":
                spec["on_delete"] = self.chance.choice(["restrict", "clear", "cascade"])
        if type == "list":
            spec["of"] = {"a": {"type": "int"}, "b": {"type": "text", "max": 20}}
        if type in ("text", "long_text") and self.happens(25):
            spec["searchable"] = True
        if type in ("text", "int", "date", "choice") and self.happens(25):
            spec["indexed"] = True
        if type in ("text", "int") and own and self.happens(12):
            spec["unique"] = True
        if type in PLAIN and not set(spec) & {"searchable", "indexed", "unique"} and self.happens(15):
            spec["secret"] = True
        if type in ("int", "choice", "bool") and not spec.get("unique") and self.happens(25):
            spec["default"] = {"int": 7, "bool": "true", "choice": ("option", field.options[0].uid) if field.options else None}[type]
        return field

    def role(self, pack):
        role = Thing(self.uid("r"), self.name(), title=self.chance.choice(TITLES), grants={}, owner_of=self.chance.choice(["shared", "shared", "pack", "tenant"]))
        for entity in pack.entities:
            verbs = {verb: "all" for verb in ("read", "create", "update", "delete") if verb == "read" or self.happens(60)}
            fields = [field.uid for field in entity.fields if self.happens(60)]
            if self.happens(40) and fields:
                verbs["read"] = fields
            role.grants[entity.uid] = verbs
        role.permission = pack.permissions[0].uid if self.happens(50) else None
        return role

    def decorate(self, pack):
        """Screens, words, rates, automations: made anew for each version that wants others."""
        entity = self.chance.choice(pack.entities)
        shown = [field.uid for field in entity.fields if "secret" not in field.spec and field.type not in ("list", "geo")]
        pack.screens = {}
        if self.happens(70):
            pack.screens["screen_" + pack.id] = {"base": entity.uid, "kind": "list", "fields": self.chance.sample(shown, min(len(shown), 3)), "title": self.chance.choice(TITLES)}
        pack.terms = {entity.uid: self.chance.choice(TITLES)} if self.happens(50) else {}
        if not pack.rates or self.happens(50):
            lines = {line.name: line for line in (pack.rates or [Thing(self.uid("l"), "base"), Thing(self.uid("l"), "extra")])}
            for line in lines.values():
                line.rate = self.chance.randint(1, 50)
            pack.rates = list(lines.values())
