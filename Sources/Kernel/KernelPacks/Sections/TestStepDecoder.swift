import Kernel

/// Reads what a test does: `w.finish: { note: Done }`, one after the other.
struct TestStepDecoder {
    /// The member who acts, as values and expectations name it.
    static let member = "me"
    /// Verbs that every record has beside its moves.
    static let verbs = ["update", "delete", "restore"]

    /// Records that are there, by key.
    private(set) var keys: Set<String>
    /// Records that a device made, which it may send again; `nil` with a network.
    private var made: Set<String>?

    init(keys: Set<String>) {
        self.keys = keys
    }

    /// A mapping of steps, the name of one that sends nothing, or a list of these.
    mutating func steps(_ node: NodeDecoder) -> [PackTest.Step] {
        guard node.isList else { return entries(node) }
        node.refuseEmpty("step")
        var steps: [PackTest.Step] = []
        for item in node.list("a list of steps such as `[w.finish, w.finish]`") ?? [] { steps += entries(item) }
        return steps
    }

    /// What a device sends, written as `do` is: it may send again what it made.
    mutating func queue(_ node: NodeDecoder) -> [PackTest.Step] {
        made = []
        defer { made = nil }
        return steps(node)
    }

    private mutating func entries(_ node: NodeDecoder) -> [PackTest.Step] {
        guard case .mapping(let entries, _) = node.node else {
            guard let name = node.scalar("a step such as `w.finish` or `w.finish: { note: Done }`") else { return [] }
            let alone = NodeDecoder(node.node, findings: node.findings)
            return step(alone, named: PackTest.Word(name.text, at: node.span)).map { [$0] } ?? []
        }
        var steps: [PackTest.Step] = []
        for entry in entries {
            if let step = step(NodeDecoder(entry, findings: node.findings)) { steps.append(step) }
        }
        return steps
    }

    private mutating func step(_ node: NodeDecoder) -> PackTest.Step? {
        step(node, named: PackTest.Word(node.key ?? "", at: node.headSpan))
    }

    private mutating func step(_ node: NodeDecoder, named subject: PackTest.Word) -> PackTest.Step? {
        let text = subject.text
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let verb = parts.last, Naming.isSnake(verb) else { return refuse(node, text) }
        if parts.count == 3, verb == "create", let entity = EntityID("\(parts[0]).\(parts[1])"),
            Naming.isKebab(entity.owner), Naming.isSnake(entity.name)
        {
            return create(entity, subject, node)
        }
        guard parts.count == 2 else { return refuse(node, text) }
        if keys.contains(parts[0]) {
            return step(.record(key: parts[0], verb: verb), subject, node)
        }
        guard Naming.isKebab(parts[0]) || Naming.isSnake(parts[0]) else { return refuse(node, text) }
        return step(.action(owner: parts[0], id: verb), subject, node)
    }

    private func refuse(_ node: NodeDecoder, _ text: String) -> PackTest.Step? {
        node.report(
            .testStep,
            "`\(text.clipped)` is not a step",
            at: node.headSpan,
            hint: "steps are `w.finish`, `w.update`, `w.delete`, `cleaning.complaint.create`, `time-tracking.clock_in`"
        )
        return nil
    }

    /// `cleaning.complaint.create: { c: { text: Late } }`.
    private mutating func create(
        _ entity: EntityID,
        _ subject: PackTest.Word,
        _ node: NodeDecoder
    ) -> PackTest.Step? {
        guard let records = node.entries("the key of the new record with its fields", keys: .snake) else { return nil }
        guard records.count == 1, let record = records.first, let key = record.key else {
            node.report(.testStep, "one record is created by a step; this one names \(records.count)")
            return nil
        }
        let isAgain = made?.contains(key) ?? false
        guard isAgain || !keys.contains(key), !TestDecoder.reserved.contains(key) else {
            record.report(.duplicateKey, "`\(key)` is a record of this test already", at: record.headSpan)
            return nil
        }
        keys.insert(key)
        made?.insert(key)
        return step(.create(entity, key: key), subject, record)
    }

    private func step(_ act: PackTest.Step.Act, _ subject: PackTest.Word, _ node: NodeDecoder) -> PackTest.Step? {
        // By its name alone.
        guard node.key != nil else { return PackTest.Step(act, subject, input: [:], places: [:]) }
        guard !node.isAbsent else { return PackTest.Step(act, subject, input: [:], places: [:]) }
        guard let entries = node.entries("a mapping of what is sent", keys: .snake) else { return nil }
        var input: [String: SeedValue] = [:]
        var places: [String: SourceSpan] = [:]
        for entry in entries {
            input[entry.key ?? ""] = entry.seedValue()
            places[entry.key ?? ""] = entry.headSpan
        }
        return PackTest.Step(act, subject, input: input, places: places)
    }
}
