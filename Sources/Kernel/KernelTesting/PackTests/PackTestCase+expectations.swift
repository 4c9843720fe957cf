import Kernel
import KernelPacks

extension PackTestCase {
    /// What did not come out as expected.
    func failures() async throws -> [PackTestFailure] {
        var failures: [PackTestFailure] = []
        for expectation in test.expectations { failures += try await self.failures(of: expectation) }
        return failures
    }

    private func failures(of expectation: PackTest.Expectation) async throws -> [PackTestFailure] {
        let subject = expectation.subject
        switch expectation.kind {
        case .refused(let refusal): return refused(refusal, subject)
        case .visible(let keys): return try await sight(of: keys, isVisible: true)
        case .hidden(let keys): return try await sight(of: keys, isVisible: false)
        case .deleted(let keys): return try deleted(keys)
        case .masked(let key, let fields): return try await masked(key, fields, subject)
        case .value(let key, let field, let expected): return try value(key, field, expected)
        case .count(let entity, let number): return try count(entity, number, subject)
        case .journal(let number):
            let count = try journal().count
            guard "\(count)" != number.text else { return [] }
            return [unlike("the steps add another number of entries to the journal", number, got: "\(count)")]
        case .events(let events):
            let (wanted, got) = (events.map(\.text), try journal().map(\.event))
            guard wanted != got else { return [] }
            return [differs("other events happen", events.first?.span ?? subject.span, wanted, got)]
        case .answer(let path, let expected): return try answer(path, expected, subject)
        case .made(let entity, let rows): return try made(entity, rows, subject)
        }
    }

    func unlike(_ message: String, _ word: PackTest.Word, got: String) -> PackTestFailure {
        PackTestFailure(message, at: word.span, expected: word.text, got: got)
    }

    func differs(_ message: String, _ span: SourceSpan?, _ wanted: [String], _ got: [String]) -> PackTestFailure {
        func text(_ lines: [String]) -> String { lines.isEmpty ? "nothing" : lines.joined(separator: "\n") }
        return PackTestFailure(message, at: span, expected: text(wanted), got: text(got))
    }

    private func refused(_ refusal: PackTest.Refusal, _ subject: PackTest.Word) -> [PackTestFailure] {
        guard let last, let step = test.allSteps.last else { return [] }
        guard last.status >= 400 else {
            let wanted = [refusal.code, refusal.permission, refusal.message, refusal.field].compactMap { $0?.text }
            let message = "`\(step.subject.text)` is not refused"
            let expected = wanted.isEmpty ? "a refusal" : wanted.joined(separator: " ")
            return [PackTestFailure(message, at: subject.span, expected: expected, got: "status \(last.status)")]
        }
        let findings = Self.findings(last)
        let messages = [last.json["detail"]?.text ?? ""] + findings.map(\.message)
        let got = Self.describe(last)
        func check(_ word: PackTest.Word?, _ what: String, _ holds: (String) -> Bool) -> PackTestFailure? {
            guard let word, !holds(word.text) else { return nil }
            return unlike("`\(step.subject.text)` is refused \(what)", word, got: got)
        }
        let failures = [
            check(refusal.code, "with another code") { $0 == last.json["code"]?.text },
            check(refusal.permission, "for want of something else") { $0 == last.json["permission"]?.text },
            check(refusal.message, "with other words") { wanted in messages.contains { $0.contains(wanted) } },
            check(refusal.field, "for another field") { wanted in findings.contains { $0.path == wanted } },
        ]
        return failures.compactMap(\.self)
    }

    /// A list and a single read must agree: what one shows and the other does not is a second door.
    private func sight(of words: [PackTest.Word], isVisible: Bool) async throws -> [PackTestFailure] {
        var failures: [PackTestFailure] = []
        for word in words {
            let record = try record(word.text)
            let path = "/api/\(try entity(record.entity).definition.collection)"
            let single = await kernel.send("GET", "\(path)/\(record.id.raw)", token: token)
            let list = await kernel.send("GET", path, query: [("limit", "500")], token: token)
            let opens = single.status < 400
            let lists = list.items.contains { $0["id"]?.text == record.id.raw }
            guard opens != isVisible || lists != isVisible else { continue }
            let got = "\(lists ? "listed" : "not in the list"), \(opens ? "opens" : Self.describe(single))"
            let wanted = isVisible ? "visible" : "hidden"
            failures.append(
                PackTestFailure("`\(word.text)` is not \(wanted)", at: word.span, expected: wanted, got: got)
            )
        }
        return failures
    }

    private func deleted(_ words: [PackTest.Word]) throws -> [PackTestFailure] {
        try words.compactMap { word in
            let record = try record(word.text)
            let entity = try entity(record.entity)
            let isBinned = try read { scope, backend in
                try backend.record(scope, entity, record.id, rows: .everything, bin: true) != nil
            }
            return isBinned ? nil : PackTestFailure("`\(word.text)` is not deleted", at: word.span)
        }
    }

    private func masked(
        _ key: String,
        _ fields: [PackTest.Word],
        _ subject: PackTest.Word
    ) async throws -> [PackTestFailure] {
        let record = try record(key)
        let path = "/api/\(try entity(record.entity).definition.collection)/\(record.id.raw)"
        let answer = await kernel.send("GET", path, token: token)
        guard answer.status < 400 else {
            return [PackTestFailure("`\(key)` cannot be opened: \(Self.describe(answer))", at: subject.span)]
        }
        return fields.compactMap { field in
            guard let shown = answer.json[field.text] else { return nil }
            return PackTestFailure(
                "`\(key).\(field.text)` is shown",
                at: field.span,
                expected: "not shown",
                got: TestText.write(shown, names: names)
            )
        }
    }
}
