import Kernel

/// Checks the tests of a pack against the model that they are for: entities (P212), roles (P217), fields (P701), keys
/// (P702), values (P703), states (P704), steps (P705) and expectations (P706).
enum TestCheck {
    /// All findings.
    static func findings(_ pack: PackDefinition, _ model: TenantModel) -> [Diagnostic] {
        let findings = Findings()
        for test in pack.tests {
            let names = TestNames(test, of: pack, model: model, findings: findings)
            for role in test.roles where model.roles[role.text] == nil {
                let hint = DidYouMean.hint(for: role.text, in: model.roles.keys)
                findings.report(.unknownRole, "no role `\(role.text)` exists", at: role.span, hint: hint)
            }
            for row in test.given { given(row, names) }
            for step in test.steps { TestStepCheck(names: names).check(step) }
            for step in test.offline { TestStepCheck(names: names, isOffline: true).check(step) }
            for expectation in test.expectations { ExpectationCheck(test: test, names: names).check(expectation) }
        }
        return findings.all
    }

    private static func given(_ row: SeedRow, _ names: TestNames) {
        guard let entity = names.entity(row.entity, at: row.places[""] ?? row.span) else { return }
        if row.key == TestStepDecoder.member, row.entity != CheckingContext.member {
            let message = "`me` is the member who acts, of `\(CheckingContext.member)`"
            names.findings.report(.testKey, message, at: row.span)
        }
        if let state = row.state { names.state(state, of: entity, at: row.places["state"] ?? row.span) }
        for (id, value) in row.values.sorted(by: { $0.key < $1.key }) where id != "owner" {
            names.value(value, of: id, in: entity, besides: ["state", "owner"], key: row.places[id])
        }
        if let owner = row.values["owner"] { names.person(owner) }
    }
}

/// What the words of one test can mean.
struct TestNames {
    let model: TenantModel
    let findings: Findings
    /// The entity of each record, by key.
    let keys: [String: EntityID]

    private let seeds: [SeedRow]

    init(_ test: PackTest, of pack: PackDefinition, model: TenantModel, findings: Findings) {
        self.model = model
        seeds = pack.referenceSeeds
        self.findings = findings
        var keys = [TestStepDecoder.member: CheckingContext.member]
        for row in test.given { keys[row.key] = row.entity }
        for step in test.allSteps {
            if case .create(let entity, let key) = step.act { keys[key] = entity }
        }
        self.keys = keys
    }

    /// An entity of the model; `nil` once reported.
    func entity(_ id: EntityID, at span: SourceSpan?) -> EntityModel? {
        if let entity = model.entities[id] { return entity }
        let hint = DidYouMean.hint(for: id.raw, in: model.entities.keys.map(\.raw))
        findings.report(.unknownEntity, "there is no entity `\(id)`", at: span, hint: hint)
        return nil
    }

    /// The entity of a record of the test; `nil` once reported.
    func record(_ key: String, at span: SourceSpan?) -> EntityModel? {
        guard let id = keys[key] else {
            let hint = Spelling.hint(for: key, in: Array(keys.keys))
            findings.report(.testKey, "this test has no record `\(key.clipped)`", at: span, hint: hint)
            return nil
        }
        // An entity that does not exist was reported where the record is given.
        return model.entities[id]
    }

    func state(_ state: String, of entity: EntityModel, at span: SourceSpan?) {
        let states = entity.definition.states.map(\.id)
        guard !states.contains(state) else { return }
        let hint = Spelling.hint(for: state, in: states)
        findings.report(.testState, "`\(state.clipped)` is not a state of `\(entity.id)`", at: span, hint: hint)
    }

    func person(_ value: SeedValue) {
        guard case .text(let key, let span) = value, key != TestNull.word else { return }
        reference(key, to: CheckingContext.member, at: span)
    }

    /// A value that must fit its field.
    func value(
        _ value: SeedValue,
        of id: String,
        in entity: EntityModel,
        besides: [String] = [],
        key: SourceSpan? = nil
    ) {
        guard let field = field(id, of: entity, at: key ?? value.span, besides: besides), !value.isNull else { return }
        let reader = ValueReader(code: .testValue, findings: findings, dates: .tests, reference: reference)
        _ = reader.value(value, of: field)
    }

    /// A field that can stand here; `nil` once reported.
    func field(
        _ id: String,
        of entity: EntityModel,
        at span: SourceSpan?,
        besides: [String] = []
    ) -> FieldDefinition? {
        if let field = entity.field(id) { return field.definition }
        let hint = DidYouMean.hint(for: id, in: entity.fields.map(\.id) + besides)
        findings.report(.testField, "`\(id.clipped)` is not a field of `\(entity.id)`", at: span, hint: hint)
        return nil
    }

    func reference(_ key: String, to target: EntityID, at span: SourceSpan?) {
        guard let entity = keys[key] else {
            let sown = seeds.filter { $0.entity == target }.map(\.key)
            guard !sown.contains(key) else { return }
            let near = keys.filter { $0.value == target }.map(\.key) + sown
            let hint = Spelling.hint(for: key, in: near)
            return findings.report(.testKey, "this test has no `\(target)` `\(key.clipped)`", at: span, hint: hint)
        }
        guard entity != target else { return }
        findings.report(.testKey, "`\(key)` is a record of `\(entity)`, not of `\(target)`", at: span)
    }
}

/// How a test writes that a field is empty.
package enum TestNull {
    /// The word.
    package static let word = "null"
}

extension SeedValue {
    /// Whether it says that there is no value.
    package var isNull: Bool {
        if case .text(TestNull.word, _) = self { true } else { false }
    }
}
