import Kernel

/// An invocation as one HTTP/1.1 request with `Connection: close`.
enum OperatorRequest {
    static func bytes(_ invocation: Invocation) throws(OperatorClientError) -> [UInt8] {
        let target = invocation.query.isEmpty ? invocation.path : "\(invocation.path)?\(invocation.query)"
        guard invocation.method.utf8.allSatisfy(isVisible), target.utf8.allSatisfy(isVisible) else {
            throw .refused(reason: "method and path must be visible ASCII")
        }
        var head = "\(invocation.method) \(target) HTTP/1.1\r\nHost: \(invocation.headers.host ?? "kernel")\r\n"
        head += "Connection: close\r\nX-Request-Id: \(invocation.requestID)\r\n"
        head += "Content-Length: \(invocation.body.count)\r\n"
        for (name, value) in fields(invocation.headers) {
            guard let value else { continue }
            head += "\(name): \(value)\r\n"
        }
        // A line break in a value would be a header of its own.
        guard head.utf8.count(where: { $0 == 10 }) == expectedLines(invocation.headers) else {
            throw .refused(reason: "a header holds a line break")
        }
        head += "\r\n"
        return Array(head.utf8) + invocation.body
    }

    private static func fields(_ headers: InvocationHeaders) -> [(String, String?)] {
        [
            ("Authorization", headers.authorization), ("Cookie", headers.cookie), ("Content-Type", headers.contentType),
            ("Content-Encoding", headers.contentEncoding), ("If-Match", headers.ifMatch),
            ("If-None-Match", headers.ifNoneMatch), ("Last-Event-ID", headers.lastEventID),
            ("Idempotency-Key", headers.idempotencyKey), ("X-Requested-With", headers.requestedWith),
            ("Origin", headers.origin), ("Sec-Fetch-Site", headers.secFetchSite), ("User-Agent", headers.userAgent),
        ]
    }

    private static func expectedLines(_ headers: InvocationHeaders) -> Int {
        5 + fields(headers).count { $0.1 != nil }
    }

    private static func isVisible(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte)
    }
}
