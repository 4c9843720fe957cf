import Foundation
import Kernel

/// Types what stands in a default or in a seed, by the field that it is for.
///
/// Exact: nothing is rounded, trimmed or guessed. What is wrong is reported at its place, with `code`.
///
/// | field | written |
/// |---|---|
/// | int, duration (seconds), decimal | digits, perhaps `-`, and `.` for decimals |
/// | money | `{ amount: 1250, currency: EUR }`, minor units; the currency may be left out where the field fixes it |
/// | date | `2026-11-22`; in demo rows `today - 3d` |
/// | datetime | `2026-11-22T18:30:00Z`; in demo rows `today + 1d 18:30` |
/// | time | `18:30` or `18:30:05` |
/// | choices, references, list | a list |
/// | geo | `{ lat: 52.5, lng: 13.4 }` |
/// | the rest | text |
struct ValueReader {
    /// How days and instants are written.
    enum Dates {
        /// As on the calendar only.
        case fixed
        /// Relative to the day of seeding; those of the calendar are accepted with a warning.
        case demo
        /// Either, since the clock of a test stands still.
        case tests
    }

    /// The code of findings.
    let code: PackCode
    let findings: Findings
    let dates: Dates
    /// Judges the text of a reference to a record of an entity, and reports.
    let reference: (_ text: String, _ target: EntityID, _ span: SourceSpan?) -> Void

    /// The value of a field.
    ///
    /// What is known on the day of seeding only (relative dates, references) is `null` when it is right.
    /// - Returns: The value; `nil` once reported.
    func value(_ written: SeedValue, of field: FieldDefinition) -> Value? {
        guard let value = typed(written, of: field) else { return nil }
        guard case .failure(let problem) = FieldRules.check(value, of: field) else { return value }
        if code == .badValue { return refuseDefault(problem, written, of: field) }
        return refuse("`\(field.id)` does not fit: \(problem.message)", at: written)
    }

    /// A default outside the bounds or options of its field, told where it stands.
    private func refuseDefault(_ problem: FieldRules.Problem, _ written: SeedValue, of field: FieldDefinition) -> Value?
    {
        var hint: String?
        if case .choice(let options) = field.type, case .text(let text, _) = written {
            hint = DidYouMean.hint(for: text, in: options.map(\.id))
        }
        let reason = problem.message.components(separatedBy: " Did you mean")[0]
        findings.report(
            .badDefault,
            "the default of `\(field.id)` does not fit: \(reason)",
            at: written.span,
            hint: hint
        )
        return nil
    }

    private func typed(_ written: SeedValue, of field: FieldDefinition) -> Value? {
        switch field.type {
        case .choices: return items(written, of: field).flatMap { choices($0, of: field) }
        case .references(let target, _, _):
            return items(written, of: field).flatMap { references($0, to: target, of: field) }
        case .list(let fields): return items(written, of: field).flatMap { entries($0, fields, of: field) }
        case .money(let currency, _, _): return money(written, fixed: currency, of: field)
        case .geo: return geo(written, of: field)
        default:
            guard case .text(let text, let span) = written else { return mismatch(written, of: field) }
            return scalar(text, at: span, of: field)
        }
    }

    private func items(_ written: SeedValue, of field: FieldDefinition) -> [SeedValue]? {
        guard case .list(let items, _) = written else { return mismatch(written, of: field) }
        guard items.count <= FieldLimits.entries else {
            return refuse("`\(field.id)` has at most \(FieldLimits.entries) entries", at: written)
        }
        return items
    }

    private func choices(_ items: [SeedValue], of field: FieldDefinition) -> Value? {
        let texts = texts(items, of: field)
        return texts.count == items.count ? .choices(texts) : nil
    }

    private func references(_ items: [SeedValue], to target: EntityID, of field: FieldDefinition) -> Value? {
        let texts = texts(items, of: field)
        for (text, item) in zip(texts, items) { reference(text, target, item.span) }
        return texts.count == items.count ? .null : nil
    }

    /// The texts of a list, each once.
    private func texts(_ items: [SeedValue], of field: FieldDefinition) -> [String] {
        var texts: [String] = []
        for item in items {
            guard case .text(let text, _) = item else {
                let _: Value? = mismatch(item, of: field)
                continue
            }
            guard !texts.contains(text) else {
                let _: Value? = refuse("`\(text.clipped)` stands twice in `\(field.id)`", at: item)
                continue
            }
            texts.append(text)
        }
        return texts
    }

    private func entries(_ items: [SeedValue], _ fields: [FieldDefinition], of field: FieldDefinition) -> Value? {
        let rows = items.map { item -> [String: Value]? in
            guard case .mapping(let members, _) = item else { return mismatch(item, of: field) }
            return entry(members, fields, in: item, of: field)
        }
        return rows.contains(nil) ? nil : .list(rows.compactMap(\.self))
    }

    private func entry(
        _ members: [String: SeedValue],
        _ fields: [FieldDefinition],
        in item: SeedValue,
        of field: FieldDefinition
    ) -> [String: Value]? {
        var row: [String: Value] = [:]
        var isWhole = true
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            guard let inner = fields.first(where: { $0.id == name }) else {
                let hint = Spelling.hint(for: name, in: fields.map(\.id))
                findings.report(code, "entries of `\(field.id)` have no `\(name.clipped)`", at: member.span, hint: hint)
                isWhole = false
                continue
            }
            row[name] = value(member, of: inner)
            isWhole = isWhole && row[name] != nil
        }
        for inner in fields where inner.required && inner.defaultValue.isNull && members[inner.id] == nil {
            isWhole = refuse("an entry of `\(field.id)` needs `\(inner.id)`", at: item) ?? false
        }
        return isWhole ? row : nil
    }

    /// Reports that something of another shape stands here than the field's type has.
    func mismatch<Wanted>(_ written: SeedValue, of field: FieldDefinition) -> Wanted? {
        let found =
            switch written {
            case .text(let text, _): "the text `\(text.clipped)`"
            case .list: "a list"
            case .mapping: "a mapping"
            }
        return refuse("`\(field.id)` is \(field.type.wording), found \(found)", at: written)
    }

    /// Reports and gives nothing.
    func refuse<Wanted>(_ message: String, at written: SeedValue, hint: String? = nil) -> Wanted? {
        findings.report(code, message, at: written.span, hint: hint)
        return nil
    }
}
