extension PackCode {
    static let referenceExamples: [PackCode: Example] = [
        .ownerTwice: Example("Rename the pack.", wrong: "pack: customers", right: "pack: cleaning"),
        .entityTwice: Example(
            "Rename one of the two, or remove it.",
            wrong: "entities: { rate: { ... } }     # and entities/rates.yaml has `rate`",
            right: "entities: { rate: { ... } }"
        ),
        .entityOfOther: Example(
            "Declare entities under the own name; add to others' with `extend`.",
            wrong: "capability `hello` registers `customers.badge`",
            right: "capability `hello` registers `hello.badge`"
        ),
        .spelling: Example(
            "Spell the id as its kind is spelt.",
            wrong: "EntityDefinition(\"workOrders.WorkOrder\", ...)",
            right: "EntityDefinition(\"work-orders.work_order\", ...)"
        ),
        .fieldTwice: Example(
            "Rename the field that the pack adds.",
            wrong: "extend:\n  customers.site: { fields: { name: { type: text } } }",
            right: "extend:\n  customers.site: { fields: { trade_name: { type: text } } }"
        ),
        .fieldReserved: Example(
            "Choose another name.",
            wrong: "fields: { state: { type: text } }",
            right: "fields: { region: { type: text } }"
        ),
        .tableTwice: Example(
            "Rename one of the two.",
            wrong: "a-b.c and a_b.c",
            right: "a-b.c and a-b.d"
        ),
        .permissionTwice: Example(
            "Remove it from `permissions`.",
            wrong: "permissions: { cleaning.complaint.read: { title: Read } }",
            right: "permissions: { cleaning.inspect: { title: Inspect } }"
        ),
        .permissionOfOther: Example(
            "Begin the id with the pack's own.",
            wrong: "permissions: { customers.inspect: { title: Inspect } }",
            right: "permissions: { cleaning.inspect: { title: Inspect } }"
        ),
        .eventTwice: Example(
            "Rename one of the events.",
            wrong: "two capabilities register `billing.paid`",
            right: "`billing.paid` and `payroll.paid`"
        ),
        .actionTwice: Example(
            "Rename one of the actions.",
            wrong: "two capabilities register the action `billing/send`",
            right: "`billing/send` and `billing/remind`"
        ),
        .roleTwice: Example(
            "Rename the role.",
            wrong: "roles: { owner: { ... } }",
            right: "roles: { site_owner: { ... } }"
        ),
        .unknownEntity: Example(
            "Correct the spelling, or add to `requires` what declares it.",
            wrong: "extend: { customers.sight: { ... } }",
            right: "extend: { customers.site: { ... } }"
        ),
        .unknownTarget: Example(
            "Correct `to`, or add to `requires` what declares it.",
            wrong: "{ type: reference, to: customers.sight }",
            right: "{ type: reference, to: customers.site }"
        ),
        .unknownPermission: Example(
            "Correct the verb or the move.",
            wrong: "work-orders.work_order: { finnish: assigned }",
            right: "work-orders.work_order: { finish: assigned }"
        ),
        .scopeNotGrantable: Example(
            "Grant a scope that is declared, or declare it under `scopes`.",
            wrong: "customers.customer: { read: team }     # customers have no `team`",
            right: "customers.customer: { read: all }"
        ),
        .unknownGrantField: Example(
            "Correct the field, or remove the key.",
            wrong: "update: { scope: all, fields: [nmae] }\ndelete: { scope: all, fields: [name] }",
            right: "update: { scope: all, fields: [name] }\ndelete: all"
        ),
        .unknownRole: Example(
            "Correct the role, or declare it.",
            wrong: "includes: [techniciann]",
            right: "includes: [technician]"
        ),
        .roleCircle: Example(
            "Remove one `includes`.",
            wrong: "a: { includes: [b] }\nb: { includes: [a] }",
            right: "a: { includes: [b] }\nb: {}"
        ),
        .rowRuleOfOwner: Example(
            "Leave `role` out, so that the rule narrows everybody.",
            wrong: "{ entity: customers.site, role: owner, where: \"country = 'DE'\" }",
            right: "{ entity: customers.site, where: \"country = 'DE'\" }"
        ),
        .interfaceMissing: Example(
            "Correct the name, install what offers it, or move it to `optional`.",
            wrong: "requires: { invoicing: \"1.0\" }",
            right: "optional: { invoicing: \"1.0\" }"
        ),
        .interfaceVersion: Example(
            "Need what is offered, or update the server.",
            wrong: "requires: { customers: \"9.0\" }",
            right: "requires: { customers: \"1.0\" }"
        ),
        .capabilityCircle: Example(
            "Remove one of the needs, or make it optional.",
            wrong: "hen requires egg, egg requires hen",
            right: "hen requires egg"
        ),
        .collectionTwice: Example(
            "Rename the collection.",
            wrong: "collection: customers",
            right: "collection: patrons"
        ),
        .collectionReserved: Example(
            "Rename the collection.",
            wrong: "collection: search",
            right: "collection: searches"
        ),
        .badScope: Example(
            "End at a member for `own` and `assigned`, at a team for `team`.",
            wrong: "scopes: { team: customer }",
            right: "scopes: { team: work_order.team }"
        ),
        .farEndTwice: Example(
            "Name one of them with `inverse`.",
            wrong: "from: { type: reference, to: customers.site }\nuntil: { type: reference, to: customers.site }",
            right: "from: { type: reference, to: customers.site, inverse: starts }\n"
                + "until: { type: reference, to: customers.site, inverse: ends }"
        ),
        .settingTwice: Example(
            "Rename the setting.",
            wrong: "settings: { dunning_days: { type: int } }",
            right: "settings: { reminder_days: { type: int } }"
        ),
    ]
}
