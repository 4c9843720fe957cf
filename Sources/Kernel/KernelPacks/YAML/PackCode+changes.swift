extension PackCode {
    static let changeMeanings: [PackCode: Meaning] = [
        .badAddress: Meaning(
            title: "Not an address",
            explanation: "`change` names what it changes as plans do: `entity/customers.site/field/name`, "
                + "`entity/work-orders.work_order/state/done`, `role/cleaner`, `screen/today`, `menu/jobs`."
        ),
        .ownReserved: Meaning(
            title: "A pack is called `own`",
            explanation: "What a tenant adds by itself belongs to `own`; a pack of that name would clash with it."
        ),
        .changeUnknown: Meaning(
            title: "A change of something that is not there",
            explanation: "No capability and no pack that is on declares it. Things of one's own are declared in their "
                + "section, or under `extend`."
        ),
        .changeRefused: Meaning(
            title: "A change of what its pack keeps to itself",
            explanation:
                "`owner: pack` on a definition means that it always follows its pack, so nobody else changes it "
                + "or adds to it; a role that holds everything has no grants to change."
        ),
        .changeValue: Meaning(
            title: "A value that a property cannot have",
            explanation: "A text needs its language, and the last language of a text cannot be taken away; options "
                + "that are the tenant's roles cannot be changed."
        ),
        .changeTwice: Meaning(
            title: "Two packs change the same property",
            explanation:
                "Which of them is right cannot be known; a tenant's own edits stand above both. A warning where both set a "
                + "word of the trade or a part of the brand: there the later pack's holds."
        ),
        .changeUnnamed: Meaning(
            title: "A change or extension of a pack that is not required",
            explanation:
                "The other pack could be disabled, or go to another version, under this one. `requires` or `optional` "
                + "names it, by its id and version."
        ),
    ]
}
