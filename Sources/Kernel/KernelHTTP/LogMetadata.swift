import Logging

/// The metadata of one line: merged, in the order of the keys, secrets masked.
enum LogMetadata {
    /// Later sources win: the handler's own, its provider's, the line's.
    static func merged(
        _ own: Logger.Metadata,
        _ provider: Logger.MetadataProvider?,
        _ event: LogEvent
    ) -> [(key: String, value: Logger.MetadataValue)] {
        var all = own
        if let provided = provider?.get() { all.merge(provided) { $1 } }
        if let given = event.metadata { all.merge(given) { $1 } }
        if let error = event.error { all["error"] = .string("\(error)") }
        return all.sorted { $0.key < $1.key }.map { ($0.key, masked($0.key, $0.value)) }
    }

    /// Nobody should log a secret; a key with such a name is masked all the same.
    private static func masked(_ key: String, _ value: Logger.MetadataValue) -> Logger.MetadataValue {
        let last = key.split(separator: ".").last.map(String.init) ?? key
        return secrets.contains(last.lowercased()) ? "***" : value
    }

    private static let secrets: Set<String> = ["authorization", "cookie", "password", "secret", "token"]
}
