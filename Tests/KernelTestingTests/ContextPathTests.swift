import Kernel
import KernelPacks
import KernelTesting
import Testing

/// Paths over references of `me` and `input`, from the author's text to what people see.
struct ContextPathTests {
    private static let depots = """
        pack: depots
        format: 1
        version: 1.0.0
        title: Depots
        requires: { access: "1.0", customers: "1.0" }
        roles:
          driver:
            grants:
              depots.depot: { read: all }
              depots.van: { read: all, update: all, park: all }
          guest: { grants: { depots.van: { read: all, park: all } } }
        entities:
          depot:
            title: Depot
            collection: depots
            fields:
              name:   { type: text, required: true }
              region: { type: text }
              room:   { type: int, default: 1 }
              main:   { type: reference, to: depots.depot, inverse: branches }
          van:
            title: Van
            collection: vans
            fields:
              name:   { type: text, required: true }
              region: { type: text }
              told:   { type: text }
            states: { out: { start: true }, parked: { final: true } }
            moves:
              park:
                from: out
                to: parked
                input: { depot: { type: reference, to: depots.depot } }
                set: { told: "input.depot.main.name" }
                if: "input.depot.room > 0 and input.depot.main.region = region"
                else: { en: No room there. }
        extend:
          access.member: { fields: { home: { type: reference, to: depots.depot } } }
        rows:
          - { entity: depots.van, role: driver, where: "region = me.home.region or region = me.home.main.region" }
        tests:

        """

    private func run(_ tests: String) async throws -> PackTestReport {
        let indented = tests.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        let files = ["pack.yaml": Array((Self.depots + indented + "\n").utf8)]
        return try await PackTestRun(capabilities: Product.capabilities).run(files: files, folder: "depots")
    }

    private static let given = """
            depots.depot:
              north: { name: North, region: n }
              yard: { name: Yard, region: y, main: north }
              full: { name: Full, region: y, main: north, room: 0 }

        """

    @Test func `a row rule follows references of the member who asks`() async throws {
        let report = try await run(
            """
            - name: vans of the home's region and of its main depot's
              as: driver
              given:
            \(Self.given)    access.member: { me: { home: yard } }
                depots.van: { a: { region: y }, b: { region: n }, c: { region: x }, d: { region: null } }
              expect: { visible: [a, b], hidden: [c, d] }
            - name: without a home there are none
              as: driver
              given: { depots.van: { a: { region: y }, d: { region: null } } }
              expect: { hidden: [a, d] }
            """
        )
        #expect(report.isPassed, "\(report.text)")
        #expect(report.results.count == 2)
    }

    @Test func `a guard and what a move sets follow references that were sent`() async throws {
        let report = try await run(
            """
            - name: parked where there is room, in the own region
              as: driver
              given:
            \(Self.given)    access.member: { me: { home: north } }
                depots.van: { v: { region: n } }
              do: { v.park: { depot: yard } }
              expect: { v.state: parked, v.told: North }
            - name: no room
              as: driver
              given:
            \(Self.given)    access.member: { me: { home: north } }
                depots.van: { v: { region: n } }
              do: { v.park: { depot: full } }
              expect: { refused: { code: state_refused, message: No room there. } }
            - name: nothing was sent, so everything over it is null
              as: driver
              given:
            \(Self.given)    access.member: { me: { home: north } }
                depots.van: { v: { region: n } }
              do: { v.park: {} }
              expect: { refused: state_refused }
            - name: a depot without a main one
              as: driver
              given:
            \(Self.given)    access.member: { me: { home: north } }
                depots.van: { v: { region: n } }
              do: { v.park: { depot: north } }
              expect: { refused: state_refused }
            """
        )
        #expect(report.isPassed, "\(report.text)")
        #expect(report.results.count == 4)
    }

    @Test func `what the caller cannot read is refused as if it were not there`() async throws {
        let report = try await run(
            """
            - name: a guest reads no depot
              as: guest
              given:
            \(Self.given)    depots.van: { v: { region: n } }
              do: { v.park: { depot: yard } }
              expect: { refused: { code: invalid, field: depot, message: There is no such depot. }, v.told: null }
            - name: and hears the same of one that is full
              as: guest
              given:
            \(Self.given)    depots.van: { v: { region: n } }
              do: { v.park: { depot: full } }
              expect: { refused: { code: invalid, field: depot, message: There is no such depot. } }
            """
        )
        #expect(report.isPassed, "\(report.text)")
        #expect(report.results.count == 2)
    }
}
