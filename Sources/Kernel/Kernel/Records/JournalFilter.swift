/// Which entries of a journal are wanted; `nil` means any.
package struct JournalFilter: Hashable, Sendable {
    /// Who did it: a member's id, or `system:<reason>`.
    package var principal: String?
    /// The entity's address, or a subject such as `access.session`.
    package var entity: String?
    /// The record's id, or the subject's name.
    package var record: String?
    /// A part of the action's name.
    package var action: String?
    /// The request.
    package var request: String?
    /// From this instant on, milliseconds since 1970 UTC.
    package var from: Int64?
    /// Before this instant.
    package var until: Int64?
    /// Whether it was done, or refused for want of a permission.
    package var success: Bool?

    package init() {}
}

/// A page of a journal as somebody asks for it, newest first.
struct JournalQuery {
    var filter = JournalFilter()
    var limit = 50
    /// Entries before this seq.
    var after: Int64?

    /// Names that `read` knows.
    static let names = [
        "principal", "entity", "record", "action", "request_id", "from", "to", "success", "limit", "after",
    ]

    /// - Throws: 422 naming every parameter that is unknown or wrong.
    static func read(_ pairs: [(name: String, value: String)]) throws -> JournalQuery {
        var query = JournalQuery()
        var findings: [Finding] = []
        var seen: Set<String> = []
        for (name, value) in pairs {
            if !seen.insert(name).inserted {
                findings.append(Finding(InputDecoder.shown(name), "twice", "Stands twice."))
            } else if let finding = query.take(name, value) {
                findings.append(finding)
            }
        }
        guard findings.isEmpty else { throw KernelError.invalid(findings) }
        return query
    }

    private mutating func take(_ name: String, _ value: String) -> Finding? {
        switch name {
        case "principal": filter.principal = value
        case "entity": filter.entity = value
        case "record": filter.record = value
        case "action": filter.action = value
        case "request_id": filter.request = value
        case "from", "to":
            guard let instant = CalendarText.parseInstant(value) else {
                return Finding(name, "format", "Must be a date and time such as 2026-11-22T18:30:00Z (RFC 3339).")
            }
            if name == "from" { filter.from = instant } else { filter.until = instant }
        case "success":
            guard value == "true" || value == "false" else { return Finding(name, "format", "Must be true or false.") }
            filter.success = value == "true"
        case "limit":
            guard let number = Int(value), (1...500).contains(number) else {
                return Finding(name, "range", "Must be 1 to 500.")
            }
            limit = number
        case "after":
            guard let seq = Int64(value), seq > 0 else {
                return Finding(name, "cursor", "This is no cursor of the journal.")
            }
            after = seq
        default:
            let message =
                "Known are \(Self.names.joined(separator: ", ")).\(DidYouMean.question(for: name, in: Self.names))"
            return Finding(InputDecoder.shown(name), "unknown", message)
        }
        return nil
    }
}
