import Foundation
import Kernel
import KernelPacks
import KernelTesting
import Testing

/// Tests of packs as `kernel packs test` runs them, seen from what they come to.
struct PackTestRunTests {
    /// A small pack: a parcel that goes out, a guard, a row rule, and tests put behind it.
    static let parcels = """
        pack: parcels
        format: 1
        version: 1.0.0
        title: Parcels
        requires: { access: "1.0", customers: "1.0" }
        roles:
          driver:
            grants:
              parcels.parcel: { read: own, create: own, update: { scope: own, fields: [note] }, send: own, recall: own }
          clerk: { grants: { parcels.parcel: { read: all, send: all } } }
        entities:
          parcel:
            title: Parcel
            collection: parcels
            label: "{code}"
            fields:
              code:   { type: text, required: true, min: 3, max: 20 }
              weight: { type: int, min: 1, max: 30, default: 1 }
              note:   { type: text, max: 100 }
              to:     { type: reference, to: customers.customer, required: true }
            states: { packed: { start: true }, sent: {}, lost: { final: true } }
            moves:
              send:
                from: packed
                to: sent
                input: { note: { type: text, max: 100 } }
                set: { note: input.note }
                if: "weight <= 20"
                else: { en: Too heavy for the van. }
              recall: { from: sent, to: packed }
              lose:   { from: [packed, sent], to: lost }
            scopes: { own: owner }
        rows:
          - { entity: parcels.parcel, role: clerk, where: "state != lost" }
        tests:

        """

    private func run(_ tests: String, filter: String? = nil) async throws -> PackTestReport {
        let indented = tests.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        let text = Self.parcels + indented.joined(separator: "\n") + "\n"
        let run = PackTestRun(capabilities: Product.capabilities)
        return try await run.run(files: ["pack.yaml": Array(text.utf8)], folder: "parcels", filter: filter)
    }

    @Test func `a test that holds passes, and says nothing`() async throws {
        let report = try await run(
            """
            - name: a driver sends an own parcel
              as: driver
              given: { parcels.parcel: { p: { code: A-1, weight: 20, owner: me } } }
              do: { p.send: { note: By noon } }
              expect:
                p.state: sent
                p.note: By noon
                p.code: A-1
                p.weight: 20
                p.owner: me
                p.version: 2
                journal.count: 1
                events: [parcels.parcel.sent]
                visible: [p]
            """
        )
        #expect(report.text.contains("error") == false)
        #expect(report.isPassed)
        #expect(report.results.count == 1)
    }

