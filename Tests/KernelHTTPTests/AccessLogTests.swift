import Kernel
import Logging
import Testing

@testable import KernelHTTP

/// The line of an answered request.
struct AccessLogTests {
    private let lines = LogLines()

    /// Not a JSON handler to whoever asks, so that the line is made from metadata.
    private struct Wrapped: LogHandler {
        var inner: JSONLogHandler
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { inner.log(event: event) }
    }

    private func handler() -> JSONLogHandler {
        JSONLogHandler(label: "k", clock: FixedClock(), output: lines.output)
    }

    private func write(_ logger: Logger, _ status: Int, _ labels: Outcome.Labels) {
        var outcome = Outcome(status: status)
        outcome.labels = labels
        AccessLog(logger).write(method: "GET", requestID: "r-1", outcome: outcome, seconds: 0.001_234_5)
    }

    private static let samples: [(Int, String?, String?, String?)] = [
        (200, nil, nil, nil), (200, "acme", nil, nil), (404, "acme", "not_found", nil),
        (401, nil, "unauthenticated", nil),
        (503, "acme", "unavailable", "disk \"full\"\n"),
    ]

    @Test(arguments: samples)
    func `the quick way writes the line that the logger would`(
        status: Int,
        tenant: String?,
        problem: String?,
        cause: String?
    ) throws {
        var labels = Outcome.Labels()
        labels.pattern = "/api/{collection}"
        labels.tenant = tenant
        labels.problem = problem
        labels.cause = cause
        write(Logger(label: "k") { _ in handler() }, status, labels)
        write(Logger(label: "k") { _ in Wrapped(inner: handler()) }, status, labels)
        try #require(lines.texts.count == 2)
        #expect(lines.texts[0] == lines.texts[1])
        let object = try #require(try lines.objects().first)
        #expect(object["http.status"] == "\(status)")
        #expect(object["request.id"] == "r-1")
        #expect(object["http.duration_ms"] == "1.235" || object["http.duration_ms"] == "1.234")
        #expect(object["tenant.id"] == tenant)
        #expect(object["cause"] == cause)
    }

    @Test func `what the logger has of its own is not left out`() throws {
        var logger = Logger(label: "k") { _ in handler() }
        logger[metadataKey: "node"] = "a"
        write(logger, 200, Outcome.Labels())
        #expect(try lines.objects().first?["node"] == "a")
    }

    @Test func `a logger that wants errors only gets no line for a good answer`() {
        var logger = Logger(label: "k") { _ in handler() }
        logger.logLevel = .error
        write(logger, 200, Outcome.Labels())
        #expect(lines.texts.isEmpty)
        write(logger, 500, Outcome.Labels())
        #expect(lines.texts.count == 1)
    }
}
