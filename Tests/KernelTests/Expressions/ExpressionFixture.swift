import Kernel

/// A small company that the expression tests talk about.
enum ExpressionFixture {
    static let day: Int64 = 20_779  // 2026-11-22
    static let now: Int64 = 1_795_372_200_000  // 2026-11-22T18:30:00Z

    static let workOrder = ExpressionEntity(
        id: "work-orders.work_order",
        fields: [
            FieldDefinition("title", .text()),
            FieldDefinition("notes", .longText()),
            FieldDefinition("rooms", .int()),
            FieldDefinition("area_m2", .decimal(scale: 1)),
            FieldDefinition("rate", .decimal(scale: 3)),
            FieldDefinition("price", .money(currency: "EUR")),
            FieldDefinition("cost", .money(currency: "USD")),
            FieldDefinition("fee", .money()),
            FieldDefinition("urgent", .bool),
            FieldDefinition("closed", .bool),
            FieldDefinition("due", .date),
            FieldDefinition("opens", .time),
            FieldDefinition("planned", .duration),
            FieldDefinition("starts", .datetime()),
            FieldDefinition("ends", .datetime()),
            FieldDefinition("soil", .choice(["light", "normal", "heavy"])),
            FieldDefinition("priority", .choice(["low", "normal", "high"])),
            FieldDefinition("tags", .choices(["vip", "keys", "dog"])),
            FieldDefinition("customer", .reference(to: "customers.customer")),
            FieldDefinition("team", .reference(to: "access.team")),
            FieldDefinition("assignees", .references(to: "access.member")),
            FieldDefinition("position", .geo),
            FieldDefinition("lines", .list([FieldDefinition("text", .text())])),
            FieldDefinition("in", .int()),
            FieldDefinition("settings", .text()),
            FieldDefinition("me", .text()),
        ],
        states: ["draft", "scheduled", "done"]
    )
    static let customer = ExpressionEntity(
        id: "customers.customer",
        fields: [
            FieldDefinition("name", .text()),
            FieldDefinition("credit", .decimal(scale: 2)),
            FieldDefinition("kind", .choice(["company", "person"])),
            FieldDefinition("parent", .reference(to: "customers.customer")),
            FieldDefinition("contacts", .references(to: "access.member")),
        ],
        states: []
    )
    static let member = ExpressionEntity(
        id: "access.member",
        fields: [
            FieldDefinition("name", .text()),
            FieldDefinition("email", .email),
            FieldDefinition("teams", .references(to: "access.team")),
            FieldDefinition("active", .bool),
            FieldDefinition("grade", .int()),
            FieldDefinition("employer", .reference(to: "customers.customer")),
        ],
        states: []
    )
    static let settings = [
        "pass_rating": SettingDefinition(FieldDefinition("pass_rating", .int())),
        "big_area": SettingDefinition(FieldDefinition("big_area", .decimal(scale: 2))),
        "strict": SettingDefinition(FieldDefinition("strict", .bool)),
        "usual_soil": SettingDefinition(FieldDefinition("usual_soil", .choice(["light", "normal", "heavy"]))),
    ]
    static let input = [
        FieldDefinition("rating", .int()),
        FieldDefinition("remark", .longText()),
        FieldDefinition("soil", .choice(["light", "normal", "heavy"])),
        FieldDefinition("kind", .choice(["x", "y"])),
        FieldDefinition("payer", .reference(to: "customers.customer")),
    ]

    /// Everything readable, with the input of a move.
    static let context = CheckingContext(entity: workOrder, settings: settings, input: input, entities: entity)

    /// As a request has it: no input, and only what `readable` says.
    static func request(hiding hidden: Set<String>, entities unseen: Set<EntityID> = []) -> CheckingContext {
        let readable = ReadableNames(
            entity: { !unseen.contains($0) },
            field: { !hidden.contains("\($0).\($1)") }
        )
        return CheckingContext(entity: workOrder, settings: settings, readable: readable, entities: entity)
    }

    @Sendable static func entity(_ id: EntityID) -> ExpressionEntity? {
        [workOrder.id: workOrder, customer.id: customer, member.id: member][id]
    }

    /// The checked tree's canonical text, or the findings as `code@offset+length message (hint)`.
    static func checked(_ text: String, in context: CheckingContext = context) -> String {
        let parsed = ExpressionParser.parse(text)
        guard let tree = parsed.tree else { return shown(parsed.findings) }
        let result = ExpressionChecker.check(condition: tree, in: context)
        return result.node.map(ExpressionPrinter.text) ?? shown(result.findings)
    }

    /// The checked tree of an expression that must be good.
    static func node(_ text: String, in context: CheckingContext = context) throws -> ExpressionNode {
        let (node, diagnostics) = ExpressionCompiler.condition(ExpressionSource(text), in: context)
        guard let node else { throw Refused(text: text, diagnostics: diagnostics) }
        return node
    }

    struct Refused: Error {
        let text: String
        let diagnostics: [Diagnostic]
    }

    static func shown(_ findings: [ExpressionFinding]) -> String {
        findings.map { finding in
            let hint = finding.hint.map { " (\($0))" } ?? ""
            return "\(finding.code.rawValue)@\(finding.range.offset)+\(finding.range.length) \(finding.message)\(hint)"
        }
        .joined(separator: "\n")
    }

    /// Evaluates over values by path text such as `customer.name`; a path without a value is null.
    static func evaluator(
        _ values: [String: Value] = [:],
        me: RecordID? = nil,
        own: [String: Value] = [:],
        settings: [String: Value] = [:],
        input: [String: Value] = [:]
    ) -> ExpressionEvaluator {
        ExpressionEvaluator(
            EvaluationContext(
                now: now,
                today: day,
                me: me,
                memberField: { own[$0] ?? .null },
                setting: { settings[$0] ?? .null },
                input: { input[$0] ?? .null },
                path: { path in
                    values[(path.hops.map(\.field) + [path.field]).joined(separator: ".")] ?? .null
                }
            )
        )
    }

    /// A record id that ends in a number.
    static func id(_ number: Int) throws -> RecordID {
        let digits = String(number)
        let text = "01976d2e-7c00-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        guard let id = RecordID(text) else { throw Refused(text: text, diagnostics: []) }
        return id
    }
}

/// A small generator with a fixed sequence per seed (SplitMix64), so that every run tests the same.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
