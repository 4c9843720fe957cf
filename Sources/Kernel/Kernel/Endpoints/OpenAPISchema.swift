/// JSON Schema (2020-12) of fields, as OpenAPI 3.1 uses it.
enum OpenAPISchema {
    /// An object of fields; `demanding` lists the required ones, as inputs do.
    static func object(_ fields: [FieldDefinition], demanding: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("type")
            writer.string("object")
            let required = fields.filter { $0.required && $0.defaultValue.isNull }
            if demanding, !required.isEmpty {
                writer.key("required")
                writer.array(required) { $0.string($1.id) }
            }
            writer.key("properties")
            writer.object { writer in
                for field in fields {
                    writer.key(field.id)
                    writer.schema(of: field)
                }
            }
        }
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func schema(of field: FieldDefinition) {
        object { writer in
            writer.key("title")
            writer.string(field.title.text())
            if field.writing == .never {
                writer.key("readOnly")
                writer.bool(true)
            }
            writer.shape(of: field.type)
        }
    }

    private mutating func type(_ name: String, format: String? = nil) {
        key("type")
        array([name, "null"]) { $0.string($1) }
        guard let format else { return }
        key("format")
        string(format)
    }

    private mutating func shape(of type: FieldType) {
        switch type {
        case .text, .longText: self.type("string")
        case .email: self.type("string", format: "email")
        case .phone: self.type("string")
        case .url: self.type("string", format: "uri")
        case .int, .duration: self.type("integer")
        case .decimal: self.type("string", format: "decimal")
        case .bool: self.type("boolean")
        case .date: self.type("string", format: "date")
        case .time: self.type("string", format: "time")
        case .datetime: self.type("string", format: "date-time")
        case .reference: self.type("string", format: "uuid")
        case .choice(let options):
            self.type("string")
            key("enum")
            array(options.map { Optional($0.id) } + [nil]) { writer, id in
                if let id { writer.string(id) } else { writer.null() }
            }
        case .choices: list { $0.raw("{\"type\":\"string\"}") }
        case .references: list { $0.raw("{\"type\":\"string\",\"format\":\"uuid\"}") }
        case .list(let fields): list { $0.raw(OpenAPISchema.object(fields, demanding: true)) }
        case .money:
            self.type("object")
            key("properties")
            raw("{\"amount\":{\"type\":\"integer\"},\"currency\":{\"type\":\"string\"}}")
        case .geo:
            self.type("object")
            key("properties")
            raw("{\"lat\":{\"type\":\"number\"},\"lng\":{\"type\":\"number\"},\"accuracy\":{\"type\":\"number\"}}")
        }
    }

    private mutating func list(_ items: (inout JSONWriter) -> Void) {
        type("array")
        key("items")
        items(&self)
    }
}