    @Test func `each expectation that does not hold is told at its place with both sides`() async throws {
        let report = try await run(
            """
            - name: everything is otherwise
              as: driver
              given: { parcels.parcel: { p: { weight: 5, owner: me }, q: {} } }
              do: { p.send: {} }
              expect:
                p.state: lost
                p.weight: 6
                p.note: null
                p.owner: null
                journal.count: 3
                events: [parcels.parcel.updated, parcels.parcel.sent]
                visible: [q]
                hidden: [p]
                deleted: [q]
                masked: { p: [note, code] }
                parcels.parcel.count: 9
                parcels.parcel: [{ weight: 1 }]
            """
        )
        let failures = try #require(report.results.first?.failures)
        let told = failures.map { "\($0.message) | \($0.expected ?? "-") | \($0.got ?? "-")" }
        #expect(
            told == [
                "`p.state` is not as expected | lost | sent",
                "`p.weight` is not as expected | 6 | 5",
                "`p.owner` is not as expected | null | me",
                "the steps add another number of entries to the journal | 3 | 1",
                "other events happen | parcels.parcel.updated\nparcels.parcel.sent | parcels.parcel.sent",
                "`q` is not visible | visible | not in the list, not_found There is nothing here for you.",
                "`p` is not hidden | hidden | listed, opens",
                "`q` is not deleted | - | -",
                "`p.note` is shown | not shown | null",
                "`p.code` is shown | not shown | Sample 2",
                "there is another number of `parcels.parcel` | 9 | 2",
                "the steps make other records of `parcels.parcel` | 1. weight: 1\n1 in all | 0 in all",
            ]
        )
        #expect(!report.isPassed)
        #expect(report.text.contains("parcels/pack.yaml:41:16 error P720: everything is otherwise: `p.state`"))
        #expect(report.text.contains("      p.state: lost\n               ^~~~\n  expected  lost\n  got       sent\n"))
        #expect(report.text.contains("  - parcels.parcel.updated\n    parcels.parcel.sent\n"))
    }

    @Test func `a refusal is expected down to its words`() async throws {
        let heavy = """
            - name: too heavy
              as: driver
              given: { parcels.parcel: { p: { weight: 21, owner: me } } }
              do: { p.send: {} }
              expect:
            """
        let right = try await run(
            heavy + " { refused: { code: state_refused, message: Too heavy for the van. }, p.state: packed }"
        )
        #expect(right.isPassed)
        let wrong = try await run(heavy + " { refused: { code: forbidden, message: Too light, field: weight } }")
        #expect(
            wrong.results[0].failures.map(\.message) == [
                "`p.send` is refused with another code", "`p.send` is refused with other words",
                "`p.send` is refused for another field",
            ]
        )
        let silent = try await run(heavy + " { p.state: packed }")
        #expect(silent.results[0].failures.map(\.message).first?.contains("Too heavy for the van.") ?? false)
        let light = heavy.replacingOccurrences(of: "21", with: "2")
        let none = try await run(light + " { refused: state_refused }")
        #expect(none.results[0].failures.map(\.message) == ["`p.send` is not refused"])
    }

    @Test func `who may not is refused for want of the permission`() async throws {
        let report = try await run(
            """
            - name: a driver loses nothing
              as: driver
              given: { parcels.parcel: { p: { owner: me } } }
              do: { p.lose: {} }
              expect: { refused: parcels.parcel.lose, p.state: packed, journal.count: 0 }
            - name: a driver does not see those of others
              as: driver
              given: { parcels.parcel: { p: {} } }
              do: { p.send: {} }
              expect: { refused: not_found, hidden: [p] }
            - name: a clerk cannot create
              as: clerk
              do: { parcels.parcel.create: { p: { code: abc } } }
              expect: { refused: parcels.parcel.create, parcels.parcel.count: 0 }
            - name: wrong input is refused by field
              as: driver
              given: { customers.customer: { c: {} } }
              do: { parcels.parcel.create: { p: { code: ab, weight: heavy, to: c } } }
              expect: { refused: { code: invalid, field: weight } }
            """
        )
        #expect(report.results.flatMap(\.failures).map(\.message) == [])
        #expect(report.results.count == 4)
    }

    @Test func `a filter chooses by name, and coverage is told for the whole only`() async throws {
        let tests = """
            - name: first
              given: { parcels.parcel: { p: {} } }
              do: [{ p.send: {} }, { p.recall: {} }]
              expect: { p.state: packed }
            - name: second
              as: clerk
              given: { parcels.parcel: { p: { state: lost } } }
              expect: { hidden: [p] }
            """
        let all = try await run(tests)
        #expect(all.untested.map(\.code) == ["P712", "P710"])
        #expect(all.untested.map(\.message).contains("no test makes the move `lose` of `parcels.parcel`"))
        #expect(all.summary == "2 passed, 2 not tested")
        let one = try await run(tests, filter: "sec")
        #expect(one.results.map(\.test.name.text) == ["second"])
        #expect(one.untested.isEmpty)
    }

    @Test func `a record that cannot be made is told at its line`() async throws {
        let report = try await run(
            """
            - name: a circle of values
              given: { parcels.parcel: { p: { code: A-1, weight: null, to: null } } }
              expect: { p.state: packed }
            """
        )
        let failure = try #require(report.results.first?.failures.first)
        #expect(failure.message.contains("`p` cannot be made"))
        #expect(failure.message.contains("to: "))
        #expect(failure.span?.line == 37)
    }

    @Test func `what a device sends twice has one effect`() async throws {
        let report = try await run(
            """
            - name: sent twice
              as: driver
              given: { parcels.parcel: { p: { weight: 5, owner: me } } }
              offline: [{ p.send: { note: By noon } }, { p.send: { note: By noon } }, p.recall, p.recall]
              expect: { p.state: packed, p.note: By noon, journal.count: 2, p.version: 3 }
            - name: another step is another mutation
              as: driver
              given: { parcels.parcel: { p: { weight: 5, owner: me } } }
              offline: [{ p.send: { note: By noon } }, { p.send: { note: By night } }]
              expect: { refused: state_refused, p.note: By noon, journal.count: 1 }
            - name: with a network it is done twice
              as: driver
              given: { parcels.parcel: { p: { weight: 5, owner: me } } }
              do: [{ p.send: {} }, { p.send: {} }]
              expect: { refused: state_refused, journal.count: 1 }
            - name: what is made with a network is sent twice without one
              given: { customers.customer: { c: { name: Ann } } }
              do: { parcels.parcel.create: { first: { code: A-1, to: c } } }
              offline:
                - first.send
                - { first.send: {} }
              expect: { first.state: sent, parcels.parcel.count: 1, journal.count: 2 }
            """
        )
        #expect(report.isPassed, "\(report.text)")
        #expect(report.results.count == 4)
    }

    @Test(arguments: ["p.send", "[p.send]", "{ p.send: {} }", "[{ p.send: {} }]", "[{ p.send: {} }, p.recall, p.send]"])
    func `a step that sends nothing may stand by its name alone, with a network and without`(steps: String) async throws
    {
        for place in ["do", "offline"] {
            let report = try await run(
                """
                - name: sent
                  as: driver
                  given: { parcels.parcel: { p: { weight: 5, owner: me } } }
                  \(place): \(steps)
                  expect: { p.state: sent }
                """
            )
            #expect(report.isPassed == !(place == "offline" && steps.contains("recall")), "\(place) \(report.text)")
        }
    }

    @Test func `an action of an automation may stand by its name alone, in a list and without one`() {
        for steps in ["time-tracking.clock_in", "[time-tracking.clock_in]", "[{ action: time-tracking.clock_in }]"] {
            let text = """
                pack: parcels
                format: 1
                version: 1.0.0
                title: Parcels
                automations: { go: { when: customers.customer.created, do: \(steps) } }

                """
            let read = PackDecoder.decode(files: ["pack.yaml": Array(text.utf8)], folder: "parcels")
            #expect(read.diagnostics == [])
            #expect(
                read.definition?.automations.first?.steps.map(\.act) == [
                    .action(owner: "time-tracking", id: "clock_in")
                ]
            )
        }
    }

    @Test func `a device makes what the entity lets it make, once for each key`() async throws {
        let own = Self.parcels.replacingOccurrences(
            of: "    scopes: { own: owner }",
            with: "    scopes: { own: owner }\n    offline: { read: own, write: [create, update] }"
        )
        let tests = """
              - name: made and changed
                given: { customers.customer: { c: { name: Ann } } }
                offline:
                  - parcels.parcel.create: { a: { code: A-1, to: c } }
                  - parcels.parcel.create: { a: { code: A-1, to: c } }
                  - a.update: { note: Fragile }
                  - a.update: { note: Fragile }
                expect: { parcels.parcel.count: 1, a.note: Fragile, a.version: 2, journal.count: 2 }

            """
        let run = PackTestRun(capabilities: Product.capabilities)
        let files = ["pack.yaml": Array((own + tests).utf8)]
        let report = try await run.run(files: files, folder: "parcels")
        #expect(report.isPassed, "\(report.text)")
        #expect(report.results.count == 1)
        let refused = try await self.run(
            """
            - name: not let
              given: { parcels.parcel: { p: {} } }
              offline: [{ p.update: { note: x } }, p.restore, p.lose, p.lsoe]
              expect: { p.state: lost }
            """
        )
        #expect(refused.text.contains("P705: devices do not update `parcels.parcel` without a network"))
        #expect(refused.text.contains("P705: devices do not restore `parcels.parcel` without a network"))
        #expect(refused.text.contains("did you mean `lose`?"))
        #expect(refused.check.diagnostics.filter { $0.severity == .error }.count == 3)
    }

    @Test func `a pack that is refused runs no test`() async throws {
        let report = try await run("- name: x\n  as: drivr\n  expect: { p.state: sent }")
        #expect(!report.isPassed)
        #expect(report.results.isEmpty)
        #expect(report.text.contains("P217"))
        #expect(report.text.contains("did you mean `driver`?"))
    }

    @Test func `programs read the same`() async throws {
        let report = try await run(
            """
            - name: one
              given: { parcels.parcel: { p: {} } }
              expect: { p.state: sent }
            """
        )
        var writer = JSONWriter()
        report.write(to: &writer, path: "parcels")
        let json = try JSONReader.read(writer.bytes)
        #expect(json["passed"] == .bool(false))
        #expect(json["milliseconds"] != nil)
        #expect(report.timing?.hasSuffix(" ms a test") ?? false)
        guard case .array(let tests)? = json["tests"], case .array(let failures)? = tests.first?["failures"] else {
            Issue.record("no tests in \(json)")
            return
        }
        #expect(failures.first?["expected"]?.text == "sent")
        #expect(failures.first?["got"]?.text == "packed")
        #expect(failures.first?["line"] == .number("38"))
    }
}
