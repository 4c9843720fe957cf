extension PackCode {
    static let lintMeanings: [PackCode: Meaning] = [
        .translationOfNothing: Meaning(
            title: "A translation for nothing",
            explanation: "`i18n/<language>.yaml` holds texts by the address of what they translate: "
                + "`entity/complaint/field/reply`, `role/cleaner`, `title`."
        ),
        .translationMissing: Meaning(
            title: "A text lacks a language of the pack",
            explanation:
                "The pack's title and its `i18n/` files say which languages it speaks. Who reads one of them would "
                + "see English here."
        ),
        .translationTwice: Meaning(
            title: "A translation stands twice",
            explanation: "The text stands in the pack itself and in its `i18n/` file, and only one can count."
        ),
        .permissionUnused: Meaning(
            title: "A permission that nothing asks for",
            explanation: "Granting it changes nothing: no move, no field, no formula and no other permission names it."
        ),
        .permissionUngranted: Meaning(
            title: "A permission that no role is granted",
            explanation: "Only who holds everything could do what it allows."
        ),
        .settingUnused: Meaning(
            title: "A setting that nothing reads",
            explanation: "Changing it changes nothing: no expression of the pack names it."
        ),
        .roleEmpty: Meaning(
            title: "A role that may do nothing",
            explanation: "Who has only this role signs in to an empty product."
        ),
        .entityUnread: Meaning(
            title: "An entity that no role may read",
            explanation: "Its records would be seen by who holds everything, and by nobody else."
        ),
        .rowRuleConstant: Meaning(
            title: "A row rule that is always or never true",
            explanation: "Always true it narrows nothing; never true it hides every record."
        ),
        .writesUnread: Meaning(
            title: "A role changes what it may not read",
            explanation: "What cannot be read is not found: every update, delete or move of the role would be 404. "
                + "`create` alone needs no `read`."
        ),
        .optionUnnameable: Meaning(
            title: "An option that no expression can name",
            explanation:
                "`null`, `true` and `false` mean something else in expressions, so a condition that asks for the "
                + "option asks for that."
        ),
        .formUnwritable: Meaning(
            title: "A form shows what nobody writes there",
            explanation:
                "A computed field, a field that is never written, or a field of another record: people see it, "
                + "and cannot fill it in."
        ),
        .formIncomplete: Meaning(
            title: "A form without a required field",
            explanation: "The field has no default, so a new record that is filled in there is refused for want of it."
        ),
        .grantWritesNothing: Meaning(
            title: "A grant to write what nobody writes",
            explanation: "All fields that the grant names are computed or never written, so it grants nothing."
        ),
        .unitUnused: Meaning(
            title: "A unit that no rate is per",
            explanation: "No rate card of the pack names it. Packs that stand on this one may: then let it stand."
        ),
        .conditionConstant: Meaning(
            title: "A condition that always comes out the same",
            explanation:
                "It reads nothing of the record, of who asks, of the tenant or of the clock. Always true it asks "
                + "nothing; never true, what depends on it never happens. `me` is null in automations."
        ),
        .rowRuleReadsHidden: Meaning(
            title: "A row rule tells what its role may not read",
            explanation: "Which records somebody sees depends on the field, so seeing them tells its value."
        ),
        .screenShowsHidden: Meaning(
            title: "A screen shows what its role may not read",
            explanation: "The place would stay empty for everybody who has only this role."
        ),
        .maskUndone: Meaning(
            title: "A permission gives back what a role may not read",
            explanation:
                "`implies: [x.read]` is the right to read x whole. Who holds the permission sees every field, though "
                + "the role names the fields it may read."
        ),
        .offlineTwice: Meaning(
            title: "What devices carry of an entity is declared twice",
            explanation: "An entity has one `offline`: its owner's, or that of one pack that extends it."
        ),
        .badOffline: Meaning(
            title: "What devices carry names what does not fit",
            explanation: "`read` is a scope that the entity declares, `window` counts from a date or an instant of it, "
                + "`merge` names its stored fields with a policy that fits their type."
        ),
        .offlineNarrowed: Meaning(
            title: "A row rule keeps a role's records off its devices",
            explanation:
                "What a `rows:` rule narrows for a role is online only for that role, since a device cannot know "
                + "when a record leaves the rule."
        ),
        .retireWithoutKeep: Meaning(
            title: "Nothing says how long retired data is kept",
            explanation:
                "Without `keep`, what tenants hold in a retired field or entity stays, hidden, until the pack is purged: "
                + "nobody may drop it."
        ),
        .rowRuleNarrowsNothing: Meaning(
            title: "A row rule narrows nothing that its role is granted",
            explanation:
                "A rule with `role` narrows the grants of that role itself, not those of roles that it includes. Without "
                + "one on the entity it does nothing."
        ),
        .inputUnread: Meaning(
            title: "An input that nothing reads",
            explanation:
                "What people send with it has no effect: no guard, no `set`, no limit of a move, no `value` of a formula "
                + "and no clause of a contract names it, and it is not kept."
        ),
        .rateNegative: Meaning(
            title: "A rate below zero",
            explanation: "Each unit would take from the price. Discounts are mostly written in the formula."
        ),
        .screensForOneRole: Meaning(
            title: "Two screens stand in one place for a role",
            explanation: "`roles` says who gets a screen in place of its base, and that place is one."
        ),
        .nullOwnerLeftOut: Meaning(
            title: "`!= me` leaves out records of nobody",
            explanation:
                "A comparison with null is false, so a record whose field is empty is not `!= me` either. Records "
                + "that imports, seeds and automations made have no owner."
        ),
    ]

    static let lintExamples: [PackCode: Example] = [
        .translationOfNothing: Example(
            "Correct the address.",
            wrong: "entity/complaint/feld/reply: Antwort",
            right: "entity/complaint/field/reply: Antwort"
        ),
        .translationMissing: Example(
            "Add the text to the `i18n/` file, or where the title stands.",
            wrong: "title: { en: Cleaning, de: Reinigung }\nroles: { cleaner: { title: Cleaner } }",
            right:
                "title: { en: Cleaning, de: Reinigung }\nroles: { cleaner: { title: { en: Cleaner, de: Reinigungskraft } } }"
        ),
        .translationTwice: Example(
            "Keep one of the two.",
            wrong: "title: { en: Cleaning, de: Reinigung }       # and i18n/de.yaml has `title`",
            right: "title: Cleaning                              # i18n/de.yaml has `title`"
        ),
        .permissionUnused: Example(
            "Name it where it is needed, or remove it.",
            wrong: "permissions: { cleaning.inspect: { title: Inspect } }",
            right: "permissions: { cleaning.inspect: { title: Inspect } }\n"
                + "moves: { inspect: { needs: cleaning.inspect, ... } }"
        ),
        .permissionUngranted: Example(
            "Grant it to a role.",
            wrong: "permissions: { cleaning.inspect: { title: Inspect } }",
            right: "roles: { supervisor: { grants: { cleaning: { inspect: all } } } }"
        ),
        .settingUnused: Example(
            "Read it in an expression, or remove it.",
            wrong: "settings: { pass_rating: { type: int, default: 3 } }",
            right: "if: \"input.rating >= settings.pass_rating\""
        ),
        .roleEmpty: Example(
            "Grant something, include another role, or remove it.",
            wrong: "roles: { helper: { title: Helper } }",
            right: "roles: { helper: { includes: [cleaner] } }"
        ),
        .entityUnread: Example(
            "Grant `read` to a role.",
            wrong: "entities: { complaint: { ... } }",
            right: "roles: { supervisor: { grants: { cleaning.complaint: { read: all } } } }"
        ),
        .rowRuleConstant: Example(
            "Write a condition over the record, or remove the rule.",
            wrong: "{ entity: customers.site, where: \"true\" }",
            right: "{ entity: customers.site, where: \"soil != heavy\" }"
        ),
        .writesUnread: Example(
            "Grant `read`, as far as the change reaches.",
            wrong: "customers.site: { update: own }",
            right: "customers.site: { read: own, update: own }"
        ),
        .optionUnnameable: Example(
            "Give the option another id, and the title that people read.",
            wrong: "answered: { type: choice, of: [true, false] }",
            right: "answered: { type: choice, of: { yes: Yes, no: No } }"
        ),
        .formUnwritable: Example(
            "Leave it out of the form; the detail shows it.",
            wrong: "visit: { base: work-orders.work_order.form, fields: [title, site.name] }",
            right: "visit: { base: work-orders.work_order.form, fields: [title, site] }"
        ),
        .formIncomplete: Example(
            "Show the field, or give it a default.",
            wrong: "place: { base: customers.site.form, fields: [address] }",
            right: "place: { base: customers.site.form, fields: [name, address] }"
        ),
        .grantWritesNothing: Example(
            "Name fields that can be written, or take the grant away.",
            wrong: "painting.job: { update: { scope: all, fields: [total] } }   # total is computed",
            right: "painting.job: { update: { scope: all, fields: [hours] } }"
        ),
        .unitUnused: Example(
            "Name it in a rate card, or remove it.",
            wrong:
                "units: { hour: { measures: time }, day: { measures: time } }\nrate_cards: { labor: { unit: hour, ... } }",
            right: "units: { hour: { measures: time } }\nrate_cards: { labor: { unit: hour, ... } }"
        ),
        .conditionConstant: Example(
            "Ask something of the record, or leave the condition out.",
            wrong: "when: work-orders.work_order.done\nif: \"1 = 1\"",
            right: "when: work-orders.work_order.done\nif: \"priority = urgent\""
        ),
        .rowRuleReadsHidden: Example(
            "Let the role read the field, or write the rule over another.",
            wrong: "read: { scope: all, fields: [name] }\nrows: [{ ..., where: \"soil = light\" }]",
            right: "read: { scope: all, fields: [name, soil] }\nrows: [{ ..., where: \"soil = light\" }]"
        ),
        .screenShowsHidden: Example(
            "Let the role read the field, or leave it out of the screen.",
            wrong:
                "read: { scope: all, fields: [name] }\nscreens: { mine: { roles: [cleaner], fields: [name, soil], ... } }",
            right: "read: { scope: all, fields: [name] }\nscreens: { mine: { roles: [cleaner], fields: [name], ... } }"
        ),
        .maskUndone: Example(
            "Leave the implied permission out, or grant the role all fields.",
            wrong: "painting.inspect: { implies: [work-orders.work_order.read] }\n"
                + "work-orders.work_order: { read: { scope: team, fields: [notes] } }\npainting: { inspect: team }",
            right: "painting.inspect: { title: Inspect }\n"
                + "work-orders.work_order: { read: { scope: team, fields: [notes] } }\npainting: { inspect: team }"
        ),
        .offlineTwice: Example(
            "Keep one of the two.",
            wrong: "extend: { customers.site: { offline: { read: assigned } } }   # in two packs of a tenant",
            right: "extend: { customers.site: { offline: { read: assigned } } }   # in one of them"
        ),
        .badOffline: Example(
            "Name a scope, a field or a policy that fits.",
            wrong: "offline: { read: all, merge: { notes: add } }",
            right: "offline: { read: all, merge: { notes: append } }"
        ),
        .retireWithoutKeep: Example(
            "Say for how many days.",
            wrong: "migrations: [{ from: <2.1.0, retire: customers.site.floor_count }]",
            right: "migrations: [{ from: <2.1.0, retire: customers.site.floor_count, keep: 180d }]"
        ),
        .offlineNarrowed: Example(
            "Grant a scope instead of narrowing with a rule, or have the role work online.",
            wrong: "rows: [{ entity: customers.site, role: cleaner, where: \"country = 'DE'\" }]\n"
                + "extend: { customers.site: { offline: { read: assigned } } }",
            right: "roles: { cleaner: { grants: { customers.site: { read: assigned } } } }\n"
                + "extend: { customers.site: { offline: { read: assigned } } }"
        ),
        .rowRuleNarrowsNothing: Example(
            "Name the role that has the grant, or leave `role` out.",
            wrong:
                "roles: { lead: { includes: [cleaner] } }\nrows: [{ entity: customers.site, role: lead, where: \"country = 'DE'\" }]",
            right: "rows: [{ entity: customers.site, role: cleaner, where: \"country = 'DE'\" }]"
        ),
        .inputUnread: Example(
            "Read it, or remove it.",
            wrong: "finish: { from: open, to: done, input: { note: { type: text } } }",
            right: "finish: { from: open, to: done, input: { note: { type: text } }, set: { remark: input.note } }"
        ),
        .rateNegative: Example(
            "Write the amount above zero and take it off in the formula.",
            wrong: "lines: { discount: -5 }",
            right: "lines: { discount: 5 }         # value: \"area * 3 - rates.extras.discount\""
        ),
        .screensForOneRole: Example(
            "Leave `roles` out of one of them, and name it in the menu.",
            wrong:
                "today: { base: customers.site.list, roles: [cleaner] }\nnear: { base: customers.site.list, roles: [cleaner] }",
            right:
                "today: { base: customers.site.list, roles: [cleaner] }\nnear: { base: customers.site.list }\nmenu: { work: [near] }"
        ),
        .nullOwnerLeftOut: Example(
            "Say what holds where the field is empty.",
            wrong: "if: \"owner != me\"",
            right: "if: \"owner = null or owner != me\""
        ),
    ]
}
