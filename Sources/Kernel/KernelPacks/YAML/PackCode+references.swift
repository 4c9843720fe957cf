extension PackCode {
    static let referenceMeanings: [PackCode: Meaning] = [
        .ownerTwice: Meaning(
            title: "Two owners have one id",
            explanation: "Capabilities and packs share one space of ids, since every address begins with one. "
                + "Rename the pack."
        ),
        .entityTwice: Meaning(
            title: "An entity is declared twice",
            explanation: "Two owners, or one of them twice, declare the same address."
        ),
        .entityOfOther: Meaning(
            title: "An entity under another owner's name",
            explanation: "An entity belongs to who declares it. To add to another's entity use `extend`."
        ),
        .spelling: Meaning(
            title: "An id is not in its case",
            explanation: "Ids of capabilities and collections are kebab-case, all others snake_case. Packs get "
                + "P109 with the exact place; capabilities get this."
        ),
        .fieldTwice: Meaning(
            title: "A field is declared twice",
            explanation: "Two owners give one entity a field of the same name. Rename the one that the pack adds."
        ),
        .fieldReserved: Meaning(
            title: "A field takes a name of the kernel's own",
            explanation: "Every record has `id`, `version`, `created_at`, `updated_at`, `created_by`, "
                + "`updated_by`, `owner` and `state`; other names have a meaning in requests or "
                + "expressions."
        ),
        .tableTwice: Meaning(
            title: "Two entities would share a table",
            explanation: "Their addresses differ only in hyphen and underscore. Rename one of them."
        ),
        .permissionTwice: Meaning(
            title: "A permission is declared twice",
            explanation: "Entities bring the permissions of their verbs and moves; do not list them under "
                + "`permissions`."
        ),
        .permissionOfOther: Meaning(
            title: "A permission outside its owner's name",
            explanation: "The id of a permission begins with the pack that declares it: `cleaning.inspect`."
        ),
        .eventTwice: Meaning(
            title: "An event is declared twice",
            explanation: "Two capabilities journal events under one id."
        ),
        .actionTwice: Meaning(
            title: "Two actions have one path",
            explanation: "Two capabilities declare actions that would answer at the same path."
        ),
        .roleTwice: Meaning(
            title: "A role is declared twice",
            explanation: "Ids of roles are shared by all capabilities and packs of a tenant. Rename the pack's "
                + "role."
        ),
        .unknownEntity: Meaning(
            title: "An entity does not exist",
            explanation: "No capability that is required, and no pack, declares this address. Check `requires`."
        ),
        .unknownTarget: Meaning(
            title: "A reference to an entity that does not exist",
            explanation: "`to` names an entity that no required capability and no pack declares."
        ),
        .unknownPermission: Meaning(
            title: "A permission does not exist",
            explanation: "Permissions are `<entity>.<verb or move>` or `<owner>.<verb>`; nobody declares this one."
        ),
        .scopeNotGrantable: Meaning(
            title: "A scope that the permission cannot have",
            explanation: "A grant reaches as far as the entity's `scopes` say, or the `scopes` of the permission. "
                + "A scope without a line reaches nothing, so it is an error. What a permission implies can be granted "
                + "with every scope that it has itself."
        ),
        .unknownGrantField: Meaning(
            title: "A grant's `fields` or `limit` fits nothing",
            explanation:
                "`fields` narrows `read`, `create` and `update` to fields of the entity. `limit` bounds numbers: "
                + "of the record that is created or updated, of the record and the input of a move. Elsewhere both would "
                + "do nothing."
        ),
        .unknownRole: Meaning(
            title: "A role does not exist",
            explanation: "A role that is included, granted to or narrowed is declared by no capability and no "
                + "pack."
        ),
        .roleCircle: Meaning(
            title: "Roles or permissions come with each other in a circle",
            explanation: "The message shows the way around. Remove one `includes` or `implies`."
        ),
        .rowRuleOfOwner: Meaning(
            title: "A row rule for a role that holds everything",
            explanation: "Such a role has no grants of its own that a rule could narrow."
        ),
        .interfaceMissing: Meaning(
            title: "A needed interface is not offered",
            explanation: "Nothing on this server offers it. Install what does, or move it to `optional`."
        ),
        .interfaceVersion: Meaning(
            title: "A needed interface is offered in another version",
            explanation: "The same major version and at least that minor one must be offered."
        ),
        .capabilityCircle: Meaning(
            title: "Capabilities or packs need each other in a circle",
            explanation: "The message shows the way around; none of them could be there first."
        ),
    ]
}
