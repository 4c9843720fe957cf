import Kernel
import KernelPacks
import KernelTesting
import Testing

/// Tests of a pack know nothing of one another.
struct PackTestOrderTests {
    /// Every test fails on purpose, so that ids, versions and counts are told.
    private static let tests = [
        """
        - name: a driver sends one
          as: driver
          given: { parcels.parcel: { p: { weight: 5, owner: me } } }
          do: { p.send: { note: By noon } }
          expect: { p.to: null, p.version: 9, journal.count: 9, parcels.parcel.count: 9, access.member.count: 9 }
        """,
        """
        - name: a driver sends another
          as: driver
          given: { parcels.parcel: { p: { weight: 5, owner: me } } }
          do: { p.send: { note: By noon } }
          expect: { p.to: null, p.version: 9, journal.count: 9, parcels.parcel.count: 9, access.member.count: 9 }
        """,
        """
        - name: the owner loses one
          given: { parcels.parcel: { p: { to: null }, q: { code: Q-1 } } }
          expect: { p.state: lost }
        """,
        """
        - name: the owner makes some
          given: { customers.customer: { c: { name: Ann } } }
          do:
            - parcels.parcel.create: { one: { code: P-1, to: c } }
            - parcels.parcel.create: { two: { code: P-2, to: c } }
            - parcels.parcel.create: { three: { code: P-3, to: c } }
          expect: { parcels.parcel: [{ code: P-2 }, { code: P-1 }], customers.customer.count: 9 }
        """,
        """
        - name: a clerk looks
          as: [clerk, driver]
          given: { parcels.parcel: { p: { state: sent }, q: { state: lost } } }
          expect: { p.to: null, hidden: [p], visible: [q], parcels.parcel.count: 9, access.member.count: 9 }
        """,
    ]

    /// What each test says, by its name.
    private func said(_ tests: [String], filter: String? = nil) async throws -> [String: [String]] {
        let indented = tests.joined(separator: "\n").split(separator: "\n").map { "  \($0)" }
        let text = PackTestRunTests.parcels + indented.joined(separator: "\n") + "\n"
        let run = PackTestRun(capabilities: Product.capabilities)
        let report = try await run.run(files: ["pack.yaml": Array(text.utf8)], folder: "parcels", filter: filter)
        try #require(report.check.isAccepted, "\(report.text)")
        return Dictionary(
            uniqueKeysWithValues: report.results.map { result in
                (
                    result.test.name.text,
                    result.failures.map { "\($0.message) | \($0.expected ?? "-") | \($0.got ?? "-")" }
                )
            }
        )
    }

    @Test func `tests say the same in any order and alone, down to the ids`() async throws {
        let together = try await said(Self.tests)
        #expect(together.count == Self.tests.count)
        #expect(together.values.allSatisfy { !$0.isEmpty })
        #expect(try await said(Self.tests.reversed()) == together)
        for (name, lines) in together {
            #expect(try await said(Self.tests, filter: name) == [name: lines])
        }
    }

    @Test func `two tests that say the same get the same`() async throws {
        let together = try await said(Self.tests)
        let one = try #require(together["a driver sends one"])
        #expect(one == together["a driver sends another"])
        // An id that no name of the test stands for.
        #expect(one.first?.contains("| null | 019") ?? false, "\(one)")
        #expect(one.contains("there is another number of `parcels.parcel` | 9 | 1"))
        #expect(one.contains("there is another number of `access.member` | 9 | 2"))
    }

    @Test func `records that steps make are told in the order in which they were made`() async throws {
        let made = try #require(try await said(Self.tests)["the owner makes some"])
        #expect(made.first?.hasSuffix("| 1. code: P-1\n2. code: P-2\n3 in all") ?? false, "\(made)")
    }
}
