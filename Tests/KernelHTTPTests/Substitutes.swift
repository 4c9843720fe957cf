import Foundation
import Kernel
import KernelHTTP
import Logging
import Synchronization

/// A handler that records what it is given and answers with a closure.
final class RecordingHandler: InvocationHandler {
    private let seen = Mutex<[Invocation]>([])
    private let answer: @Sendable (Invocation) async -> Outcome

    init(_ answer: @escaping @Sendable (Invocation) async -> Outcome) {
        self.answer = answer
    }

    /// Answers with what came: method, path, query and body, one per line.
    static func echo() -> RecordingHandler {
        RecordingHandler { invocation in
            let head = "\(invocation.method)\n\(invocation.path)\n\(invocation.query)\n"
            var outcome = Outcome(status: 200, headers: [.init("Content-Type", "text/plain")])
            outcome.body = Array(head.utf8) + invocation.body
            outcome.labels.pattern = "/echo"
            return outcome
        }
    }

    var invocations: [Invocation] { seen.withLock { $0 } }

    func handle(_ invocation: Invocation) async -> Outcome {
        seen.withLock { $0.append(invocation) }
        return await answer(invocation)
    }
}

/// Sunday, 6 November 1994, 08:49:37 UTC.
struct FixedClock: WallClock {
    func now() -> Int64 { 784_111_777_000 }
}

/// Bytes that count up, so that ids differ and are the same in every run.
final class CountingRandom: RandomSource {
    private let next = Mutex<UInt8>(0)

    func bytes(_ count: Int) -> [UInt8] {
        let byte = next.withLock { next in
            next &+= 1
            return next
        }
        return Array(repeating: byte, count: count)
    }
}

/// Log lines kept in memory.
final class LogLines: Sendable {
    private let lines = Mutex<[[UInt8]]>([])

    var output: LogOutput {
        LogOutput { line in self.lines.withLock { $0.append(line) } }
    }

    var texts: [String] { lines.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }

    /// Every line as a JSON object, its values as texts.
    func objects() throws -> [[String: String]] {
        try lines.withLock { $0 }.map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] ?? [:]
            return object.mapValues { "\($0)" }
        }
    }

    func logger(level: Logger.Level = .info) -> Logger {
        let output = output
        var logger = Logger(label: "test") { JSONLogHandler(label: $0, clock: FixedClock(), output: output) }
        logger.logLevel = level
        return logger
    }
}

/// Counts up from one.
final class Tally: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

/// Something that happens once and can be waited for from several tasks.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func opened() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// A fresh folder with a short path, removed afterwards.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    var template = Array("/tmp/kh-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
