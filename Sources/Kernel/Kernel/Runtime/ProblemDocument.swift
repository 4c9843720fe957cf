/// Problem documents (RFC 9457), the one shape of every refusal.
package enum ProblemDocument {
    /// The outcome that tells a refusal.
    ///
    /// `place` says where in a text a finding is, where the input was one with lines.
    package static func render(
        _ error: KernelError,
        requestID: String,
        place: (Finding) -> (line: Int, column: Int?)? = { _ in nil }
    ) -> Outcome {
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            members(of: error, requestID: requestID, place, into: &writer)
        }
        var headers = [Outcome.Header("Content-Type", "application/problem+json")]
        headers += error.headers
        var outcome = Outcome(status: error.problem.status, headers: headers, body: writer.bytes)
        outcome.labels.problem = error.problem.code
        outcome.labels.cause = error.cause
        return outcome
    }

    private static func members(
        of error: KernelError,
        requestID: String,
        _ place: (Finding) -> (line: Int, column: Int?)?,
        into writer: inout JSONWriter
    ) {
        writer.key("type")
        writer.string("urn:kernel:problem:\(error.problem.code)")
        writer.key("title")
        writer.string(error.problem.title)
        writer.key("status")
        writer.int(Int64(error.problem.status))
        writer.key("code")
        writer.string(error.problem.code)
        writer.key("detail")
        writer.string(error.detail)
        writer.key("request_id")
        writer.string(requestID)
        if !error.findings.isEmpty {
            writer.key("errors")
            writer.array(error.findings) { writer, finding in
                writer.object { writer in
                    writer.key("path")
                    writer.string(finding.path)
                    writer.key("code")
                    writer.string(finding.code)
                    writer.key("message")
                    writer.string(finding.message)
                    guard let place = place(finding) else { return }
                    writer.key("line")
                    writer.int(Int64(place.line))
                    guard let column = place.column else { return }
                    writer.key("column")
                    writer.int(Int64(column))
                }
            }
        }
        if let permission = error.permission {
            writer.key("permission")
            writer.string(permission)
        }
        for member in error.members {
            writer.key(member.name)
            writer.raw(member.json)
        }
    }
}
