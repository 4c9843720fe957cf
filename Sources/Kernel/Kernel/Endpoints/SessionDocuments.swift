/// Base roles, highest first: what `baseRole` of the original's `/api/me` knows.
enum BaseRole {
    static let all = ["owner", "manager", "staff", "employee", "accountant"]

    /// The highest base role of a member, in the original's capitals; `MEMBER` for a member with pack roles only.
    static func of(_ roles: [String]) -> String {
        all.first(where: roles.contains)?.uppercased() ?? "MEMBER"
    }
}

extension JSONWriter {
    /// The user of `/api/me` and of a login (streamflow, "/api/me contract").
    mutating func user(_ member: Membership, _ session: SessionEntry, _ access: PrincipalAccess) {
        object { writer in
            writer.key("id")
            writer.string(member.id.raw)
            writer.key("email")
            writer.string(member.email)
            writer.key("name")
            if member.name.isEmpty { writer.null() } else { writer.string(member.name) }
            writer.key("baseRole")
            writer.string(BaseRole.of(member.roles))
            for name in ["rbacRoles", "roles"] {
                writer.key(name)
                writer.array(member.roles.sorted()) { $0.string($1) }
            }
            writer.key("isOwner")
            writer.bool(member.roles.contains("owner"))
            writer.key("isProvider")
            writer.bool(session.space == .provider)
            writer.key("perms")
            writer.array(access.permissions) { $0.string($1) }
            for name in ["tenantId", "orgId"] {
                writer.key(name)
                writer.string(session.tenant.raw)
            }
            writer.key("space")
            writer.string(session.space.rawValue)
        }
    }

    mutating func organisation(_ view: Tenant.View) {
        object { writer in
            writer.key("id")
            writer.string(view.entry.id.raw)
            writer.key("name")
            writer.string(view.entry.name)
            writer.key("featureFlags")
            writer.object { writer in
                for capability in view.model.capabilities {
                    writer.key(capability)
                    writer.bool(true)
                }
            }
            writer.key("brandConfig")
            writer.object { writer in
                writer.key("name")
                writer.string(view.entry.name)
                let branding = view.model.presentation.branding
                if let color = branding?.primary {
                    writer.key("color")
                    writer.string(color)
                }
                if branding?.logo != nil {
                    writer.key("logoUrl")
                    writer.string(BrandingDefinition.logoPath)
                }
            }
        }
    }

    mutating func packReference(_ pack: PackSummary) {
        object { writer in
            writer.key("id")
            writer.string(pack.id)
            writer.key("version")
            writer.string(pack.version.description)
            writer.key("title")
            writer.string(pack.title.text())
        }
    }

    mutating func terminology(_ terms: [EntityID: Terms], language: String) {
        object { writer in
            for (entity, words) in terms.sorted(by: { $0.key < $1.key }) {
                writer.key(entity.raw)
                writer.object { writer in
                    writer.key("one")
                    writer.string(words.one.text(language))
                    writer.key("many")
                    writer.string(words.many.text(language))
                }
            }
        }
    }

    mutating func session(_ session: SessionEntry, current: RecordID) {
        object { writer in
            writer.key("id")
            writer.string(session.id.raw)
            writer.key("tenant")
            writer.string(session.tenant.raw)
            writer.key("space")
            writer.string(session.space.rawValue)
            writer.key("created_at")
            writer.string(CalendarText.instant(session.createdAt))
            writer.key("last_seen")
            writer.string(CalendarText.instant(session.lastSeen))
            writer.key("expires_at")
            writer.string(CalendarText.instant(session.expiresAt))
            writer.key("user_agent")
            writer.string(session.userAgent)
            writer.key("current")
            writer.bool(session.id == current)
        }
    }
}
