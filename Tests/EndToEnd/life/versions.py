"""Chains of versions: each makes some changes by chance to the one before."""

import copy

from life.first import First
from life.things import TITLES, Thing


class Maker(First):
    """Makes packs and their next versions."""

    def packs(self, versions):
        """Chains of versions by id: `alder`, `birch` that builds on it, `cedar` that builds on both or on neither."""
        alder = self.first("alder", [])
        birch = self.first("birch", [alder])
        cedar = self.first("cedar", [alder, birch] if self.happens(60) else [])
        chains = {}
        for first in (alder, birch, cedar):
            chain = [first]
            for place in range(1, versions):
                # Mostly a version knows the names that the packs below it have by then.
                below = [chains[other][place] for other in chains if other in first.requires] if self.happens(80) else []
                chain.append(self.next(chain[-1], below))
            chains[first.id] = chain
        return chains

    def next(self, last, below):
        pack = copy.deepcopy(last)
        for other in below:
            names = {thing.uid: thing.name for entity in other.entities for thing in [entity, *entity.states]}
            for extension in pack.extends:
                if extension.of in names:
                    extension.full = f"{other.id}.{names[extension.of]}"
                    for move in extension.moves:
                        move.start_name = names.get(move.start[0], move.start_name)
            for _, field in pack.fields():
                if field.spec.get("to", ("", ""))[1] in names:
                    field.spec["to"] = (f"{other.id}.{names[field.spec['to'][1]]}", field.spec["to"][1])
            if other.version[0] > 1 and self.happens(70):
                pack.requires[other.id] = f"{other.version[0]}.0"
        major = self.happens(6)
        pack.version = (pack.version[0] + 1, 0, 0) if major else (pack.version[0], pack.version[1] + 1, 0)
        for _ in range(self.chance.randint(2, 7)):
            change = self.chance.choice(self.CHANGES)
            change(self, pack)
        self.prune(pack)
        return pack

    def plain(self, pack):
        """A field that nothing special hangs on."""
        return self.any([(target, field) for target, field in pack.fields() if not {"compute", "write"} & set(field.spec) and field.uid != getattr(target, "label", None)]) or (None, None)

    def add_field(self, pack):
        target = self.chance.choice(pack.targets())
        field = self.field(pack, target, [], own=False)
        target.fields.append(field)
        if "secret" not in field.spec and field.type in ("int", "bool", "text") and not field.spec.get("unique") and self.happens(50):
            to = {"int": 5, "bool": "true", "text": "given"}[field.type]
            pack.migrations.append({"step": "set", "below": pack.version, "target": target.uid, "field": field.uid, "to": to})

    def clash(self, pack):
        """A name that a tenant may have given to something of its own."""
        target = self.chance.choice(pack.targets())
        name = f"own_{self.chance.randint(1, 6)}"
        if self.happens(60):
            if all(field.name != name for field in target.fields):
                field = self.field(pack, target, [], own=False)
                field.name = name
                target.fields.append(field)
        elif target in pack.entities and target.states and all(state.name != name for state in target.states):
            target.states.append(Thing(self.uid("st"), name, spec={"final": True}))
            target.moves.append(self.move(target, target.states[0], target.states[-1]))
        elif all(role.name != name for role in pack.roles):
            pack.roles.append(self.role(pack))
            pack.roles[-1].name = name

    def split_field(self, pack):
        """A text that is cut in two, or two that are joined."""
        target, field = self.plain(pack)
        if not field or field.type not in ("text", "long_text") or {"secret", "unique"} & set(field.spec):
            return
        heirs = [Thing(self.uid("f"), self.name(), type="long_text", spec={}, options=[], title="Part") for _ in range(2)]
        target.fields += heirs
        pack.migrations.append({"step": "split", "below": pack.version, "target": target.uid, "field": heirs[0].uid, "rest": heirs[1].uid, "source_field": field.uid})

    def change_owner(self, pack):
        thing = self.chance.choice([*pack.roles, *pack.entities, *(field for target in pack.entities for field in target.fields)])
        thing.owner_of = self.chance.choice(["pack", "shared", "tenant"])

    def rename_field(self, pack):
        _, field = self.any(pack.fields()) or (None, None)
        if field:
            field.rename(self.name())

    def drop_field(self, pack):
        target, field = self.plain(pack)
        if not field:
            return
        target.fields.remove(field)
        pack.gone.append((target.uid, field, pack.version))
        if self.happens(60):
            keep = self.chance.choice([None, 1, 30])
            pack.migrations.append({"step": "retire", "below": pack.version, "target": target.uid, "name": field.name, "keep": keep, "retired": field.uid})

    def move_field(self, pack):
        """A field goes, and a new one takes its values."""
        target, field = self.plain(pack)
        if not field or field.type not in ("text", "int", "date", "bool", "decimal") or "secret" in field.spec:
            return
        heir = copy.deepcopy(field)
        heir.uid, heir.name, heir.was = self.uid("f"), self.name(), []
        for key in ("unique", "default", "required"):
            heir.spec.pop(key, None)
        target.fields[target.fields.index(field)] = heir
        pack.gone.append((target.uid, field, pack.version))
        pack.migrations.append({"step": "move", "below": pack.version, "target": target.uid, "field": heir.uid, "name": field.name, "source": field.uid})
        pack.migrations.append({"step": "retire", "below": pack.version, "target": target.uid, "name": field.name, "keep": 30, "retired": field.uid})

    def return_field(self, pack):
        back = [item for item in pack.gone if item[2] != pack.version and any(target.uid == item[0] for target in pack.targets())]
        item = self.any(back)
        if not item:
            return
        target = next(target for target in pack.targets() if target.uid == item[0])
        if any(field.name == item[1].name for field in target.fields):
            return
        field = copy.deepcopy(item[1])
        field.was = []
        field.spec.pop("required", None)
        target.fields.append(field)
        pack.gone.remove(item)
        pack.migrations = [step for step in pack.migrations if step.get("retired") != field.uid and step.get("source") != field.uid]

    def change_bounds(self, pack):
        _, field = self.plain(pack)
        if not field:
            return
        if "max" in field.spec:
            field.spec["max"] = max(1, self.chance.choice([field.spec["max"] * 2, field.spec["max"] // 2]))
        elif field.type == "int":
            field.spec["max"] = self.chance.choice([50, 5000])

    def change_flags(self, pack):
        _, field = self.plain(pack)
        if not field or "secret" in field.spec:
            return
        flag = self.chance.choice(["required", "indexed", "searchable", "unique", "sensitive"])
        fits = {"required": True, "indexed": field.type in ("text", "int", "date", "choice", "decimal"), "searchable": field.type in ("text", "long_text"),
                "unique": field.type in ("text", "int") and "default" not in field.spec, "sensitive": True}
        if field.spec.pop(flag, None) is None and fits[flag]:
            field.spec[flag] = True

    def change_type(self, pack):
        _, field = self.plain(pack)
        if not field or field.type not in ("text", "int", "decimal", "date", "long_text"):
            return
        field.type = self.chance.choice([type for type in ("text", "long_text", "int", "decimal", "bool") if type != field.type])
        field.spec = {"scale": 2} if field.type == "decimal" else {}
        # A type that comes back finds its column again, and a long text is kept as a short one is.
        field.uid = f"{field.uid.split(':')[0]}:{'text' if 'text' in field.type else field.type}"

    def change_title(self, pack):
        self.chance.choice([*pack.entities, *(field for _, field in pack.fields()), *pack.roles]).title = self.chance.choice(TITLES)

    def change_options(self, pack):
        _, field = self.any([pair for pair in pack.fields() if pair[1].options]) or (None, None)
        if not field:
            return
        what = self.chance.choice(["rename", "add", "drop", "map"])
        target = next(target for target, other in pack.fields() if other is field)
        option = self.chance.choice(field.options)
        if what == "rename":
            option.rename(self.name())
        elif what == "add":
            field.options.append(Thing(self.uid("o"), self.name(), title=self.chance.choice(TITLES)))
        elif len(field.options) > 1:
            field.options.remove(option)
            what = "drop" if field.type == "choices" else what
            if field.spec.get("default") == ("option", option.uid):
                del field.spec["default"]
            if what == "map":
                pack.migrations.append({"step": "map", "below": pack.version, "target": target.uid, "field": field.uid, "name": option.name, "option": field.options[0].uid})

    def change_states(self, pack):
        target = self.any([target for target in pack.targets() if target.states])
        if not target:
            return
        what = self.chance.choice(["rename", "add", "drop", "rename_move", "guard", "title"])
        if what == "rename":
            self.chance.choice(target.states).rename(self.name())
        elif what == "rename_move" and target.moves:
            self.chance.choice(target.moves).rename(self.name())
        elif what == "add" and target in pack.entities:
            new = Thing(self.uid("st"), self.name(), spec={"final": True})
            target.moves.append(self.move(target, target.states[0], new))
            target.states.append(new)
        elif what == "drop" and len(target.states) > 2 and target in pack.entities:
            state = target.states[-1]
            target.states.remove(state)
            target.moves = [move for move in target.moves if move.to != state.uid and state.uid not in move.start]
            ways = {uid for move in target.moves for uid in move.start}
            for left in target.states:
                left.spec.pop("final", None)
                if left.uid not in ways:
                    left.spec["final"] = True
        elif what == "title":
            self.chance.choice(target.states).spec["title"] = self.chance.choice(TITLES)

    def change_entities(self, pack):
        what = self.chance.choice(["add", "rename", "rename", "drop", "collection"])
        entity = self.chance.choice(pack.entities)
        if what == "add":
            pack.entities.append(self.entity(pack, []))
        elif what == "rename":
            entity.rename(self.name())
        elif what == "collection":
            entity.collection = f"{pack.id}-{self.name().replace('_', '-')}"
        elif what == "drop" and pack.lost and self.happens(60):
            back = pack.lost.pop()
            back.was = []
            if all(other.name != back.name and other.collection != back.collection for other in pack.entities):
                pack.entities.append(back)
                pack.migrations = [step for step in pack.migrations if step.get("entity") != back.name]
        elif len(pack.entities) > 1:
            pack.entities.remove(entity)
            pack.lost.append(entity)
            if self.happens(60):
                pack.migrations.append({"step": "retire", "below": pack.version, "entity": entity.name, "keep": self.chance.choice([None, 1, 30])})

    def change_settings(self, pack):
        setting = self.any(pack.settings)
        what = self.chance.choice(["add", "rename", "default", "drop"])
        if what == "add" or not setting:
            pack.settings.append(Thing(self.uid("s"), self.name(), type="int", default=3))
        elif what == "rename":
            setting.rename(self.name())
        elif what == "default":
            setting.default = self.chance.randint(0, 9)
        else:
            pack.settings.remove(setting)

    def change_roles(self, pack):
        role = self.any(pack.roles)
        what = self.chance.choice(["add", "rename", "grant", "grant", "drop"])
        if what == "add" or not role:
            pack.roles.append(self.role(pack))
        elif what == "rename":
            role.rename(self.name())
        elif what == "grant":
            new = self.role(pack)
            role.grants, role.permission = new.grants, new.permission
        elif len(pack.roles) > 1:
            pack.roles.remove(role)

    def change_permission(self, pack):
        self.chance.choice(pack.permissions).rename(self.name())

    def change_seeds(self, pack):
        what = self.chance.choice(["add", "change", "drop"])
        seed = self.any(pack.seeds)
        if what == "add" or not seed:
            pack.seeds.append(Thing(self.uid("seed"), self.name(), entity=self.chance.choice(pack.entities).uid, value=self.chance.choice(TITLES), owner=self.chance.choice(["pack", "shared", "tenant"])))
        elif what == "change":
            seed.value = self.chance.choice(TITLES) + " again"
        else:
            pack.seeds.remove(seed)

    def change_looks(self, pack):
        self.decorate(pack)

    CHANGES = [
        add_field, add_field, rename_field, rename_field, drop_field, drop_field, move_field, return_field, return_field, change_bounds, change_flags,
        change_flags, change_type, change_title, change_title, change_options, change_options, change_states, change_states, change_entities,
        clash, split_field, change_owner, change_settings, change_roles, change_roles, change_permission, change_seeds, change_looks,
    ]

    def prune(self, pack):
        """Takes out what names what has gone."""
        live = {field.uid: field for _, field in pack.fields()}
        for target in pack.targets():
            target.fields = [field for field in target.fields if not set(getattr(field, "uses", [])) - set(live)]
            target.fields = [field for field in target.fields if "compute" not in field.spec or live[field.uses[0]].type == "int"]
            kept = lambda thing: all(uid in live and live[uid].type == "int" for uid in getattr(thing, "uses", []))
            target.checks = [check for check in target.checks if kept(check)]
            for move in target.moves:
                if move.guard and not kept(move):
                    move.guard = None
        pack.extends = [extension for extension in pack.extends if extension.fields or extension.states]
        live = {field.uid for _, field in pack.fields()}
        entities = {entity.uid for entity in pack.entities}
        options = {option.uid for _, field in pack.fields() for option in field.options}
        targets = {target.uid for target in pack.targets()}
        names = {(target.uid, field.name) for target, field in pack.fields()}
        pack.migrations = [
            step for step in pack.migrations
            if step.get("target", next(iter(targets))) in targets and step.get("field", next(iter(live))) in live and ("option" not in step or step["option"] in options)
            and not (step["step"] in ("retire", "move") and "target" in step and (step["target"], step["name"]) in names)
        ]
        pack.automations = [automation for automation in pack.automations if automation.entity in entities and automation.field in live]
        automatic = {automation.entity for automation in pack.automations}
        pack.seeds = [seed for seed in pack.seeds if seed.entity in entities - automatic]
        pack.migrations = [step for step in pack.migrations if step["step"] != "split" or {step["rest"], step["source_field"]} <= live]
        pack.screens = {id: screen for id, screen in pack.screens.items() if screen["base"] in entities and set(screen["fields"]) <= live}
        pack.terms = {uid: word for uid, word in pack.terms.items() if uid in entities}
        for role in pack.roles:
            role.grants = {
                uid: {verb: what if what == "all" else [field for field in what if field in live] or "all" for verb, what in verbs.items()}
                for uid, verbs in role.grants.items() if uid in entities
            }
        pack.roles = [role for role in pack.roles if role.grants or role.permission]
        granted = {(role.uid, uid) for role in pack.roles for uid in role.grants}
        numbers = {field.uid for _, field in pack.fields() if field.type == "int"}
        pack.rows = [rule for rule in pack.rows if (rule.role, rule.entity) in granted and rule.uses[0] in numbers]
