import NIOHTTP1
import Testing

@testable import KernelHTTP

/// Header fields and targets, read without a socket.
struct RequestFieldsTests {
    private func fields(_ pairs: (String, String)...) -> RequestFields {
        RequestFields(HTTPHeaders(pairs))
    }

    @Test(
        arguments: [
            "Authorization", "Content-Encoding", "content-length", "CONTENT-TYPE", "Cookie", "Expect",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto", "Host", "Idempotency-Key", "X-Idempotency-Key", "If-Match", "If-None-Match", "Origin",
            "X-Request-Id", "X-Requested-With", "Sec-Fetch-Site", "Transfer-Encoding", "Upgrade", "User-Agent",
        ]
    )
    func `a known header is found in any case`(name: String) {
        #expect(RequestHeaderName(name) != nil)
        #expect(RequestHeaderName(name.lowercased()) == RequestHeaderName(name.uppercased()))
    }

    @Test(arguments: [
        "", "H", "Hosts", "Accept", "Cooki\u{e9}", "X-Forwarded-Port", "a-very-long-name-that-nobody-knows",
    ])
    func `any other header is not`(name: String) {
        #expect(RequestHeaderName(name) == nil)
    }

    @Test
    func `both framings together are refused, and chunks before HTTP 1.1`() {
        let both = fields(("Host", "h"), ("Content-Length", "1"), ("Transfer-Encoding", "chunked"))
        #expect(throws: HostRefusal.self) { try both.check(version: .http1_1) }
        let chunked = fields(("Host", "h"), ("Transfer-Encoding", "chunked"))
        #expect(throws: HostRefusal.self) { try chunked.check(version: .http1_0) }
        #expect(throws: Never.self) { try chunked.check(version: .http1_1) }
    }

    @Test(arguments: [["1", "2"], ["x"], ["-1"], ["1, 1"], ["99999999999999999999"]])
    func `a length that is not one number is refused`(lengths: [String]) {
        let read = RequestFields(HTTPHeaders([("Host", "h")] + lengths.map { ("Content-Length", $0) }))
        #expect(throws: HostRefusal.self) { try read.check(version: .http1_1) }
    }

    @Test
    func `a missing Host is allowed in HTTP 1.0 only`() {
        #expect(throws: Never.self) { try fields().check(version: .http1_0) }
        #expect(throws: HostRefusal.self) { try fields().check(version: .http1_1) }
    }

    @Test(
        arguments: [
            ("/", "/", ""), ("/a?b=c?d", "/a", "b=c?d"), ("/a?", "/a", ""), ("//x/y", "//x/y", ""),
            ("/%2e%2e/\\", "/%2e%2e/\\", ""),
        ]
    )
    func `the origin form is split and not decoded`(text: String, path: String, query: String) throws {
        #expect(try RequestTarget(text, method: "GET") == .resource(path: path, query: query, authority: nil))
    }

    @Test(
        arguments: [
            ("http://h", "/", "", "h"), ("HTTPS://h:1/a?b", "/a", "b", "h:1"), ("http://h?q", "/", "q", "h"),
        ]
    )
    func `the absolute form gives its authority`(text: String, path: String, query: String, authority: String) throws {
        #expect(try RequestTarget(text, method: "GET") == .resource(path: path, query: query, authority: authority))
    }

    @Test
    func `the asterisk belongs to OPTIONS`() throws {
        #expect(try RequestTarget("*", method: "OPTIONS") == .server)
        #expect(throws: HostRefusal.self) { try RequestTarget("*", method: "GET") }
    }

    @Test(arguments: [
        "", "a", "?q", "http://", "http:///p", "http://u@h/", "ftp://h/", "/a b", "/a#f", "/\u{fffd}", "/\u{7f}",
    ])
    func `other targets are refused`(text: String) {
        #expect(throws: HostRefusal.self) { try RequestTarget(text, method: "GET") }
    }
}
