import Testing

@testable import Kernel

/// The query of a list, checked against the entity and what the caller may read.
struct ListParametersTests {
    private func read(
        _ query: [(String, String)],
        _ grants: [Grant] = Desk.everything,
        of entity: EntityID = Shop.order
    ) throws -> RecordQuery {
        let desk = try Desk(grants)
        return try ListParameters.read(desk.call(query: query, entity: entity), desk.entity(entity))
    }

    private func told(_ query: [(String, String)], _ grants: [Grant] = Desk.everything) throws -> [String] {
        let error = try refusal { try read(query, grants) }
        #expect(error.problem == .invalid)
        return error.told
    }

    @Test func `nothing sent is the first fifty of everything readable`() throws {
        let query = try read([])
        #expect(query.entity == Shop.order)
        #expect(query.limit == 50 && query.after == nil && query.fields == nil && query.filter == nil)
        #expect(query.sort == [] && query.expand == [] && !query.count && !query.bin)
    }

    @Test func `each parameter has its place`() throws {
        let query = try read([
            ("sort", "-created_at,title"), ("limit", "500"), ("after", "abc"), ("fields", "title,note,id"),
            ("expand", "customer,assignees"), ("count", "true"), ("deleted", "true"),
        ])
        #expect(query.sort.map { "\($0.field) \($0.descending)" } == ["created_at true", "title false"])
        #expect(query.limit == 500)
        #expect(query.after == "abc")
        #expect(query.fields == ["title", "note"])
        #expect(query.expand == ["customer", "assignees"])
        #expect(query.count && query.bin)
        let other = try read([("count", "false"), ("deleted", "false")])
        #expect(!other.count && !other.bin && other.after == nil)
    }

    @Test(arguments: [
        ("limit", "0", "range"), ("limit", "501", "range"), ("limit", "-1", "range"), ("limit", "+5", "range"),
        ("limit", "", "range"), ("limit", "ten", "range"), ("limit", "1e2", "range"), ("count", "1", "format"),
        ("count", "", "format"), ("deleted", "yes", "format"), ("sort", "nothing", "unknown"), ("sort", "", "unknown"),
        ("sort", "title,,note", "unknown"), ("sort", "assignees", "type"), ("sort", "-title,title", "twice"),
        ("sort", "title,note,urgent,hours,number", "too_many"), ("sort", "pin", "unknown"),
        ("fields", "titel", "unknown"),
        ("fields", "", "unknown"), ("expand", "title", "unknown"), ("expand", "nothing", "unknown"),
        ("expand", "customer,customer", "twice"), ("titel", "x", "unknown"), ("where", "titel = \"x\"", "unknown"),
        ("amount", "5", "type"), ("assignees", "x", "type"), ("pin", "1", "unknown"), ("hours", "1.555", "range"),
        ("urgent", "yes", "type"), ("state", "opne", "option"), ("customer", "x", "format"), ("id", "x", "format"),
        ("version", "x", "type"), ("created_at", "today", "format"), ("where", "", "syntax"),
    ])
    func `a parameter that is unknown or wrong is one finding at its name`(
        name: String,
        value: String,
        code: String
    ) throws {
        let told = try told([(name, value)])
        #expect(told.allSatisfy { $0.hasPrefix("\(name) ") })
        if name != "where" { #expect(told == ["\(name) \(code)"]) }
    }

    @Test func `every finding is told at once, in the order of the query`() throws {
        #expect(
            try told([("limit", "0"), ("nothing", "1"), ("limit", "5"), ("sort", "x"), ("urgent", "maybe")]) == [
                "limit range", "nothing unknown", "limit twice", "sort unknown", "urgent type",
            ]
        )
    }

    @Test func `an unknown parameter is told with the nearest readable field and what else there is`() throws {
        let error = try refusal { try read([("titel", "x")]) }
        let message = try #require(error.findings.first).message
        #expect(message.hasPrefix("There is no field `titel`. Did you mean `title`?"))
        #expect(message.contains("where, q, sort, limit, after, fields, expand, count, deleted"))
    }

    private func equality(_ name: String, _ value: String) throws -> Value {
        guard case .compare(.equal, .path(let path), .literal(let literal))? = try read([(name, value)]).filter else {
            Issue.record("no comparison")
            return .null
        }
        #expect(path.field == name && path.hops == [])
        return literal
    }

    @Test(arguments: [
        ("title", "Roof", Value.text("Roof")), ("title", "null", .null), ("title", "", .null),
        ("urgent", "true", .bool(true)),
        ("hours", "1.5", .decimal(units: 150, scale: 2)), ("state", "open", .text("open")), ("version", "3", .int(3)),
        ("customer", "01890A5D-ac96-774b-bcce-b302099a8057", .reference(RecordID(milliseconds: 0, random: []))),
        ("created_at", "2026-11-22T18:30:00Z", .datetime(Shop.now, zone: nil)), ("total", "7", .int(7)),
    ])
    func `a field with a value is an equality, typed as the field`(name: String, value: String, expected: Value) throws
    {
        let found = try equality(name, value)
        if name == "customer" {
            #expect(found.reference?.raw == value.lowercased())
        } else {
            #expect(found == expected)
        }
    }

    @Test func `several conditions must all be true`() throws {
        let query = try read([("where", "urgent = true"), ("title", "Roof")])
        guard case .and(let conditions)? = query.filter else {
            Issue.record("not an and")
            return
        }
        #expect(conditions.count == 2)
    }

    @Test func `a field that the caller may not read does not exist, in any parameter`() throws {
        let grants = [Grant("shop.order.read", .all, fields: ["title", "customer"])]
        for query in [
            [("note", "x")], [("sort", "note")], [("fields", "note")], [("expand", "assignees")],
            [("where", "note = \"x\"")], [("where", "customer.name = \"x\"")],
        ] {
            let hidden = try refusal { try read(query, grants) }
            let message = try #require(hidden.findings.first).message
            #expect(hidden.problem == .invalid)
            #expect(!message.contains("Did you mean"), "\(message)")
        }
        #expect(try read([("title", "x"), ("sort", "title"), ("fields", "title")], grants).fields == ["title"])
    }

    @Test func `a field with a permission of its own is readable with it only`() throws {
        let grants = [Grant("shop.customer.read", .all)]
        #expect(try refusal { try read([("margin", "1")], grants, of: Shop.customer) }.told == ["margin unknown"])
        #expect(try read([("margin", "1")], grants + [Grant("shop.prices", .all)], of: Shop.customer).filter != nil)
    }

    @Test func `the bin needs the permission to delete`() throws {
        let error = try refusal { try read([("deleted", "true")], [Grant("shop.order.read", .all)]) }
        #expect(error.problem == .forbidden)
        #expect(error.permission == "shop.order.delete")
    }

    @Test func `the state of records without a life is unknown`() throws {
        #expect(try refusal { try read([("state", "open")], of: Shop.customer) }.told == ["state unknown"])
    }
}
