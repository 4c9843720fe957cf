import Kernel
import Logging

/// One line per answered request: info, or error with its cause from 500 on.
///
/// A line names the pattern, never the path or the query, which may hold personal data.
struct AccessLog: Sendable {
    private let logger: Logger
    /// Where the logger writes JSON and knows no metadata of its own: its lines can be written without a dictionary.
    private let direct: JSONLogHandler?

    init(_ logger: Logger) {
        self.logger = logger
        direct = (logger.handler as? JSONLogHandler).flatMap { $0.isPlain ? $0 : nil }
    }

    func write(method: String, requestID: String, outcome: Outcome, seconds: Double) {
        let level: Logger.Level = outcome.status >= 500 ? .error : .info
        guard level >= logger.logLevel else { return }
        if let direct, outcome.labels.cause == nil {
            return direct.request(level, method: method, requestID: requestID, outcome: outcome, seconds: seconds)
        }
        var metadata: Logger.Metadata = [
            "request.id": .string(requestID),
            "http.method": .string(method),
            "http.pattern": .string(outcome.labels.pattern),
            "http.status": .stringConvertible(outcome.status),
            "http.duration_ms": .stringConvertible((seconds * 1_000_000).rounded() / 1_000),
        ]
        if let tenant = outcome.labels.tenant { metadata["tenant.id"] = .string(tenant) }
        if let problem = outcome.labels.problem { metadata["problem"] = .string(problem) }
        if let cause = outcome.labels.cause { metadata["cause"] = .string(cause) }
        logger.log(level: level, "request", metadata: metadata)
    }

    /// A body that could not be made to its end; the answer's line was written when it began.
    func writeFailure(requestID: String, cause: String) {
        logger.error("a body broke off", metadata: ["request.id": .string(requestID), "cause": .string(cause)])
    }
}
