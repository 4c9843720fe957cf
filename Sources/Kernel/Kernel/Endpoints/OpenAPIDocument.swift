/// The API's description (OpenAPI 3.1), written from the same route table and model that the router uses.
package enum OpenAPIDocument {
    /// The document for a model and what a caller may do in it.
    ///
    /// Without a model, the routes that need no session. With `whole`, the patterns with parameters in place of
    /// collections are shown too, so that every route of the server is named.
    package static func write(
        model: TenantModel?,
        access: PrincipalAccess?,
        version: String,
        whole: Bool = false
    ) -> [UInt8] {
        var paths: [String: [OpenAPIOperation]] = [:]
        for route in RouteTable.routes where shows(route, signedIn: model != nil, access, whole: whole) {
            paths[route.pattern, default: []].append(OpenAPIOperation(route: route))
        }
        if let model {
            for operation in OpenAPIOperations.records(of: model, access: whole ? nil : access) {
                paths[operation.path, default: []].append(operation)
            }
        }
        var writer = JSONWriter(capacity: 65_536)
        writer.object { writer in
            writer.key("openapi")
            writer.string("3.1.0")
            writer.key("info")
            writer.object { writer in
                writer.key("title")
                writer.string("Kernel")
                writer.key("version")
                writer.string(version)
            }
            writer.key("paths")
            writer.object { writer in
                for (path, operations) in paths.sorted(by: { $0.key < $1.key }) {
                    writer.key(path)
                    writer.object { writer in
                        for operation in operations.sorted(by: { $0.method < $1.method }) {
                            writer.key(operation.method.lowercased())
                            operation.write(to: &writer)
                        }
                    }
                }
            }
            writer.key("components")
            OpenAPIComponents.write(model, access: whole ? nil : access, to: &writer)
        }
        return writer.bytes
    }

    private static func shows(_ route: Route, signedIn: Bool, _ access: PrincipalAccess?, whole: Bool) -> Bool {
        switch route.access {
        case .public: true
        case .session: signedIn
        case .permission(let id): whole || (signedIn && access.map { $0.access(id) != nil } ?? true)
        case .record, .anyWrite, .move, .action: whole
        case .operatorConsole: false
        }
    }
}

/// One operation of the document.
struct OpenAPIOperation {
    let method: String
    let path: String
    let summary: String
    let isPublic: Bool
    /// The schema of the body, and of the answer, as JSON text.
    var body: [UInt8]?
    var answer: [UInt8]?
    var mediaType = "application/json"
    var answerType = "application/json"
    var status = "200"
    var query: [String] = []
    var requiredQuery: Set<String> = []
    var headers: [String] = []
    var permission: String?

    init(route: Route) {
        self.init(
            route.method,
            route.pattern,
            route.summary,
            isPublic: route.access == .public
        )
        if route.endpoint == .events {
            query = ["after"]
            headers = ["Last-Event-ID"]
        }
        if case .permission(let id) = route.access { permission = id }
        if route.endpoint == .audit { query = JournalQuery.names }
        if route.endpoint == .inspect {
            query = ["address"]
            requiredQuery = ["address"]
        }
        if route.endpoint == .search {
            query = ["q", "limit", "in"]
            requiredQuery = ["q"]
        }
    }

    init(_ method: String, _ path: String, _ summary: String, isPublic: Bool = false) {
        self.method = method
        self.path = path
        self.summary = summary
        self.isPublic = isPublic
        if ["POST", "PATCH"].contains(method) { body = Array("{\"type\":\"object\"}".utf8) }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("operationId")
            writer.string(operationID)
            writer.key("summary")
            writer.string(summary)
            writer.key("security")
            writer.raw(isPublic ? "[]" : "[{\"session\":[]}]")
            if let permission {
                writer.key("x-permission")
                writer.string(permission)
            }
            writeParameters(to: &writer)
            if let body {
                writer.key("requestBody")
                writer.object { writer in
                    writer.key("content")
                    writer.content(mediaType, body)
                }
            }
            writer.key("responses")
            writeResponses(to: &writer)
        }
    }

    private var operationID: String {
        let words = path.split(separator: "/").map { $0.filter { $0 != "{" && $0 != "}" && $0 != "." } }
        return ([method.lowercased()] + words).joined(separator: "_")
    }

    private func writeParameters(to writer: inout JSONWriter) {
        let inPath = path.split(separator: "/").filter { $0.first == "{" }.map {
            String($0.dropFirst().prefix { $0 != "}" })
        }
        let all = inPath.map { ("path", $0) } + query.map { ("query", $0) } + headers.map { ("header", $0) }
        guard !all.isEmpty else { return }
        writer.key("parameters")
        writer.array(all) { writer, parameter in
            writer.object { writer in
                writer.key("in")
                writer.string(parameter.0)
                writer.key("name")
                writer.string(parameter.1)
                writer.key("required")
                writer.bool(isRequired(parameter.0, parameter.1))
                writer.key("schema")
                writer.raw("{\"type\":\"string\"}")
            }
        }
    }

    private func isRequired(_ place: String, _ name: String) -> Bool {
        place == "path" || name == "If-Match" || (place == "query" && requiredQuery.contains(name))
    }

    private func writeResponses(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key(status)
            writer.object { writer in
                writer.key("description")
                writer.string("Done.")
                if let answer {
                    writer.key("content")
                    writer.content(answerType, answer)
                }
            }
            writer.key("default")
            writer.raw(
                "{\"description\":\"Refused (RFC 9457).\",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}"
            )
        }
    }
}

extension JSONWriter {
    fileprivate mutating func content(_ type: String, _ schema: [UInt8]) {
        object { writer in
            writer.key(type)
            writer.object { writer in
                writer.key("schema")
                writer.raw(schema)
            }
        }
    }
}
