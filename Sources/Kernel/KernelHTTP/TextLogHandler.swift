import Kernel
import Logging

/// Log lines as text, for people at a terminal.
///
///     2026-01-31T12:00:00.000Z info kernel: request http.status=200 request.id=...
///
/// A value with spaces, quotes or control characters stands in quotes as in JSON, so that one event is always one line.
package struct TextLogHandler: LogHandler {
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
        var line = "\(UTCTime(milliseconds: clock.now()).rfc3339) \(event.level) \(label): "
        line += Self.oneLine(event.message.description)
        for (key, value) in LogMetadata.merged(metadata, metadataProvider, event) {
            line += " \(key)=\(Self.word(value.description))"
        }
        line += "\n"
        output.line(Array(line.utf8))
    }

    private static func oneLine(_ text: String) -> String {
        text.unicodeScalars.contains { $0.value < 0x20 } ? quoted(text) : text
    }

    private static func word(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" }
        return isPlain ? text : quoted(text)
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
