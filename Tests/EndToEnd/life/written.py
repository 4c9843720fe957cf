"""A version as the text of its `pack.yaml`."""

import json


def written(pack):
    """A version as `pack.yaml`; JSON is the part of YAML that it is written in."""
    return json.dumps(document(pack), indent=1)


def document(pack):
    names = {thing.uid: thing.name for target in pack.targets() for thing in [target, *target.fields, *target.states, *target.moves]}
    names.update({option.uid: option.name for _, field in pack.fields() for option in field.options})
    names.update({permission.uid: permission.name for permission in pack.permissions})
    for extension in pack.extends:
        for move in extension.moves:
            names.setdefault(move.start[0], move.start_name)

    def fill(text):
        for uid, name in names.items():
            text = text.replace("{" + uid + "}", name)
        return text

    def full(uid):
        target = next(target for target in pack.targets() if target.uid == uid)
        return target.full or f"{pack.id}.{target.name}"

    def field(thing):
        spec = {"type": thing.type, "title": thing.title, **thing.spec, **thing.former()}
        if hasattr(thing, "owner_of"):
            spec["owner"] = thing.owner_of
        if "to" in spec:
            spec["to"] = spec["to"][0]
        if "compute" in spec:
            spec["compute"] = fill(spec["compute"])
        if isinstance(spec.get("default"), tuple):
            spec["default"] = names[spec["default"][1]]
        if thing.options:
            spec["of"] = {option.name: {"title": option.title, **option.former()} for option in thing.options}
        return spec

    def move(thing):
        made = {"from": [names[uid] for uid in thing.start], "to": names[thing.to], **thing.former()}
        if thing.needs:
            made["needs"] = f"{pack.id}.{names[thing.needs]}"
        if thing.guard:
            made.update({"if": fill(thing.guard), "else": "Not so."})
        return made

    def parts(target):
        made = {"fields": {thing.name: field(thing) for thing in target.fields}}
        if target.states:
            made["states"] = {thing.name: {**thing.spec, **thing.former()} for thing in target.states}
        if target.moves:
            made["moves"] = {thing.name: move(thing) for thing in target.moves}
        if target.checks:
            made["checks"] = {thing.name: {"if": fill(thing.text), "else": "No."} for thing in target.checks}
        return made

    def entity(thing):
        return {**({"owner": thing.owner_of} if hasattr(thing, "owner_of") else {}), "title": thing.title, "collection": thing.collection, "label": "{" + names[thing.label] + "}", **thing.former(), "scopes": {"own": "owner"}, **parts(thing)}

    def role(thing):
        grants = {f"{pack.id}.{names[uid]}": {verb: "all" if what == "all" else {"scope": "all", "fields": [names[field] for field in what]} for verb, what in verbs.items()} for uid, verbs in thing.grants.items()}
        if thing.permission:
            grants[pack.id] = {names[thing.permission]: "all"}
        return {"title": thing.title, "owner": thing.owner_of, **thing.former(), "grants": grants}

    def migration(step):
        below = "<" + ".".join(map(str, step["below"]))
        if step["step"] == "retire":
            what = f"{pack.id}.{step['entity']}" if "entity" in step else f"{full(step['target'])}.{step['name']}"
            return {"from": below, "retire": what, **({"keep": f"{step['keep']}d"} if step["keep"] else {})}
        at = full(step["target"])
        if step["step"] == "set":
            return {"from": below, "set": f"{at}.{names[step['field']]}", "to": step["to"], "where": f"{names[step['field']]} = null"}
        if step["step"] == "split":
            return {"from": below, "split": f"{at}.{names[step['source_field']]}", "by": " ", "into": [names[step["field"]], names[step["rest"]]]}
        if step["step"] == "move":
            return {"from": below, "move": f"{at}.{step['name']}", "to": names[step["field"]]}
        return {"from": below, "map": f"{at}.{names[step['field']]}", "values": {step["name"]: names[step["option"]]}}

    made = {"pack": pack.id, "format": 1, "version": pack.text, "title": pack.id.title(), "requires": pack.requires}
    made["settings"] = {thing.name: {"type": thing.type, "default": thing.default, "min": 0, "max": 99, **thing.former()} for thing in pack.settings}
    made["permissions"] = {f"{pack.id}.{thing.name}": {"title": "May", **({"replaces": [f"{pack.id}.{old}" for old in thing.was]} if thing.was else {})} for thing in pack.permissions}
    made["roles"] = {thing.name: role(thing) for thing in pack.roles}
    made["entities"] = {thing.name: entity(thing) for thing in pack.entities}
    made["extend"] = {thing.full: parts(thing) for thing in pack.extends}
    roles = {role.uid: role.name for role in pack.roles}
    made["rows"] = [{"entity": full(rule.entity), "role": roles[rule.role], "where": f"{names[rule.uses[0]]} = null or {names[rule.uses[0]]} < {rule.least}"} for rule in pack.rows]
    made["automations"] = {rule.name: {"title": "Made", "when": f"{full(rule.entity)}.created", "do": [{"set": {names[rule.field]: '"made"'}}]} for rule in pack.automations}
    made["seed"] = {"reference": {}}
    for seed in pack.seeds:
        owner = next(thing for thing in pack.entities if thing.uid == seed.entity)
        row = {names[owner.label]: f"{seed.value} {seed.uid}"}
        made["seed"]["reference"].setdefault(f"{pack.id}.{owner.name}", {})[seed.uid] = {**row, "owner": seed.owner}
    made["screens"] = {
        id: {"base": f"{pack.id}.{names[screen['base']]}.{screen['kind']}", "title": screen["title"], "fields": [names[uid] for uid in screen["fields"]]}
        for id, screen in pack.screens.items()
    }
    made["terminology"] = {f"{pack.id}.{names[uid]}": {"en": {"one": word, "many": word + "s"}} for uid, word in pack.terms.items()}
    made["units"] = {"piece": {"title": "Piece", "measures": "count"}}
    made["rate_cards"] = {"card": {"unit": "piece", "lines": {line.name: line.rate for line in pack.rates}}}
    made["formulas"] = {"price": {"inputs": {"n": {"type": "int", "required": True}}, "value": "n * rates.card.base + settings." + pack.settings[0].name if pack.settings else "n * rates.card.base", "result": "money"}}
    made["migrations"] = [migration(step) for step in pack.migrations]
    return {key: value for key, value in made.items() if value or key in ("format",)}
