extension OpenAPISchema {
    /// The body of a bulk about records of a schema.
    static func bulk(_ record: [UInt8]) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.key("type")
            writer.string("object")
            writer.key("required")
            writer.raw("[\"ops\"]")
            writer.key("properties")
            writer.object { writer in
                writer.key("ops")
                writer.object { writer in
                    writer.raw(
                        "\"type\":\"array\",\"maxItems\":500,\"items\":{\"type\":\"object\",\"required\":[\"op\"],\"properties\":"
                    )
                    operation(record, to: &writer)
                    writer.raw("}")
                }
            }
        }
        return writer.bytes
    }

    private static func operation(_ record: [UInt8], to writer: inout JSONWriter) {
        writer.object { writer in
            writer.raw("\"op\":{\"enum\":[\"create\",\"update\",\"delete\",\"move\"]},")
            writer.raw("\"id\":{\"type\":\"string\",\"format\":\"uuid\"},\"version\":{\"type\":\"integer\"},")
            writer.raw("\"move\":{\"type\":\"string\"},\"args\":{\"type\":\"object\"},\"set\":")
            writer.raw(record)
        }
    }

    /// A text such as a CSV.
    static let text = Array(#"{"type":"string"}"#.utf8)

    /// The answer of an import.
    static let importReport: [UInt8] = {
        let counts = ["rows", "created", "updated", "unchanged", "failed"].map { "\"\($0)\":{\"type\":\"integer\"}" }
        let row = #"{"type":"object","required":["row","line","status"]}"#
        let properties =
            [#""dry_run":{"type":"boolean"}"#] + counts
            + [
                #""ignored":{"type":"array","items":{"type":"string"}}"#,
                #""results":{"type":"array","items":\#(row)}"#,
            ]
        return Array("{\"type\":\"object\",\"properties\":{\(properties.joined(separator: ","))}}".utf8)
    }()

    /// The answer of a bulk.
    static func bulkResults(_ record: [UInt8]) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.raw(
            "{\"type\":\"object\",\"required\":[\"results\"],\"properties\":{\"results\":{\"type\":\"array\",\"items\":"
        )
        writer.raw(
            "{\"type\":\"object\",\"required\":[\"status\"],\"properties\":{\"status\":{\"type\":\"integer\"},\"record\":"
        )
        writer.raw(record)
        writer.raw(",\"problem\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}}")
        return writer.bytes
    }
}
