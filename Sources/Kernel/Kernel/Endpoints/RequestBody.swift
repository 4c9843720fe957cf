/// The JSON body of a request.
enum RequestBody {
    /// Reads the body; media type parameters such as charset are ignored.
    ///
    /// Throws 415 for another content type, 400 for what is not JSON or not an object.
    static func object(
        _ invocation: Invocation,
        types: [String] = ["application/json"],
        mayBeEmpty: Bool = false
    ) throws -> JSONValue {
        if mayBeEmpty, invocation.body.isEmpty { return .object([]) }
        // As nearly everybody sends it; what else means the same takes longer to read.
        if !types.contains(invocation.headers.contentType ?? "") { try requireType(invocation, types) }
        let json: JSONValue
        do {
            json = try JSONReader.read(invocation.body)
        } catch {
            throw KernelError(.malformed, error.message)
        }
        guard json.members != nil else { throw KernelError(.malformed, "The body must be a JSON object.") }
        return json
    }

    private static func requireType(_ invocation: Invocation, _ types: [String]) throws {
        let sent = invocation.headers.contentType?.split(separator: ";").first?.lowercased()
        let type = sent.map { String($0.filter { $0 != " " }) }
        let parameters = invocation.headers.contentType?.lowercased().filter { $0 != " " && $0 != "\"" } ?? ""
        let isUTF8 = !parameters.contains("charset=") || parameters.contains("charset=utf-8")
        guard let type, types.contains(type), isUTF8 else {
            throw KernelError(.unsupported, "Send \(types.joined(separator: " or ")) in UTF-8.")
        }
    }
}
