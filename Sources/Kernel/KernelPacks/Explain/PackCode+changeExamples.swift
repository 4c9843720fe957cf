extension PackCode {
    static let changeExamples: [PackCode: Example] = [
        .badAddress: Example(
            "Write the kind of thing and its name, as `kernel packs plan` prints them.",
            wrong: "change: { customers.site.name: { title: Place } }",
            right: "change: { entity/customers.site/field/name: { title: Place } }"
        ),
        .ownReserved: Example("Give the pack a name of its own.", wrong: "pack: own", right: "pack: acme-own"),
        .changeUnknown: Example(
            "Correct the address, or declare the thing under `extend`.",
            wrong: "change: { entity/customers.site/field/nmae: { title: Place } }",
            right: "change: { entity/customers.site/field/name: { title: Place } }"
        ),
        .changeRefused: Example(
            "Leave it as its pack has it, or add a thing of your own beside it.",
            wrong: "change: { role/owner: { grants: { customers.site: { delete: null } } } }",
            right: "change: { role/manager: { grants: { customers.site: { delete: null } } } }"
        ),
        .changeValue: Example(
            "Keep a text in at least one language.",
            wrong: "change: { entity/customers.site: { title: { en: null, de: null } } }",
            right: "change: { entity/customers.site: { title: { en: Place } } }"
        ),
        .changeTwice: Example(
            "Leave the change to one of the packs, or make it in the tenant's overlay.",
            wrong: "change: { role/manager: { title: Dispatcher } }   # another pack says `Lead`",
            right: "change: { role/staff: { title: Dispatcher } }"
        ),
        .changeUnnamed: Example(
            "Name the other pack under `requires`.",
            wrong: "requires: { access: \"1.0\" }\nchange: { entity/cleaning.complaint: { title: Claim } }",
            right:
                "requires: { access: \"1.0\", cleaning: \"1.0\" }\nchange: { entity/cleaning.complaint: { title: Claim } }"
        ),
    ]
}
