extension PackCode {
    static let presentationMeanings: [PackCode: Meaning] = [
        .screenTwice: Meaning(
            title: "A screen is declared twice",
            explanation: "Ids of screens are shared by all packs of a tenant."
        ),
        .screenField: Meaning(
            title: "A screen names what its entity does not show",
            explanation: "A screen shows fields of its entity, `reference.field`, and on a `detail` what refers to the "
                + "record, by the name of the far end. `hide` and `after` name what the base shows."
        ),
        .screenKind: Meaning(
            title: "A screen does not fit its entity",
            explanation: "A board has columns by the state or a choice; a calendar places records by a date or a "
                + "datetime. That counts for lines of the menu and onboarding steps too."
        ),
        .unknownScreen: Meaning(
            title: "A screen does not exist",
            explanation: "A line of the menu or an onboarding step opens a screen that no pack declares."
        ),
        .stepTwice: Meaning(
            title: "An onboarding step is declared twice",
            explanation: "Ids of steps are shared by all packs of a tenant."
        ),
        .stepCondition: Meaning(
            title: "Not a condition over the tenant",
            explanation:
                "`done` is about all records of the tenant: `count(tenant.site) > 0`, `exists(tenant.work_order, "
                + "state = done)`, and what `and`, `or`, `not` make of them."
        ),
        .badColour: Meaning(
            title: "Not a colour",
            explanation: "Colours are `#RRGGBB`. Without quotes YAML takes what stands behind `#` for a comment."
        ),
        .lowContrast: Meaning(
            title: "A colour on which texts cannot be read",
            explanation: "Buttons and headings stand white on these colours, and WCAG 2.2 asks for a contrast of 4.5:1."
        ),
        .logoMissing: Meaning(
            title: "The logo is not in the pack",
            explanation:
                "`logo` names `icon.svg` or `logo.svg` in the pack's folder: an SVG in UTF-8 of at most 65,536 "
                + "bytes."
        ),
        .screenWithoutRead: Meaning(
            title: "A screen is for a role that may not read it",
            explanation: "Who has only this role would open an empty page."
        ),
        .withNotOptional: Meaning(
            title: "`with` names no optional interface",
            explanation: "`with` says without which optional interface a part is left out; what is required is always "
                + "there."
        ),
        .notAMove: Meaning(
            title: "A requirement blocks what is no move",
            explanation:
                "`blocks` names moves of entities: `work-orders.work_order.schedule`. They are refused while the "
                + "proof is missing or expired."
        ),
        .noWayToSubject: Meaning(
            title: "A blocked record does not lead to whose proof it is",
            explanation:
                "Where a requirement applies to an entity, the record that moves is one of it, or has exactly one "
                + "reference, or list of references, to it."
        ),
        .contractPlace: Meaning(
            title: "A place of a contract that nothing fills",
            explanation: "What stands in braces is an input, `<entity>.<field>`, `<entity>.<reference>.<field>`, "
                + "`tenant.name` or `today`: something that is one plain text, and no secret."
        ),
        .contractSigner: Meaning(
            title: "Nobody has the name that signs a contract",
            explanation: "`signed_by` names the entity of the contract, a reference of it, or a role."
        ),
        .contractTwice: Meaning(
            title: "A contract is declared twice",
            explanation: "The contracts of one entity are shared by all packs of a tenant."
        ),
        .contractName: Meaning(
            title: "A name inside a contract is taken",
            explanation:
                "Clauses of a contract have different ids, and no input is called `clauses`: that is where the "
                + "optional ones are asked for."
        ),
    ]

    static let presentationExamples: [PackCode: Example] = [
        .screenTwice: Example(
            "Rename the screen.",
            wrong: "screens: { worker: { ... } }               # another pack has `worker`",
            right: "screens: { cleaning_worker: { ... } }"
        ),
        .screenField: Example(
            "Correct the field, or its place.",
            wrong: "worker: { base: work-orders.work_order.detail, add: [site.acess_note] }",
            right: "worker: { base: work-orders.work_order.detail, add: [site.access_note] }"
        ),
        .screenKind: Example(
            "Name a field that fits.",
            wrong: "plan: { base: customers.site.board }       # sites have no states",
            right: "plan: { base: customers.site.board, by: soil }"
        ),
        .unknownScreen: Example(
            "Correct the name, or declare the screen.",
            wrong: "menu: { work: [wroker] }",
            right: "menu: { work: [worker] }"
        ),
        .stepTwice: Example(
            "Rename one of the two.",
            wrong: "- { step: first, ... }\n- { step: first, ... }",
            right: "- { step: first_site, ... }\n- { step: first_visit, ... }"
        ),
        .stepCondition: Example(
            "Count records of the tenant, or ask whether one exists.",
            wrong: "done: \"name != null\"",
            right: "done: \"count(tenant.site) > 0\""
        ),
        .badColour: Example("Write six digits, in quotes.", wrong: "primary: blue", right: "primary: \"#1D5F7A\""),
        .lowContrast: Example(
            "Take a darker colour; the hint names the nearest.",
            wrong: "primary: \"#2E86AB\"",
            right: "primary: \"#287594\""
        ),
        .logoMissing: Example(
            "Put the file into the pack's folder.",
            wrong: "logo: logo.svg                             # no such file",
            right: "logo: icon.svg"
        ),
        .screenWithoutRead: Example(
            "Grant `read` to the role, or remove it from the screen.",
            wrong: "rates: { base: cleaning.rate.list, roles: [cleaner] }",
            right: "roles: { cleaner: { grants: { cleaning.rate: { read: all } } } }"
        ),
        .withNotOptional: Example(
            "Name the interface under `optional`, or remove `with`.",
            wrong: "requires: { billing: \"1.0\" }\nmenu: { office: [{ list: billing.invoice, with: billing }] }",
            right: "optional: { billing: \"1.0\" }\nmenu: { office: [{ list: billing.invoice, with: billing }] }"
        ),
        .notAMove: Example(
            "Name a move of the entity.",
            wrong: "blocks: [work-orders.work_order.update]",
            right: "blocks: [work-orders.work_order.schedule]"
        ),
        .noWayToSubject: Example(
            "Block moves of an entity that refers to whom it applies.",
            wrong: "applies_to: customers.contact\nblocks: [work-orders.work_order.schedule]",
            right: "applies_to: customers.customer\nblocks: [work-orders.work_order.schedule]"
        ),
        .contractPlace: Example(
            "Correct the path, or declare the input.",
            wrong: "text: \"{custmer.name} pays {price}.\"",
            right: "text: \"{customer.name} pays {price}.\""
        ),
        .contractSigner: Example(
            "Name the entity, a reference or a role.",
            wrong: "for: customers.customer\nsigned_by: [client, owner]",
            right: "for: customers.customer\nsigned_by: [customer, owner]"
        ),
        .contractTwice: Example(
            "Rename the contract.",
            wrong: "contracts: { standard: { ... } }           # another pack has it",
            right: "contracts: { cleaning_standard: { ... } }"
        ),
        .contractName: Example(
            "Rename one of the two.",
            wrong: "clauses: [{ id: price, ... }, { id: price, ... }]",
            right: "clauses: [{ id: price, ... }, { id: payment, ... }]"
        ),
    ]
}
