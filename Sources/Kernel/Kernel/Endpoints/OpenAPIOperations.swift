/// The operations of a model's collections and actions that a caller may use.
enum OpenAPIOperations {
    static func records(of model: TenantModel, access: PrincipalAccess?) -> [OpenAPIOperation] {
        let entities = model.entities.values.sorted { $0.id < $1.id }
        return entities.flatMap { operations(of: $0, access) } + actions(of: model, access)
    }

    private static func operations(of entity: EntityModel, _ access: PrincipalAccess?) -> [OpenAPIOperation] {
        let base = "/api/\(entity.definition.collection)"
        let one = reference(entity.id)
        let title = entity.definition.title.text().lowercased()
        var operations: [OpenAPIOperation] = []
        func add(
            _ verb: RecordVerb,
            _ method: String,
            _ path: String,
            _ summary: String,
            _ change: (inout OpenAPIOperation) -> Void
        ) {
            let permission = Permission.record(entity.id, verb)
            guard entity.definition.verbs.contains(verb), access.map({ $0.access(permission) != nil }) ?? true else {
                return
            }
            var operation = OpenAPIOperation(method, base + path, summary)
            operation.permission = permission
            change(&operation)
            operations.append(operation)
        }
        add(.read, "GET", "", "List: \(title).") {
            $0.query = ["where", "q", "sort", "limit", "after", "fields", "expand", "count", "deleted"]
            $0.answer = page(one)
        }
        add(.read, "GET", "/{id}", "Get: \(title).") {
            $0.answer = one
            $0.query = ["fields", "expand"]
            $0.headers = ["If-None-Match"]
        }
        add(.read, "GET", ".csv", "Export as CSV: \(title).") {
            $0.query = ["where", "sort", "fields", "deleted"]
            $0.answerType = "text/csv"
            $0.answer = OpenAPISchema.text
        }
        add(.read, "GET", "/{id}/history", "History: \(title).") { $0.query = ["limit", "after"] }
        if entity.scoring != nil {
            add(.read, "GET", "/{id}/score", "What gives the score: \(title).") { _ in }
        }
        add(.create, "POST", "", "Create: \(title).") {
            $0.body = one
            $0.answer = one
            $0.status = "201"
            $0.headers = ["Idempotency-Key"]
        }
        add(.update, "PATCH", "/{id}", "Change: \(title).") {
            $0.body = one
            $0.answer = one
            $0.headers = ["If-Match", "Idempotency-Key"]
        }
        add(.delete, "DELETE", "/{id}", "Move to the bin: \(title).") {
            $0.status = "204"
            $0.headers = ["If-Match", "Idempotency-Key"]
        }
        add(.delete, "POST", "/{id}/restore", "Bring back: \(title).") {
            $0.body = nil
            $0.answer = one
        }
        return operations + bulk(of: entity, base, access) + moves(of: entity, base, one, access)
    }

    private static func bulk(of entity: EntityModel, _ base: String, _ access: PrincipalAccess?) -> [OpenAPIOperation] {
        let permissions = entity.writingPermissions
        guard permissions.contains(where: { permission in access.map { $0.access(permission) != nil } ?? true }) else {
            return []
        }
        let title = entity.definition.title.text().lowercased()
        var operation = OpenAPIOperation("POST", base + "/bulk", "Up to 500 changes: \(title).")
        operation.query = ["partial"]
        operation.headers = ["Idempotency-Key"]
        operation.body = OpenAPISchema.bulk(reference(entity.id))
        operation.answer = OpenAPISchema.bulkResults(reference(entity.id))
        var rows = OpenAPIOperation("POST", base + "/import", "Import CSV: \(title).")
        rows.query = ["dry_run"]
        rows.headers = ["Idempotency-Key"]
        rows.mediaType = "text/csv"
        rows.body = OpenAPISchema.text
        rows.answer = OpenAPISchema.importReport
        return [operation, rows]
    }

    private static func moves(
        of entity: EntityModel,
        _ base: String,
        _ one: [UInt8],
        _ access: PrincipalAccess?
    ) -> [OpenAPIOperation] {
        entity.definition.moves.compactMap { move in
            guard let compiled = entity.moves[move.id], access.map({ $0.access(compiled.permission) != nil }) ?? true
            else {
                return nil
            }
            let path = "\(base)/{id}/moves/\(move.id.map { $0 == "_" ? "-" : String($0) }.joined())"
            var operation = OpenAPIOperation("POST", path, "\(move.title.text()).")
            operation.permission = compiled.permission
            operation.body = OpenAPISchema.object(move.input, demanding: true)
            operation.answer = one
            operation.headers = ["Idempotency-Key"]
            return operation
        }
    }

    private static func actions(of model: TenantModel, _ access: PrincipalAccess?) -> [OpenAPIOperation] {
        model.actions.values.sorted { $0.path < $1.path }.flatMap { action -> [OpenAPIOperation] in
            guard access.map({ $0.access(action.permission.id) != nil }) ?? true else { return [] }
            var operations: [OpenAPIOperation] = []
            if action.isRead {
                var operation = OpenAPIOperation("GET", "/api/\(action.path)", "\(action.title.text()).")
                operation.query = action.input.map(\.id)
                operation.requiredQuery = Set(action.input.filter { $0.required && $0.defaultValue.isNull }.map(\.id))
                operations.append(operation)
            }
            if !action.isRead || action.answersPost {
                var operation = OpenAPIOperation("POST", "/api/\(action.path)", "\(action.title.text()).")
                let id = action.takesID ? [FieldDefinition("id", .text())] : []
                operation.body = OpenAPISchema.object(id + action.input, demanding: true)
                if !action.isRead { operation.headers = ["Idempotency-Key"] }
                operations.append(operation)
            }
            for index in operations.indices { operations[index].permission = action.permission.id }
            return operations
        }
    }

    static func reference(_ entity: EntityID) -> [UInt8] {
        Array("{\"$ref\":\"#/components/schemas/\(entity.raw)\"}".utf8)
    }

    private static func page(_ item: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("type")
            writer.string("object")
            writer.key("required")
            writer.raw("[\"items\",\"next\"]")
            writer.key("properties")
            writer.object { writer in
                writer.key("items")
                writer.object { writer in
                    writer.key("type")
                    writer.string("array")
                    writer.key("items")
                    writer.raw(item)
                }
                writer.key("next")
                writer.raw("{\"type\":[\"string\",\"null\"]}")
                writer.key("count")
                writer.raw("{\"type\":\"integer\"}")
            }
        }
        return writer.bytes
    }
}

/// The schemas and security schemes of the document.
enum OpenAPIComponents {
    static func write(_ model: TenantModel?, access: PrincipalAccess?, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("securitySchemes")
            writer.raw("{\"session\":{\"type\":\"http\",\"scheme\":\"bearer\"}}")
            writer.key("schemas")
            writer.object { writer in
                writer.key("Problem")
                writer.raw(
                    "{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"code\",\"detail\",\"request_id\"],\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"},\"request_id\":{\"type\":\"string\"},\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"message\":{\"type\":\"string\"}}}}}}"
                )
                for entity in model?.entities.values.sorted(by: { $0.id < $1.id }) ?? [] {
                    let read = access.map { $0.access(Permission.record(entity.id, .read)) }
                    let fields = entity.fields.map(\.definition).filter { field in
                        read.map { $0?.reachesSomewhere(field.id) ?? false } ?? true
                    }
                    writer.key(entity.id.raw)
                    writer.raw(OpenAPISchema.object(fields, demanding: false))
                }
            }
        }
    }
}
