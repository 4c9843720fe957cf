import Testing

@testable import Kernel

struct OpenAPIDocumentTests {
    private func document(
        _ model: TenantModel?,
        _ access: PrincipalAccess? = nil,
        whole: Bool = false
    ) throws -> JSONValue {
        try JSONReader.read(OpenAPIDocument.write(model: model, access: access, version: "1.2.3", whole: whole))
    }

    private func operations(_ document: JSONValue) -> Set<String> {
        Set(
            (document["paths"]?.members ?? []).flatMap { path in
                (path.value.members ?? []).map { "\($0.name.uppercased()) \(path.name)" }
            }
        )
    }

    @Test func `without a session it has the public routes only`() throws {
        let document = try document(nil)
        #expect(document["openapi"] == .string("3.1.0"))
        #expect(document["info"]?["version"] == .string("1.2.3"))
        let open = RouteTable.routes.filter { $0.access == .public }.map { "\($0.method) \($0.pattern)" }
        #expect(operations(document) == Set(open))
        #expect(document["paths"]?["/api/auth/login"]?["post"]?["security"] == .array([]))
        #expect(document["components"]?["schemas"]?.members?.map(\.name) == ["Problem"])
    }

    @Test func `whole it names every route but those of the operator's socket`() throws {
        let model = try Shop.model()
        let found = operations(try document(model, nil, whole: true))
        for route in RouteTable.routes where route.access != .operatorConsole {
            #expect(found.contains("\(route.method) \(route.pattern)"))
        }
        for route in RouteTable.routes where route.access == .operatorConsole {
            #expect(!found.contains("\(route.method) \(route.pattern)"))
        }
        for operation in [
            "GET /api/orders", "POST /api/orders", "GET /api/orders/{id}", "PATCH /api/orders/{id}",
            "DELETE /api/orders/{id}",
            "POST /api/orders/{id}/restore", "GET /api/orders/{id}/history", "POST /api/orders/{id}/moves/finish-work",
            "GET /api/shop/month-report", "POST /api/orders/close-all", "POST /api/memos",
        ] {
            #expect(found.contains(operation), "\(operation) is missing")
        }
        #expect(!found.contains("PATCH /api/memos/{id}"))
    }

    @Test func `every operation has an id of its own, answers, and its permission`() throws {
        let document = try document(try Shop.model(), nil, whole: true)
        let all = (document["paths"]?.members ?? []).flatMap { $0.value.members ?? [] }.map(\.value)
        let ids = all.compactMap { $0["operationId"]?.text }
        #expect(ids.count == all.count)
        #expect(Set(ids).count == ids.count)
        #expect(all.allSatisfy { $0["responses"]?["default"] != nil && $0["summary"]?.text?.isEmpty == false })
        let move = document["paths"]?["/api/orders/{id}/moves/finish-work"]?["post"]
        #expect(move?["x-permission"] == .string("shop.approve"))
        let input = document["paths"]?["/api/orders/{id}/moves/submit"]?["post"]?["requestBody"]?["content"]
        #expect(input?["application/json"]?["schema"]?["required"] == .array([.string("reason")]))
    }

    @Test func `every schema that is referred to is there`() throws {
        let document = try document(try Shop.model(), nil, whole: true)
        let schemas = Set((document["components"]?["schemas"]?.members ?? []).map(\.name))
        var references: Set<String> = []
        func walk(_ value: JSONValue) {
            switch value {
            case .object(let members):
                for member in members {
                    if member.name == "$ref", let text = member.value.text { references.insert(text) }
                    walk(member.value)
                }
            case .array(let items): items.forEach(walk)
            default: break
            }
        }
        walk(document)
        #expect(references.count > 4)
        #expect(references.isSubset(of: schemas.map { "#/components/schemas/\($0)" }))
    }

    @Test func `a caller sees what the grants give, and no field beyond`() throws {
        let grants = [Grant("shop.order.read", .all, fields: ["title"]), Grant("shop.approve", .all)]
        let desk = try Desk(grants)
        let document = try document(desk.model, desk.scope.access)
        let found = operations(document)
        #expect(found.contains("GET /api/orders"))
        #expect(found.contains("POST /api/orders/{id}/moves/finish-work"))
        #expect(found.contains("GET /api/me"))
        #expect(!found.contains("POST /api/orders"))
        #expect(!found.contains("GET /api/customers"))
        #expect(!found.contains("GET /api/{collection}"))
        #expect(!found.contains("GET /api/shop/month-report"))
        let properties = document["components"]?["schemas"]?["shop.order"]?["properties"]?.members?.map(\.name)
        #expect(properties?.contains("title") == true)
        #expect(properties?.contains("note") == false)
    }

    @Test func `each type has its schema`() throws {
        let types: [(FieldType, String)] = [
            (.text(), #"["string","null"]"#), (.int(), #"["integer","null"]"#), (.bool, #"["boolean","null"]"#),
            (.decimal(scale: 1), #"["string","null"],"format":"decimal""#),
            (.date, #"["string","null"],"format":"date""#),
            (.time, #"["string","null"],"format":"time""#), (.datetime(), #"["string","null"],"format":"date-time""#),
            (.email, #"["string","null"],"format":"email""#), (.url, #"["string","null"],"format":"uri""#),
            (.reference(to: "a.b"), #"["string","null"],"format":"uuid""#),
            (.choice(["a"]), #"["string","null"],"enum":["a",null]"#),
            (.choices(["a"]), #"["array","null"],"items":{"type":"string"}"#),
            (.references(to: "a.b"), #"["array","null"],"items":{"type":"string","format":"uuid"}"#),
            (.list([]), #"["array","null"],"items":{"type":"object","properties":{}}"#),
        ]
        for (type, expected) in types {
            let schema = OpenAPISchema.object([FieldDefinition("f", type, writing: .never)], demanding: false)
            let text = #"{"type":"object","properties":{"f":{"title":"F","readOnly":true,"type":\#(expected)}}}"#
            #expect(try JSONReader.read(schema) == JSONReader.read(Array(text.utf8)))
        }
    }
}
