/// Who is asking.
public enum Principal: Hashable, Sendable {
    /// A member of the tenant; the id is the identity's.
    case user(RecordID)
    /// An automation, by `<pack>/<id>`: it may do only what it names.
    case automation(String)
    /// The kernel itself or the operator, for a stated reason; listed by `kernel audit bypasses`.
    case system(reason: String)

    /// The member's id, where a person asks.
    public var member: RecordID? {
        if case .user(let id) = self { id } else { nil }
    }

    /// What the journal keeps: the id, `automation:<pack>/<id>`, or `system:<reason>`.
    package var journalName: String {
        switch self {
        case .user(let id): id.raw
        case .automation(let name): "automation:\(name)"
        case .system(let reason): "system:\(reason)"
        }
    }
}

/// A member as decisions need it: id, teams, roles.
package struct Membership: Hashable, Sendable {
    /// The identity's id, which is the `access.member` record's id.
    package let id: RecordID
    /// The member's name, for `/api/me`.
    package let name: String
    /// The member's e-mail address.
    package let email: String
    /// Teams the member belongs to.
    package let teams: [RecordID]
    /// Role ids held.
    package let roles: [String]
    /// Whether the member may sign in.
    package let active: Bool

    package init(id: RecordID, name: String, email: String, teams: [RecordID], roles: [String], active: Bool) {
        self.id = id
        self.name = name
        self.email = email
        self.teams = teams
        self.roles = roles
        self.active = active
    }
}
