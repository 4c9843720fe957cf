import Kernel

/// One side of a comparison: SQL for each column of the value, and how its values compare.
struct Operand {
    /// How values compare; only values of one class compare with each other.
    enum Form: Hashable {
        case bool
        /// Scaled integers; an int has scale 0.
        case number(scale: Int)
        case money
        /// By bytes: texts, choices, states, ids.
        case text
        case date, time, duration, datetime
        /// Equal or not, nothing else.
        case geo
        /// JSON arrays, equal or not: choices, sub-records.
        case several
        /// A decimal that was worked out: the text of its units of 10^-9.
        case wide
        /// An amount that was worked out: `1250 EUR`.
        case wideMoney
    }

    let form: Form
    /// One piece per column.
    let parts: [SQLFragment]
    /// The units, where this is a constant number; lets a comparison be worked out beforehand.
    var units: Int64?
    /// The text, where this is a constant text.
    var text: String?

    init(_ form: Form, _ parts: [SQLFragment], units: Int64? = nil, text: String? = nil) {
        self.form = form
        self.parts = parts
        self.units = units
        self.text = text
    }

    init?(_ value: Value) {
        switch value {
        case .bool(let flag): self.init(.bool, [Self.bound(.flag(flag))])
        case .int(let number): self.init(.number(scale: 0), [Self.bound(.int(number))], units: number)
        case .decimal(let units, let scale): self.init(.number(scale: scale), [Self.bound(.int(units))], units: units)
        case .money(let minor, let currency):
            self.init(.money, [Self.bound(.int(minor)), Self.bound(.text(currency))])
        case .text(let text): self.init(.text, [Self.bound(.text(text))], text: text)
        case .reference(let id): self.init(.text, [Self.bound(.text(id.raw))], text: id.raw)
        case .date(let day): self.init(.date, [Self.bound(.int(day))])
        case .time(let seconds): self.init(.time, [Self.bound(.int(seconds))])
        case .duration(let seconds): self.init(.duration, [Self.bound(.int(seconds))])
        case .datetime(let instant, _): self.init(.datetime, [Self.bound(.int(instant))])
        case .choices(let options): self.init(.several, [Self.bound(.text(SubRecords.json(choices: options)))])
        case .geo(let latitude, let longitude, _):
            self.init(.geo, [Self.bound(.real(latitude)), Self.bound(.real(longitude))])
        case .null, .references, .list: return nil
        }
    }

    /// How values of a physical type compare; `nil` for links and secrets, which do not.
    static func form(_ kind: PhysicalKind) -> Form? {
        switch kind {
        case .text, .reference: .text
        case .int: .number(scale: 0)
        case .decimal(let scale): .number(scale: scale)
        case .money: .money
        case .bool: .bool
        case .date: .date
        case .time: .time
        case .duration: .duration
        case .datetime: .datetime
        case .geo: .geo
        case .choices, .list: .several
        case .sealed, .link: nil
        }
    }

    /// How values of a system field compare.
    static func form(_ field: SystemField) -> Form {
        switch field {
        case .version: .number(scale: 0)
        case .createdAt, .updatedAt: .datetime
        case .id, .createdBy, .updatedBy, .owner, .state: .text
        }
    }

    /// Whether there is a value.
    ///
    /// Several of something with nothing in it are none.
    var isPresent: SQLFragment {
        form == .several ? "\(parts[0]) <> '[]'" : "\(parts[0]) IS NOT NULL"
    }

    private static func bound(_ value: SQLValue) -> SQLFragment {
        "\(bind: value)"
    }
}
