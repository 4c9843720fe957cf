/// A body that is made while it is sent: an export, or events for as long as the client listens.
///
/// The host runs `produce` in the connection's task, after the status and the headers. `send` waits while the client
/// reads slower than the body is made, so that nothing piles up. When the client has gone, and at the shutdown of an
/// endless stream, the task is cancelled: `send` throws, an `AsyncStream` ends. A producer that throws by itself tears
/// the connection down, so that half a body is never taken for a whole one.
package struct OutcomeStream: Sendable {
    /// Hands bytes over to be sent; waits until the client takes them.
    /// - Throws: when nobody takes them any more.
    package typealias Send = @Sendable (_ bytes: [UInt8]) async throws -> Void
    /// Makes the whole body.
    package typealias Producer = @Sendable (_ send: Send) async throws -> Void

    /// When a stream is over.
    package enum Ending: Sendable, Hashable {
        /// When all is sent; a shutdown waits for it.
        case whole
        /// When the client hangs up, and at once at a shutdown, which sends these last bytes.
        case endless(farewell: [UInt8])
    }

    /// When it is over.
    package let ending: Ending
    /// Makes the body.
    package let produce: Producer

    package init(_ ending: Ending, _ produce: @escaping Producer) {
        self.ending = ending
        self.produce = produce
    }

    /// Whether it runs until the client hangs up.
    package var isEndless: Bool { ending != .whole }

    /// The whole body in memory; for callers without a connection.
    ///
    /// An endless stream has no whole body and gives none.
    package func collected() async throws -> [UInt8] {
        guard !isEndless else { return [] }
        let pieces = Pieces()
        try await produce { await pieces.append($0) }
        return await pieces.bytes
    }

    private actor Pieces {
        private(set) var bytes: [UInt8] = []

        func append(_ more: [UInt8]) {
            bytes += more
        }
    }
}

extension Outcome {
    /// A body of a known end that is made while it is sent, such as an export.
    package static func streaming(
        _ contentType: String,
        headers: [Header] = [],
        _ produce: @escaping OutcomeStream.Producer
    ) -> Outcome {
        var outcome = Outcome(status: 200, headers: [Header("Content-Type", contentType)] + headers)
        outcome.stream = OutcomeStream(.whole, produce)
        return outcome
    }

    /// Server-sent events until the client hangs up or the server shuts down.
    ///
    /// Each `send` holds whole events, since the host puts comment lines between them when nothing else was sent for a
    /// while. The subscription belongs into `produce`: a stream that is never read is never begun.
    ///
    ///     .events(farewell: Array("event: bye\ndata: {}\n\n".utf8)) { send in
    ///         for await event in hub.subscribe() { try await send(event) }
    ///     }
    /// - Parameters:
    ///   - farewell: the last event at a shutdown.
    ///   - produce: sends the events; returning ends the stream without the farewell.
    /// - Returns: the outcome.
    package static func events(farewell: [UInt8], _ produce: @escaping OutcomeStream.Producer) -> Outcome {
        let headers = [
            Header("Content-Type", "text/event-stream"), Header("Cache-Control", "no-store"),
            // Proxies would hold events back until their buffers are full.
            Header("X-Accel-Buffering", "no"),
        ]
        var outcome = Outcome(status: 200, headers: headers)
        outcome.stream = OutcomeStream(.endless(farewell: farewell), produce)
        return outcome
    }
}
