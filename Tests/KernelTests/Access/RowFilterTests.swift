import Testing

@testable import Kernel

struct RowFilterTests {
    private static let own = RowFilter.principal("owner")
    private static let team = RowFilter.team("team")

    @Test(
        arguments: [
            ([], RowFilter.nothing), ([.nothing], .nothing), ([.everything], .everything), ([own], own),
            ([own, .nothing], own), ([.nothing, .nothing], .nothing), ([own, .everything], .everything),
            ([own, team], .any([own, team])), ([own, .nothing, team], .any([own, team])),
        ] as [([RowFilter], RowFilter)]
    )
    func `a union is simplified`(filters: [RowFilter], expected: RowFilter) {
        #expect(RowFilter.union(filters) == expected)
    }

    @Test(
        arguments: [
            ([], RowFilter.everything), ([.everything], .everything), ([.nothing], .nothing), ([own], own),
            ([own, .everything], own), ([own, .nothing], .nothing), ([.everything, .nothing], .nothing),
            ([own, team], .all([own, team])), ([own, .everything, team], .all([own, team])),
        ] as [([RowFilter], RowFilter)]
    )
    func `an intersection is simplified`(filters: [RowFilter], expected: RowFilter) {
        #expect(RowFilter.intersection(filters) == expected)
    }

    @Test(arguments: [
        (RowFilter.scope(.all), RowFilter.everything), (.scope(.own), own),
        (.scope(.assigned), .principal("assignees")),
        (.scope(.team), .team("customer.team")), (own, own), (.nothing, .nothing), (.everything, .everything),
        (.any([.scope(.own), .scope(.all)]), .everything), (.all([.scope(.own), .everything]), own),
        (.any([.scope(.own), .scope(.team)]), .any([own, .team("customer.team")])),
        (.all([.any([.scope(.own)]), .scope(.assigned)]), .all([own, .principal("assignees")])),
    ])
    func `a bare scope means what the entity says`(filter: RowFilter, expected: RowFilter) throws {
        #expect(filter.bound(to: Shop.order, in: try Shop.model()) == expected)
    }

    @Test func `a scope that the entity does not declare reaches no row`() throws {
        let model = try Shop.model()
        #expect(RowFilter.scope(.assigned).bound(to: Shop.customer, in: model) == .nothing)
        #expect(AccessResolver.filter(.team, on: Shop.line, in: model) == .nothing)
        #expect(AccessResolver.filter(.own, on: "no.where", in: model) == .nothing)
        #expect(AccessResolver.filter(.all, on: "no.where", in: model) == .everything)
    }
}

struct RecordAccessTests {
    private typealias Part = RecordAccess.Part

    private static func part(
        _ rows: RowFilter,
        _ fields: Set<String>? = nil,
        _ limits: [String: Int64] = [:]
    ) -> RecordAccess.Part {
        RecordAccess.Part(rows: rows, fields: fields, limits: limits)
    }

    @Test func `no part reaches no row`() {
        #expect(RecordAccess(parts: []).rows == .nothing)
        #expect(RecordAccess(parts: []).parts == [])
    }

    @Test func `rows unite, and a row shows no field beyond its own grants`() {
        let access = RecordAccess(parts: [
            Self.part(.principal("owner"), ["a", "b"]), Self.part(.team("team"), ["b", "c"]),
        ])
        #expect(access.rows == .any([.principal("owner"), .team("team")]))
        #expect(access.fields == ["b"])
        #expect(access.reaches("b"))
        #expect(!access.reaches("a"))
        #expect(access.reachesSomewhere("a") && !access.reachesSomewhere("d"))
        #expect(!access.isUniform)
        #expect(access.parts.count == 2)
    }

    @Test func `a part with all fields does not open those of the others`() {
        let access = RecordAccess(parts: [Self.part(.principal("owner")), Self.part(.everything, ["a"])])
        #expect(access.rows == .everything)
        #expect(access.fields == ["a"])
        #expect(access.parts.count == 2)
    }

    @Test func `a part that another covers is left out, whichever comes first`() {
        let wide = Self.part(.everything)
        let narrow = Self.part(.principal("owner"), ["a"], ["a": 1])
        for parts in [[wide, narrow], [narrow, wide]] {
            let access = RecordAccess(parts: parts)
            #expect(access.parts == [wide])
            #expect(access.fields == nil)
            #expect(access.reaches("anything"))
        }
    }

    @Test func `one part covers another with its rows, fields and no limit`() {
        let some = Self.part(.everything, ["a", "b"])
        #expect(some.covers(Self.part(.everything, ["a"])))
        #expect(some.covers(Self.part(.principal("owner"), ["a"], ["a": 5])))
        #expect(!some.covers(Self.part(.everything, nil)))
        #expect(!some.covers(Self.part(.everything, ["c"])))
        #expect(!Self.part(.principal("owner")).covers(Self.part(.everything)))
        #expect(!Self.part(.principal("owner")).covers(Self.part(.principal("creator"))))
        #expect(Self.part(.principal("owner")).covers(Self.part(.principal("owner"))))
        #expect(!Self.part(.everything, nil, ["a": 1]).covers(Self.part(.everything, nil, ["a": 1])))
    }

    @Test func `an access of one part is that part`() {
        let access = RecordAccess(rows: .everything, fields: ["a"], limits: ["a": 1])
        #expect(access.parts == [Self.part(.everything, ["a"], ["a": 1])])
        #expect(access.isUniform)
    }
}
