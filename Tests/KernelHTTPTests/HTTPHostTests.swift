import Kernel
import KernelHTTP
import Testing

/// What a client sees of a well-formed request.
@Suite(.timeLimit(.minutes(5)))
struct HTTPHostTests {
    @Test
    func `a request reaches the handler as it was sent`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { host in
            let answer = try await Wire.ask(
                host.port,
                "POST /api/caf%C3%A9/a%2Fb?q=%20x&q=2 HTTP/1.1\r\nHost: h:1\r\nContent-Length: 5\r\n\r\nhello"
            )
            #expect(answer.status == 200)
            #expect(answer.body == "POST\n/api/caf%C3%A9/a%2Fb\nq=%20x&q=2\nhello")
        }
        let invocation = try #require(handler.invocations.first)
        #expect(invocation.origin == .network)
        #expect(invocation.peer == "127.0.0.1")
        #expect(invocation.headers.host == "h:1")
        #expect(invocation.cookiesAllowed)
    }

    @Test
    func `the headers that the pipeline reads are copied`() async throws {
        let handler = RecordingHandler.echo()
        let agent = String(repeating: "a", count: 300)
        try await RunningHost.with(handler) { host in
            _ = try await Wire.ask(
                host.port,
                """
                GET / HTTP/1.1\r
                HOST: h\r
                authorization: Bearer t\r
                Cookie: a=1\r
                cookie: b=2\r
                Content-Type: application/json\r
                If-Match: "1"\r
                If-None-Match: "2"\r
                X-Idempotency-Key: k\r
                X-Requested-With: kernel\r
                Origin: http://h\r
                Sec-Fetch-Site: same-origin\r
                User-Agent: \(agent)\r
                X-Other: ignored\r
                \r\n
                """
            )
        }
        let headers = try #require(handler.invocations.first).headers
        #expect(headers.authorization == "Bearer t")
        #expect(headers.cookie == "a=1; b=2")
        #expect(headers.contentType == "application/json")
        #expect(headers.ifMatch == "\"1\"")
        #expect(headers.ifNoneMatch == "\"2\"")
        #expect(headers.idempotencyKey == "k")
        #expect(headers.requestedWith == "kernel")
        #expect(headers.origin == "http://h")
        #expect(headers.secFetchSite == "same-origin")
        #expect(headers.userAgent?.count == 200)
    }

    @Test
    func `every answer has a length, a date, a request id and the security headers`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { host in
            let answer = try await Wire.ask(host.port, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(answer["Content-Length"] == "8")
            #expect(answer["Date"] == "Sun, 06 Nov 1994 08:49:37 GMT")
            #expect(answer["X-Request-Id"]?.utf8.count == 36)
            #expect(answer["X-Content-Type-Options"] == "nosniff")
            #expect(answer["Referrer-Policy"] == "no-referrer")
            #expect(answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'")
            #expect(answer["Cache-Control"] == "private, no-cache")
            #expect(answer["Connection"] == nil)
        }
    }

    @Test(arguments: ["abc", "A.b_c-9", String(repeating: "x", count: 64)])
    func `a sane request id is taken over and echoed`(id: String) async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { host in
            let answer = try await Wire.ask(host.port, "GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: \(id)\r\n\r\n")
            #expect(answer["X-Request-Id"] == id)
        }
        #expect(handler.invocations.map(\.requestID) == [id])
    }

    @Test(arguments: ["a b", "", "a\r\nX-Request-Id: b", "<script>", String(repeating: "x", count: 65)])
    func `any other request id is replaced by a fresh one`(id: String) async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { host in
            let answer = try await Wire.ask(host.port, "GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: \(id)\r\n\r\n")
            let made = try #require(RecordID(answer["X-Request-Id"] ?? ""))
            #expect(made.isVersion7)
            #expect(handler.invocations.map(\.requestID) == [made.raw])
        }
    }

    @Test
    func `HEAD is GET without its body`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n")
                let head = try await wire.answer(hasBody: false)
                #expect(head["Content-Length"] == "8")
                try await wire.send("GET /b HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await wire.answer().body == "GET\n/b\n\n")
            }
        }
        #expect(handler.invocations.map(\.method) == ["GET", "GET"])
    }

    @Test
    func `pipelined requests are answered in their order`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send(
                    (1...20).map { "POST /\($0) HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi" }.joined()
                )
                for number in 1...20 {
                    #expect(try await wire.answer().body == "POST\n/\(number)\n\nhi")
                }
            }
        }
    }

    @Test
    func `a body in chunks and pieces arrives whole`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na")
                try await wire.send(
                    "bc\r\n2;ext=1\r\nde\r\n0\r\nTrailer: x\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n"
                )
                #expect(try await wire.answer().body == "POST\n/\n\nabcde")
                #expect(try await wire.answer().body == "GET\n/next\n\n")
            }
        }
    }

    @Test(
        arguments: [
            ("HTTP/1.1", "Connection: close", "close"), ("HTTP/1.1", "Connection: Close", "close"),
            ("HTTP/1.0", "X: y", "close"), ("HTTP/1.1", "Connection: Upgrade\r\nUpgrade: h2c", "close"),
        ]
    )
    func `a connection that shall not stay is closed after its answer`(
        version: String,
        header: String,
        connection: String
    ) async throws {
        try await RunningHost.with(RecordingHandler.echo()) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("GET / \(version)\r\nHost: h\r\n\(header)\r\n\r\n")
                let answer = try await wire.answer()
                #expect(answer["Connection"] == connection)
                #expect(answer.body == "GET\n/\n\n")
                #expect(await wire.rest().isEmpty)
            }
        }
    }

    @Test
    func `an HTTP 1.0 client may keep its connection`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { host in
            try await Wire.with(host.port) { wire in
                for _ in 0..<2 {
                    try await wire.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    #expect(try await wire.answer()["Connection"] == "keep-alive")
                }
            }
        }
    }

    @Test
    func `a client that has finished sending still gets its answer`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("GET /last HTTP/1.1\r\nHost: h\r\n\r\n")
                try await wire.finishSending()
                #expect(try await wire.answer().body == "GET\n/last\n\n")
                #expect(await wire.rest().isEmpty)
            }
        }
    }

    @Test
    func `100-continue is sent before the body is`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
                #expect(try await wire.answer(hasBody: false).status == 100)
                try await wire.send("ok")
                #expect(try await wire.answer().body == "PUT\n/\n\nok")
            }
        }
    }

    @Test
    func `an expectation without a body is not answered with 100`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { host in
            let answer = try await Wire.ask(host.port, "GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n")
            #expect(answer.status == 200)
        }
    }

    @Test
    func `the absolute form names path and host`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { host in
            let answer = try await Wire.ask(host.port, "GET http://other:9/p?q HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(answer.body == "GET\n/p\nq\n")
        }
        #expect(handler.invocations.first?.headers.host == "other:9")
    }

    @Test
    func `OPTIONS of the server names the methods and no origin`() async throws {
        let handler = RecordingHandler.echo()
        try await RunningHost.with(handler) { host in
            let answer = try await Wire.ask(host.port, "OPTIONS * HTTP/1.1\r\nHost: h\r\nOrigin: http://evil\r\n\r\n")
            #expect(answer.status == 204)
            #expect(answer["Allow"] == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
            #expect(answer["Content-Length"] == nil)
            #expect(answer["Access-Control-Allow-Origin"] == nil)
        }
        #expect(handler.invocations.isEmpty)
    }

    @Test
    func `a large body goes both ways`() async throws {
        try await RunningHost.with(RecordingHandler.echo()) { host in
            let body = String(repeating: "0123456789abcdef", count: 60_000)
            let answer = try await Wire.ask(
                host.port,
                "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            #expect(answer.body == "POST\n/\n\n" + body)
        }
    }
}
