import Kernel

/// Reads the tests of a pack: the section `tests` and the files under `tests/`, each a list.
///
/// Shape and spellings only; whether what a test names exists is for `TestCheck`.
enum TestDecoder {
    /// Keys that mean something else in `do` and `expect` and so name no record.
    static let reserved = ["journal", "answer"]

    /// The tests in the author's order, each name once.
    static func tests(_ lists: [NodeDecoder]) -> [PackTest] {
        var first: [String: SourceSpan] = [:]
        return lists.flatMap { $0.list("a list of tests") ?? [] }.compactMap(test).filter { test in
            guard let other = first[test.name.text] else {
                first[test.name.text] = test.name.span
                return true
            }
            let message = "a test has this name already, in \(other.file) on line \(other.line)"
            lists.first?.report(.duplicateKey, message, at: test.name.span)
            return false
        }
    }

    private static func test(_ node: NodeDecoder) -> PackTest? {
        let known = ["as", "given", "do", "offline"]
        guard let keys = node.mapping("a test", known: known, required: ["name", "expect"]),
            let name = keys["name"], let text = name.text("a name", length: 1...200)
        else { return nil }
        var test = PackTest(name: PackTest.Word(text, at: name.span))
        test.roles = keys["as"].map(roles) ?? []
        test.given = keys["given"].map(given) ?? []
        let records = Set(test.given.map(\.key)).union([TestStepDecoder.member])
        var steps = TestStepDecoder(keys: records)
        test.steps = keys["do"].map { steps.steps($0) } ?? []
        test.offline = keys["offline"].map { steps.queue($0) } ?? []
        test.expectations = keys["expect"].map { ExpectationDecoder().expectations($0) } ?? []
        if let expect = keys["expect"], expect.isMapping, test.expectations.isEmpty, !test.isFaulty(keys) {
            expect.report(.emptyList, "at least one expectation must stand here")
        }
        return test
    }

    private static func roles(_ node: NodeDecoder) -> [PackTest.Word] {
        guard node.isList else { return node.id(.snake).map { [PackTest.Word($0, at: node.span)] } ?? [] }
        node.refuseEmpty("role")
        return (node.ids(.snake) ?? []).map { PackTest.Word($0.id, at: $0.span) }
    }

    /// Entity -> key -> fields; a key is one record's in the whole test.
    private static func given(_ node: NodeDecoder) -> [SeedRow] {
        var places: [String: SourceSpan] = [:]
        return (node.entries("a mapping of entities", keys: .entity) ?? []).flatMap { entity -> [SeedRow] in
            guard let id = entity.key.flatMap({ EntityID($0) }) else { return [] }
            return (entity.entries("a mapping of records", keys: .snake) ?? []).compactMap { row in
                let key = row.key ?? ""
                if reserved.contains(key) {
                    row.report(.contradiction, "`\(key)` means something else in a test", at: row.headSpan)
                    return nil
                }
                if let other = places.updateValue(row.headSpan, forKey: key) {
                    let message = "`\(key)` is a record of this test already, on line \(other.line)"
                    row.report(.duplicateKey, message, at: row.headSpan)
                    return nil
                }
                return record(id, row, under: entity.headSpan)
            }
        }
    }

    private static func record(_ entity: EntityID, _ node: NodeDecoder, under head: SourceSpan) -> SeedRow? {
        guard let entries = node.entries("the fields of a record", keys: .snake) else { return nil }
        var values: [String: SeedValue] = [:]
        var state: String?
        var places = ["": head]
        for entry in entries {
            places[entry.key ?? ""] = entry.headSpan
            if entry.key == "state" { state = entry.id(.snake) } else { values[entry.key ?? ""] = entry.seedValue() }
        }
        var row = SeedRow(entity, key: node.key ?? "", values: values, state: state, at: node.headSpan)
        row.places = places
        return row
    }
}

extension PackTest {
    /// Whether the expectations are empty because each of them was reported.
    fileprivate func isFaulty(_ keys: MappingDecoder) -> Bool {
        guard case .mapping(let entries, _)? = keys["expect"]?.node else { return true }
        return !entries.isEmpty
    }
}
