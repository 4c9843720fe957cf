import Kernel

/// Reads an HTTP/1.1 answer that has been received to the end of its connection.
///
///     HTTP/1.1 <status> <reason>CRLF  (<name>: <value>CRLF)*  CRLF  body
///
/// The body is as long as `Content-Length` says, or in chunks, or all the rest. Interim answers (1xx) are skipped.
/// Less than announced, more than announced and anything else are refused: half an answer is never taken for a whole
/// one.
enum OperatorAnswer {
    static func parse(_ bytes: [UInt8], hasBody: Bool) throws(OperatorClientError) -> Outcome {
        var reader = Reader(rest: bytes[...])
        while true {
            let status = try reader.statusLine()
            let headers = try reader.headers()
            if (100...199).contains(status) { continue }
            let bodyless = !hasBody || status == 204 || status == 304
            let body = bodyless ? [] : try reader.body(headers)
            guard bodyless || reader.rest.isEmpty else { throw .brokenAnswer(reason: "bytes after its end") }
            return Outcome(status: status, headers: headers, body: body)
        }
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func statusLine() throws(OperatorClientError) -> Int {
            if rest.isEmpty { throw .brokenAnswer(reason: "the connection ended without one") }
            let parts = try line().split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), parts[1].utf8.count == 3, let status = Int(parts[1]),
                (100...599).contains(status)
            else { throw .brokenAnswer(reason: "no HTTP status line") }
            return status
        }

        mutating func headers() throws(OperatorClientError) -> [Outcome.Header] {
            var headers: [Outcome.Header] = []
            while true {
                let text = try line()
                if text.isEmpty { return headers }
                guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else {
                    throw .brokenAnswer(reason: "a header without a name")
                }
                let value = text[text.index(after: colon)...].trimming()
                headers.append(Outcome.Header(String(text[..<colon]), String(value)))
            }
        }

        mutating func body(_ headers: [Outcome.Header]) throws(OperatorClientError) -> [UInt8] {
            if let coding = value(of: "transfer-encoding", headers) {
                guard coding.lowercased() == "chunked" else {
                    throw .brokenAnswer(reason: "an unknown transfer coding")
                }
                return try chunks()
            }
            guard let length = value(of: "content-length", headers) else { return Array(take(rest.count)) }
            guard let count = Int(length), count >= 0 else { throw .brokenAnswer(reason: "a length that is no number") }
            return Array(try exactly(count))
        }

        private mutating func chunks() throws(OperatorClientError) -> [UInt8] {
            var body: [UInt8] = []
            while true {
                let size = try line().prefix { $0 != ";" }
                guard let count = Int(size, radix: 16), count >= 0 else {
                    throw .brokenAnswer(reason: "a chunk without a size")
                }
                if count == 0 {
                    _ = try headers()
                    return body
                }
                body += try exactly(count)
                guard try line().isEmpty else { throw .brokenAnswer(reason: "a chunk that is longer than its size") }
            }
        }

        private mutating func exactly(_ count: Int) throws(OperatorClientError) -> ArraySlice<UInt8> {
            guard count <= rest.count else { throw .brokenAnswer(reason: "it ends early") }
            return take(count)
        }

        private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        private mutating func line() throws(OperatorClientError) -> Substring {
            guard let end = rest.firstIndex(of: 10), end > rest.startIndex, rest[end - 1] == 13 else {
                throw .brokenAnswer(reason: "its head ends early")
            }
            defer { rest = rest[(end + 1)...] }
            return String(decoding: rest[..<(end - 1)], as: UTF8.self)[...]
        }

        private func value(of name: String, _ headers: [Outcome.Header]) -> String? {
            headers.first { $0.name.lowercased() == name }?.value
        }
    }
}
