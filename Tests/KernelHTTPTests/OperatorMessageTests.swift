import Kernel
import Testing

@testable import KernelHTTP

/// The client's side of the operator's socket, as bytes.
struct OperatorMessageTests {
    private func parse(_ text: String, hasBody: Bool = true) throws -> Outcome {
        try OperatorAnswer.parse(Array(text.utf8), hasBody: hasBody)
    }

    @Test
    func `an invocation becomes one request that closes`() throws {
        var headers = InvocationHeaders()
        headers.contentType = "application/json"
        headers.ifMatch = "\"3\""
        let invocation = Invocation(
            method: "PATCH",
            path: "/api/x",
            query: "a=b",
            headers: headers,
            body: Array("{}".utf8),
            requestID: "r1"
        )
        #expect(
            String(decoding: try OperatorRequest.bytes(invocation), as: UTF8.self)
                == "PATCH /api/x?a=b HTTP/1.1\r\nHost: kernel\r\nConnection: close\r\nX-Request-Id: r1\r\n"
                + "Content-Length: 2\r\nContent-Type: application/json\r\nIf-Match: \"3\"\r\n\r\n{}"
        )
    }

    @Test
    func `nothing can be smuggled into the request`() {
        var headers = InvocationHeaders()
        headers.authorization = "a\nX: y"
        let lines = Invocation(method: "GET", path: "/", headers: headers, requestID: "r")
        #expect(throws: OperatorClientError.self) { try OperatorRequest.bytes(lines) }
        let target = Invocation(method: "GET", path: "/ HTTP/1.1\r\nX: y", requestID: "r")
        #expect(throws: OperatorClientError.self) { try OperatorRequest.bytes(target) }
        let identifier = Invocation(method: "GET", path: "/", requestID: "r\r\nX: y")
        #expect(throws: OperatorClientError.self) { try OperatorRequest.bytes(identifier) }
    }

    @Test
    func `an answer is read by its length`() throws {
        let outcome = try parse("HTTP/1.1 201 Created\r\nETag:  \"1\" \r\nContent-Length: 2\r\n\r\nhi")
        #expect(outcome.status == 201)
        #expect(outcome.headers.first == Outcome.Header("ETag", "\"1\""))
        #expect(outcome.body == Array("hi".utf8))
    }

    @Test
    func `an answer in chunks is put together, trailers dropped`() throws {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(
            try parse(head + "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: x\r\n\r\n").body == Array("abc0123456789".utf8)
        )
    }

    @Test
    func `without a length everything is the body, and interim answers are skipped`() throws {
        #expect(try parse("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nall").body == Array("all".utf8))
    }

    @Test
    func `an answer to HEAD has a length and no body`() throws {
        #expect(try parse("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", hasBody: false).body.isEmpty)
        #expect(try parse("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n").body.isEmpty)
    }

    @Test(
        arguments: [
            "", "garbage", "HTTP/1.1 200 OK", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
            "HTTP/2 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\n: x\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n",
            "HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n",
        ]
    )
    func `a broken answer is told as one`(text: String) {
        let error = #expect(throws: OperatorClientError.self) { try parse(text) }
        guard case .brokenAnswer = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
