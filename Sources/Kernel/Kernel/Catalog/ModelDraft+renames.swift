extension ModelDraft {
    /// Grants that name a permission by a name which it had in an older version of its pack follow it; so do changes of grants.
    ///
    /// Only where nobody declares a permission of the old name.
    mutating func carryGrants() {
        formerPermissions = namesOfFormerPermissions()
        let former = formerPermissions
        guard !former.isEmpty else { return }
        func carried(_ grant: Grant) -> Grant {
            former[grant.permission].map { grant.named($0) } ?? grant
        }
        roles = roles.map { role in
            var content = role.content
            content.grants = content.grants.map(carried)
            return Owned(owner: role.owner, content: content, span: role.span)
        }
        grants = grants.map { role, grant in
            (role, Owned(owner: grant.owner, content: carried(grant.content), span: grant.span))
        }
    }

    /// A property as definitions have it: of a grant under a former name of its permission, the one under its name.
    func current(_ property: String) -> String {
        guard property.hasPrefix("grants.") else { return property }
        let permission = String(property.dropFirst("grants.".count))
        return "grants.\(formerPermissions[permission] ?? permission)"
    }

    private func namesOfFormerPermissions() -> [String: String] {
        guard packs.contains(where: { !$0.renames.isEmpty }) else { return [:] }
        let declared = Set((permissions + generatedPermissions()).map(\.content.id))
        var former: [String: String] = [:]
        for pack in packs {
            for rename in pack.renames {
                for was in rename.was {
                    switch rename.kind {
                    case .permission: former[was] = rename.name
                    case .move:
                        guard let entity = rename.entity else { continue }
                        for name in [entity.raw] + formerNames(of: entity, in: pack) {
                            former["\(name).\(was)"] = "\(entity.raw).\(rename.name)"
                        }
                    case .entity:
                        let (old, new) = ("\(pack.id).\(was).", "\(pack.id).\(rename.name).")
                        for id in declared where id.hasPrefix(new) { former[old + id.dropFirst(new.count)] = id }
                    case .field, .option, .state, .role, .setting: continue
                    }
                }
            }
        }
        return former.filter { !declared.contains($0.key) && declared.contains($0.value) }
    }
}

/// The names that an entity had.
private func formerNames(of entity: EntityID, in pack: PackDefinition) -> [String] {
    pack.renames.filter { $0.kind == .entity && entity == EntityID(owner: pack.id, name: $0.name) }
        .flatMap(\.was).map { "\(pack.id).\($0)" }
}

extension Grant {
    /// The same grant of another permission.
    func named(_ permission: String) -> Grant {
        Grant(permission, scope, fields: fields, limit: limit, at: span)
    }
}
