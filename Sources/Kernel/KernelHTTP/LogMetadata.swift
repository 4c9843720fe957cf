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
        if let given = event.metadata {
            // The usual line has no other source, and then nothing is copied.
            if all.isEmpty { all = given } else { all.merge(given) { $1 } }
        }
        if let error = event.error { all["error"] = .string("\(error)") }
        return all.sorted { $0.key < $1.key }.map { ($0.key, masked($0.key, $0.value)) }
    }

    /// Nobody should log a secret; a key with such a name is masked all the same.
    private static func masked(_ key: String, _ value: Logger.MetadataValue) -> Logger.MetadataValue {
        let start = key.utf8.lastIndex(of: UInt8(ascii: ".")).map(key.utf8.index(after:)) ?? key.startIndex
        let last = key[start...]
        // Asked by length first: this runs for every key of every line.
        let isSecret =
            switch last.utf8.count {
            case 5: last.lowercased() == "token"
            case 6: last.lowercased() == "cookie" || last.lowercased() == "secret"
            case 8: last.lowercased() == "password"
            case 13: last.lowercased() == "authorization"
            default: false
            }
        return isSecret ? "***" : value
    }
}
