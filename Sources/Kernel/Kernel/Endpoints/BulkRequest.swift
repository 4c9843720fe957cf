// The body of `POST /api/<collection>/bulk`:
//
//   {"ops": [{"op": "create", "id"?: "...", "set": {...}},
//            {"op": "update", "id": "...", "version": 3, "set": {...}},
//            {"op": "delete", "id": "...", "version": 3},
//            {"op": "move", "id": "...", "version"?: 3, "move": "finish", "args"?: {...}}]}
//
// At most 500 operations. An operation takes the members shown for it and no others.

/// The operations of a bulk, each read or refused on its own.
struct BulkRequest: Sendable {
    /// The most operations of one request.
    static let most = 500

    /// Where a finding of an operation stands in the request: `set.name`, `args.reason`.
    enum Part: String, Sendable {
        case set, args
    }

    /// What was asked, or what is wrong with it.
    let operations: [Result<RecordOperation, KernelError>]

    /// - Throws: 422 for a body without a list of at most 500 operations.
    static func read(_ json: JSONValue) throws -> BulkRequest {
        if let stray = json.members?.first(where: { $0.name != "ops" }) {
            let message = "There is no member `\(InputDecoder.shown(stray.name))`; `ops` is all."
            throw KernelError.invalid([Finding(InputDecoder.shown(stray.name), "unknown", message)])
        }
        guard case .array(let items)? = json["ops"] else {
            throw KernelError.invalid([Finding("ops", "required", "Must be a list of operations.")])
        }
        guard items.count <= most else {
            throw KernelError.invalid([Finding("ops", "too_many", "At most \(most) operations.")])
        }
        return BulkRequest(
            operations: items.map { item in
                Result { () throws(KernelError) in try operation(item) }
            }
        )
    }

    private static let members: [String: [String]] = [
        "create": ["op", "id", "set"],
        "update": ["op", "id", "version", "set"],
        "delete": ["op", "id", "version"],
        "move": ["op", "id", "version", "move", "args"],
    ]

    private static func operation(_ json: JSONValue) throws(KernelError) -> RecordOperation {
        var decoder = InputDecoder()
        guard json.members != nil else { throw refused("", "type", "Must be an object, not \(json.kind).") }
        guard let kind = json["op"]?.text, let known = members[kind] else {
            throw refused("op", "option", "Must be one of create, update, delete, move.")
        }
        for member in json.members ?? [] where !known.contains(member.name) {
            let message = "A \(kind) takes \(known.joined(separator: ", ")) only."
            decoder.report(InputDecoder.shown(member.name), "unknown", message)
        }
        let id = id(json, kind, &decoder)
        let version = version(json, &decoder)
        let set = object(json, "set", isNeeded: kind == "create" || kind == "update", &decoder)
        if set["id"] != nil { decoder.report("set.id", "read_only", "An id stands beside `set`.") }
        let arguments = object(json, "args", isNeeded: false, &decoder)
        let move = json["move"]?.text
        if kind == "move", move == nil { decoder.report("move", "required", "Name the move.") }
        guard decoder.findings.isEmpty else { throw KernelError.invalid(decoder.findings) }
        switch (kind, id, version) {
        case ("create", _, _):
            let own = json["id"].map { [JSONValue.Member("id", $0)] } ?? []
            return .create(.object(own + (set.members ?? [])))
        case ("move", let id?, let version): return .move(id, move ?? "", version: version, arguments)
        case ("update", let id?, let version?): return .update(id, version: version, set)
        case (_, let id?, let version?): return .delete(id, version: version)
        default: throw missingVersion
        }
    }

    private static func id(_ json: JSONValue, _ kind: String, _ decoder: inout InputDecoder) -> RecordID? {
        guard kind != "create" else { return nil }
        let id = json["id"]?.text.flatMap { RecordID($0) }
        if id == nil { decoder.report("id", "format", "Must be the id of a record (a UUID).") }
        return id
    }

    private static func version(_ json: JSONValue, _ decoder: inout InputDecoder) -> Int64? {
        guard let sent = json["version"], sent != .null else { return nil }
        guard case .number(let text) = sent, let version = DecimalText.readInteger(text), version > 0 else {
            decoder.report("version", "type", "Must be the version that you read, a whole number.")
            return nil
        }
        return version
    }

    private static func object(
        _ json: JSONValue,
        _ name: String,
        isNeeded: Bool,
        _ decoder: inout InputDecoder
    ) -> JSONValue {
        guard let sent = json[name] else {
            if isNeeded { decoder.report(name, "required", "Must be an object of fields.") }
            return .object([])
        }
        if sent.members == nil { decoder.report(name, "type", "Must be an object, not \(sent.kind).") }
        return sent
    }

    private static func refused(_ path: String, _ code: String, _ message: String) -> KernelError {
        KernelError.invalid([Finding(path, code, message)])
    }

    private static let missingVersion = KernelError(
        .versionMissing,
        "Send the version that you read.",
        findings: [Finding("version", "required", "Send the version that you read.")]
    )
}

extension RecordOperation {
    /// The member of the operation that a finding of its body is about.
    var part: BulkRequest.Part? {
        switch self {
        case .create, .update: .set
        case .move: .args
        case .delete: nil
        }
    }
}
