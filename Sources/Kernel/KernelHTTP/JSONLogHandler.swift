import Kernel
import Logging

/// Log lines as JSON, one object per line, for machines.
///
///     {"time":"2026-01-31T12:00:00.000Z","level":"info","logger":"kernel","message":"request","request.id":"..."}
///
/// Metadata stands beside the first four members, in the order of its keys; a key that is one of those four gets
/// `meta.`.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let clock: any WallClock
    private let output: LogOutput

    /// A handler for the logger with a label.
    package init(label: String, clock: any WallClock, output: LogOutput) {
        self.label = label
        self.clock = clock
        self.output = output
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var writer = JSONWriter(capacity: 320)
        writer.object { writer in
            begin(event.level, event.message.description, &writer)
            for (key, value) in LogMetadata.merged(metadata, metadataProvider, event) {
                writer.key(Self.reserved.contains(key) ? "meta." + key : key)
                Self.write(value, to: &writer)
            }
        }
        writer.bytes.append(10)
        output.line(writer.bytes)
    }

    /// Whether a line has no other metadata than its own.
    var isPlain: Bool { metadata.isEmpty && metadataProvider == nil }

    /// The line of an answered request, as ``log(event:)`` would write it: every request has one.
    func request(_ level: Logger.Level, method: String, requestID: String, outcome: Outcome, seconds: Double) {
        var writer = JSONWriter(capacity: 384)
        writer.object { writer in
            begin(level, "request", &writer)
            writer.key("http.duration_ms")
            writer.double((seconds * 1_000_000).rounded() / 1_000)
            writer.key("http.method")
            writer.string(method)
            writer.key("http.pattern")
            writer.string(outcome.labels.pattern)
            writer.key("http.status")
            writer.int(Int64(outcome.status))
            if let problem = outcome.labels.problem {
                writer.key("problem")
                writer.string(problem)
            }
            writer.key("request.id")
            writer.string(requestID)
            if let tenant = outcome.labels.tenant {
                writer.key("tenant.id")
                writer.string(tenant)
            }
        }
        writer.bytes.append(10)
        output.line(writer.bytes)
    }

    private func begin(_ level: Logger.Level, _ message: String, _ writer: inout JSONWriter) {
        writer.key("time")
        writer.bytes.append(UInt8(ascii: "\""))
        CalendarText.append(instant: clock.now(), to: &writer.bytes)
        writer.bytes.append(UInt8(ascii: "\""))
        writer.key("level")
        writer.string(level.rawValue)
        writer.key("logger")
        writer.string(label)
        writer.key("message")
        writer.string(message)
    }

    private static let reserved: Set<String> = ["time", "level", "logger", "message"]

    private static func write(_ value: Logger.MetadataValue, to writer: inout JSONWriter) {
        switch value {
        case .string(let text): writer.string(text)
        case .stringConvertible(let number as Int): writer.int(Int64(number))
        case .stringConvertible(let number as Double): writer.double(number)
        case .stringConvertible(let flag as Bool): writer.bool(flag)
        case .stringConvertible(let other): writer.string(other.description)
        case .array(let items): writer.array(items) { write($1, to: &$0) }
        case .dictionary(let members):
            writer.object { writer in
                for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                    writer.key(key)
                    write(value, to: &writer)
                }
            }
        }
    }
}
