import Kernel
import KernelHTTP
import Logging
import Testing

/// Log lines, for machines and for people.
struct LogHandlerTests {
    private let lines = LogLines()

    private func json() -> Logger {
        Logger(label: "k") { JSONLogHandler(label: $0, clock: FixedClock(), output: lines.output) }
    }

    private func text() -> Logger {
        Logger(label: "k") { TextLogHandler(label: $0, clock: FixedClock(), output: lines.output) }
    }

    @Test
    func `a JSON line has time, level, logger and message, then the metadata in order`() {
        json().info("hello", metadata: ["b": "2", "a.x": .stringConvertible(1), "c": .array(["x", ["k": "v"]])])
        let expected =
            #"{"time":"1994-11-06T08:49:37.000Z","level":"info","logger":"k","message":"hello","#
            + #""a.x":1,"b":"2","c":["x",{"k":"v"}]}"# + "\n"
        #expect(lines.texts == [expected])
    }

    @Test
    func `whatever a value holds, an event is one line of JSON`() throws {
        json().error("a\n\"b\"\\", metadata: ["k\n": "v\r\n\u{1}\u{e9}", "message": "shadow"])
        #expect(lines.texts.joined().split(separator: "\n").count == 1)
        let object = try #require(try lines.objects().first)
        #expect(object["message"] == "a\n\"b\"\\")
        #expect(object["k\n"] == "v\r\n\u{1}\u{e9}")
        #expect(object["meta.message"] == "shadow")
    }

    @Test
    func `the line's metadata wins over the logger's and its provider's`() throws {
        let provider = Logger.MetadataProvider { ["a": "provider", "b": "provider", "c": "provider"] }
        let output = lines.output
        var handler = JSONLogHandler(label: "k", clock: FixedClock(), output: output)
        handler.metadataProvider = provider
        var logger = Logger(label: "k") { [handler] _ in handler }
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "d"] = "logger"
        #expect(logger[metadataKey: "d"] == "logger")
        logger.info("x", metadata: ["b": "line"])
        let object = try #require(try lines.objects().first)
        #expect(object["a"] == "provider")
        #expect(object["b"] == "line")
        #expect(object["c"] == "provider")
        #expect(object["d"] == "logger")
    }

    @Test
    func `keys that name secrets are masked in both forms`() {
        let secrets: Logger.Metadata = [
            "http.authorization": "s3", "Token": "s3", "user.password": "s3", "cookie": "s3",
        ]
        json().info("x", metadata: secrets)
        text().info("x", metadata: secrets)
        #expect(lines.texts.count == 2)
        #expect(!lines.texts.joined().contains("s3"))
        #expect(lines.texts.joined().contains("user.password=***"))
    }

    @Test
    func `a text line quotes what would break it`() {
        text().warning("hello", metadata: ["a": "plain", "b": "two words", "c": "x\ny", "d": ""])
        #expect(
            lines.texts == [
                "1994-11-06T08:49:37.000Z warning k: hello a=plain b=\"two words\" c=\"x\\ny\" d=\"\"\n"
            ]
        )
    }

    @Test
    func `levels below the logger's are not written`() {
        var logger = json()
        logger.debug("no")
        logger.logLevel = .debug
        logger.debug("yes")
        #expect(lines.texts.count == 1)
    }
}
