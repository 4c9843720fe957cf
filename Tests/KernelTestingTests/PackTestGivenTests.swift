import Foundation
import Kernel
import KernelPacks
import KernelTesting
import Testing

/// What is given in a test of a pack was there before: nothing follows from it.
struct PackTestGivenTests {
    private static let pack = """
        pack: notes
        format: 1
        version: 1.0.0
        title: Notes
        requires: { access: "1.0", automations: "1.0", customers: "1.0" }
        roles: { writer: { title: Writer, grants: { notes.note: { read: all, create: all, update: all, shut: all } } } }
        entities:
          note:
            title: Note
            collection: notes
            label: "{text}"
            fields:
              text: { type: text, title: Text, required: true, max: 20 }
              seen: { type: int, title: Seen, default: 0 }
            states: { open: { title: Open, start: true }, shut: { title: Shut } }
            moves: { shut: { title: Shut, from: open, to: shut }, reopen: { title: Reopen, from: shut, to: open } }
        automations:
          greet: { title: Greet, when: notes.note.created, do: [{ set: { seen: seen + 1 } }] }
          count: { title: Count, when: notes.note.shut, do: [{ set: { seen: seen + 10 } }] }
        tests:

        """

    private func messages(_ tests: String) async throws -> [String] {
        let indented = tests.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        let text = Self.pack + indented.joined(separator: "\n") + "\n"
        let run = PackTestRun(capabilities: Product.capabilities)
        let report = try await run.run(files: ["pack.yaml": Array(text.utf8)], folder: "notes", filter: nil)
        #expect(report.check.text == "")
        return report.results.flatMap(\.failures).map(\.message)
    }

    @Test func `no automation starts from what is given, whatever state it is in`() async throws {
        let found = try await messages(
            """
            - name: what was there before is as it is written
              given: { notes.note: { a: { text: A }, b: { text: B, state: shut }, c: { text: C, seen: 3 } } }
              do: { c.update: { text: D } }
              expect: { a.seen: 0, b.seen: 0, c.seen: 3, journal.count: 1, events: [notes.note.updated] }
            """
        )
        #expect(found == [])
    }

    @Test func `automations start from what the steps do`() async throws {
        let found = try await messages(
            """
            - name: a note that is made is greeted, one that is shut is counted
              as: writer
              given: { notes.note: { a: { text: A } } }
              do: [{ notes.note.create: { n: { text: N } } }, { a.shut: {} }, { n.shut: {} }]
              expect: { a.seen: 10, n.seen: 11 }
            """
        )
        #expect(found == [])
    }

    @Test func `a required text with a pattern has no sample, and the test says which one`() async throws {
        let pattern = "text: { type: text, title: Text, required: true, max: 20"
        #expect(Self.pack.contains(pattern))
        let pack = Self.pack.replacing(pattern, with: "\(pattern), pattern: \"[A-Z]-[0-9]+\"")
        let tests = """
              - name: a note without its text
                given: { notes.note: { a: { seen: 3 } } }
                expect: { a.seen: 3 }
              - name: a note with it
                given: { notes.note: { a: { text: A-1, seen: 3 } } }
                expect: { a.seen: 3 }

            """
        let run = PackTestRun(capabilities: Product.capabilities)
        let files = ["pack.yaml": Array((pack + tests).utf8)]
        let report = try await run.run(files: files, folder: "notes", filter: nil)
        #expect(
            report.results.flatMap(\.failures).map(\.message) == [
                "`a` cannot be made: `notes.note.text` is required and has a pattern, "
                    + "so there is no sample of it: give it a value in `given`"
            ]
        )
    }

    @Test func `tests of formulas run on the day of the tests of packs`() async throws {
        let formula = """
            formulas:
              day: { title: Day, value: today(), result: date, tests: [{ expect: 2026-03-02 }] }

            """
        let pack = Self.pack.replacing("tests:\n", with: formula)
            .replacing("notes.note: { read: all", with: "notes: { calculate: all }, notes.note: { read: all")
        let run = PackTestRun(capabilities: Product.capabilities)
        let files = ["pack.yaml": Array(pack.utf8)]
        let report = try await run.run(files: files, folder: "notes", filter: nil)
        #expect(report.check.text == "")
        #expect(FixedClock().now() == PackTest.now)
    }
}
