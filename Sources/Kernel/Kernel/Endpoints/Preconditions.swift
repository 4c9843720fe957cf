/// `If-Match` and `If-None-Match` (RFC 9110 section 13), strict: strong tags only, no `*`.
enum Preconditions {
    /// The version in `If-Match`; `nil` when the header is not sent.
    /// - Throws: 400 for `*`, weak tags, lists, and what is no version.
    static func version(_ call: AuthorizedInvocation) throws -> Int64? {
        guard let header = call.invocation.headers.ifMatch else { return nil }
        let text = header.drop { $0 == " " }
        let digits = text.dropFirst().dropLast()
        guard text.count >= 3, text.first == "\"", text.last == "\"",
            digits.utf8.allSatisfy({ (48...57).contains($0) }), let version = Int64(digits), version > 0,
            String(version) == digits
        else {
            throw KernelError(
                .malformed,
                "If-Match must be one version in quotes, such as \"3\"; `*` and weak tags are refused."
            )
        }
        return version
    }

    /// - Throws: 428 when the version is missing.
    static func requiredVersion(_ call: AuthorizedInvocation) throws -> Int64 {
        guard let version = try version(call) else {
            throw KernelError(.versionMissing, "Send the version that you read: If-Match: \"<version>\".")
        }
        return version
    }

    /// Whether one of the tags in `If-None-Match` is the current one; weak comparison, as for every GET.
    static func noneMatches(_ invocation: Invocation, tag: String) -> Bool {
        guard let header = invocation.headers.ifNoneMatch else { return false }
        return header.split(separator: ",").contains { part in
            let candidate = part.split(separator: " ").first ?? ""
            let bare = candidate.hasPrefix("W/") ? candidate.dropFirst(2) : candidate
            return bare == tag || bare == "*"
        }
    }

    /// An `ETag` header of a version.
    static func tag(_ version: Int64) -> Outcome.Header {
        Outcome.Header("ETag", "\"\(version)\"")
    }
}
