import Kernel
import KernelHTTP
import Testing

/// What the host says of its work: access log, metrics, and causes that stay inside.
@Suite(.timeLimit(.minutes(5)))
struct HTTPHostRecordTests {
    @Test
    func `one line per request, with the pattern and without path or query`() async throws {
        let handler = RecordingHandler { _ in
            var outcome = Outcome(status: 404)
            outcome.labels.pattern = "/api/{collection}/{id}"
            outcome.labels.tenant = "acme"
            outcome.labels.problem = "not_found"
            return outcome
        }
        try await RunningHost.with(handler) { host in
            _ = try await Wire.ask(
                host.port,
                "GET /api/people/secret-name?email=a%40b HTTP/1.1\r\nHost: h\r\nX-Request-Id: r1\r\n"
                    + "Authorization: Bearer secret-token\r\n\r\n"
            )
            let lines = try host.log.objects()
            #expect(lines.count == 1)
            let line = try #require(lines.first)
            #expect(line["message"] == "request")
            #expect(line["level"] == "info")
            #expect(line["request.id"] == "r1")
            #expect(line["tenant.id"] == "acme")
            #expect(line["http.method"] == "GET")
            #expect(line["http.pattern"] == "/api/{collection}/{id}")
            #expect(line["http.status"] == "404")
            #expect(line["problem"] == "not_found")
            #expect(line["http.duration_ms"].flatMap(Double.init) != nil)
            #expect(!host.log.texts.joined().contains("secret"))
            #expect(!host.log.texts.joined().contains("email"))
        }
    }

    @Test
    func `the cause of a 5xx is in the log and not in the answer`() async throws {
        let handler = RecordingHandler { invocation in
            ProblemDocument.render(
                .unavailable("Try again.", cause: "disk I/O error"),
                requestID: invocation.requestID
            )
        }
        try await RunningHost.with(handler) { host in
            let answer = try await Wire.ask(host.port, "GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: r2\r\n\r\n")
            #expect(answer.status == 503)
            #expect(answer["Retry-After"] == "1")
            #expect(!answer.body.contains("disk"))
            let line = try #require(try host.log.objects().first)
            #expect(line["level"] == "error")
            #expect(line["request.id"] == "r2")
            #expect(line["cause"] == "disk I/O error")
            #expect(line["problem"] == "unavailable")
        }
    }

    @Test(
        arguments: [
            Outcome(status: 200, headers: [.init("X-A", "b\r\nSet-Cookie: c=d")]),
            Outcome(status: 200, headers: [.init("X A", "b")]),
            Outcome(status: 99),
            Outcome(status: 600),
        ]
    )
    func `an outcome that HTTP cannot carry is 503 with its cause in the log`(outcome: Outcome) async throws {
        try await RunningHost.with(RecordingHandler { _ in outcome }) { host in
            let answer = try await Wire.ask(host.port, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(answer.status == 503)
            #expect(answer.body.contains("\"code\":\"unavailable\""))
            #expect(answer["Set-Cookie"] == nil)
            let line = try #require(try host.log.objects().first)
            #expect(line["cause"]?.hasPrefix("The outcome has ") == true)
            #expect(line["level"] == "error")
        }
    }

    @Test
    func `an outcome's own headers win over the defaults but not over the framing`() async throws {
        let handler = RecordingHandler { _ in
            Outcome(
                status: 200,
                headers: [
                    .init("cache-control", "public, max-age=60"),
                    .init("Content-Security-Policy", "default-src 'self'"),
                    .init("Referrer-Policy", "same-origin"), .init("Content-Length", "999"),
                    .init("Transfer-Encoding", "chunked"), .init("Connection", "close"),
                    .init("X-Request-Id", "forged"),
                    .init("X-Content-Type-Options", "off"), .init("ETag", "\"1\""),
                ],
                body: Array("ok".utf8)
            )
        }
        try await RunningHost.with(handler) { host in
            let answer = try await Wire.ask(host.port, "GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: r\r\n\r\n")
            #expect(answer.headers.count { $0.name.lowercased() == "cache-control" } == 1)
            #expect(answer["Cache-Control"] == "public, max-age=60")
            #expect(answer["Content-Security-Policy"] == "default-src 'self'")
            #expect(answer["Referrer-Policy"] == "same-origin")
            #expect(answer["Content-Length"] == "2")
            #expect(answer["Transfer-Encoding"] == nil)
            #expect(answer["Connection"] == nil)
            #expect(answer["X-Request-Id"] == "r")
            #expect(answer["X-Content-Type-Options"] == "nosniff")
            #expect(answer["ETag"] == "\"1\"")
        }
    }

    @Test(arguments: [204, 304])
    func `an answer without content has neither body nor length`(status: Int) async throws {
        try await RunningHost.with(RecordingHandler { _ in Outcome(status: status, body: [1, 2]) }) { host in
            try await Wire.with(host.port) { wire in
                try await wire.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                let answer = try await wire.answer()
                #expect(answer.status == status)
                #expect(answer["Content-Length"] == nil)
                #expect(await wire.rest().isEmpty)
            }
        }
    }

    @Test
    func `requests, problems, durations and what runs now are counted`() async throws {
        let running = Gate()
        let leave = Gate()
        let handler = RecordingHandler { invocation in
            var outcome = Outcome(status: invocation.path == "/bad" ? 422 : 200)
            outcome.labels.pattern = "/x"
            outcome.labels.problem = invocation.path == "/bad" ? "invalid" : nil
            if invocation.path == "/wait" {
                running.open()
                await leave.opened()
            }
            return outcome
        }
        try await RunningHost.with(handler) { host in
            try await Wire.with(host.port) { wire in
                for request in ["GET /a", "PROPFIND /a", "POST /bad"] {
                    try await wire.send("\(request) HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
                    _ = try await wire.answer()
                }
                try await wire.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n")
                await running.opened()
                #expect(host.metric("kernel_http_requests_in_flight") == "kernel_http_requests_in_flight 1")
                #expect(host.metric("kernel_http_connections ") == "kernel_http_connections 1")
                leave.open()
                _ = try await wire.answer()
            }
            let text = String(decoding: host.metrics.render(), as: UTF8.self)
            #expect(text.contains("kernel_http_requests_total{method=\"GET\",pattern=\"/x\",status=\"2xx\"} 2\n"))
            #expect(text.contains("kernel_http_requests_total{method=\"other\",pattern=\"/x\",status=\"2xx\"} 1\n"))
            #expect(text.contains("kernel_http_requests_total{method=\"POST\",pattern=\"/x\",status=\"4xx\"} 1\n"))
            #expect(text.contains("kernel_http_problems_total{code=\"invalid\"} 1\n"))
            #expect(text.contains("kernel_http_request_duration_seconds_count{pattern=\"/x\"} 4\n"))
            #expect(text.contains("kernel_build_info{version=\"1.2.3\"} 1\n"))
            #expect(text.contains("kernel_process_start_time_seconds 784111777\n"))
        }
    }
}
