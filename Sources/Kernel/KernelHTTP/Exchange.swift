import Kernel
import NIOCore
import NIOHTTP1

/// One request and its answer, between HTTP parts and `Invocation` and `Outcome`.
///
/// One value serves all connections of a listener.
struct Exchange: Sendable {
    let handler: any InvocationHandler
    let origin: Invocation.Origin
    /// Whether the connections are TLS.
    let isEncrypted: Bool
    let bodyLimit: Int
    let insecureCookies: Bool
    let ids: IDGenerator
    let clock: any WallClock
    let dates: DateHeader
    let metrics: HTTPMetrics
    let log: AccessLog

    typealias Answers = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    /// Answers one request.
    /// - Returns: whether the connection takes another one.
    /// - Throws: when there is nobody to answer, or when what came is not HTTP.
    @concurrent
    func answer(
        _ head: HTTPRequestHead,
        _ parts: inout RequestParts,
        _ answers: Answers,
        _ peer: ConnectionPeer,
        _ channel: any Channel
    ) async throws -> Bool {
        let started = NIODeadline.now()
        metrics.inFlight.add(1)
        defer { metrics.inFlight.add(-1) }
        let method = head.method.rawValue
        let fields = RequestFields(head.headers)
        let requestID = RequestIdentifier.accepted(fields.requestID) ?? ids.next().raw
        // After an upgrade request the decoder reads nothing more, and a CONNECT has no end.
        var keepsAlive = head.isKeepAlive && !fields.asksForUpgrade && method != "CONNECT"
        var outcome: Outcome
        do {
            let target = try checked(head, fields)
            if fields.expectsContinue, fields.announcesBody, head.version != .http1_0 {
                try await sendContinue(answers)
            }
            let body = try await RequestBody.read(&parts, declared: fields.contentLength, limit: bodyLimit)
            outcome = await respond(to: target, method, fields, body, requestID, peer)
        } catch let refusal as HostRefusal {
            outcome = ProblemDocument.render(refusal.error, requestID: requestID)
            keepsAlive = false
        }
        let context = ResponseHead.Context(
            requestID: requestID,
            date: dates.text(at: clock.now()),
            version: head.version,
            keepsAlive: keepsAlive,
            isHead: method == "HEAD"
        )
        let responseHead = sendable(&outcome, context)
        let seconds = Double((NIODeadline.now() - started).nanoseconds) / 1_000_000_000
        let label = HTTPMetrics.methodLabel(method)
        metrics.record(method: label, outcome: outcome, seconds: seconds)
        log.write(method: label, requestID: requestID, outcome: outcome, seconds: seconds)
        if let stream = outcome.stream, method != "HEAD" {
            try await send(responseHead, stream, requestID, answers, channel)
        } else {
            try await send(responseHead, outcome, withBody: method != "HEAD", answers)
        }
        return keepsAlive && !(outcome.stream?.isEndless ?? false)
    }

    /// What can be refused before the body is read.
    private func checked(_ head: HTTPRequestHead, _ fields: RequestFields) throws(HostRefusal) -> RequestTarget {
        try fields.check(version: head.version)
        let target = try RequestTarget(head.uri, method: head.method.rawValue)
        if let length = fields.contentLength, length > bodyLimit { throw .tooLarge(limit: bodyLimit) }
        return target
    }

    private func respond(
        to target: RequestTarget,
        _ method: String,
        _ fields: RequestFields,
        _ body: [UInt8],
        _ requestID: String,
        _ peer: ConnectionPeer
    ) async -> Outcome {
        guard case .resource(let path, let query, let authority) = target else {
            return Outcome(status: 204, headers: [.init("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")])
        }
        let client = ClientView(
            fields,
            peer,
            authority: authority,
            isEncrypted: isEncrypted,
            insecureCookies: insecureCookies
        )
        var headers = fields.headers
        headers.host = client.host
        return await handler.handle(
            Invocation(
                method: method == "HEAD" ? "GET" : method,
                path: path,
                query: query,
                headers: headers,
                body: body,
                requestID: requestID,
                peer: client.peer,
                origin: origin,
                cookiesAllowed: client.cookiesAllowed
            )
        )
    }

    /// The answer's head; an outcome that cannot be sent becomes 503 with its reason in the log.
    private func sendable(_ outcome: inout Outcome, _ context: ResponseHead.Context) -> HTTPResponseHead {
        do {
            return try ResponseHead.make(outcome, context)
        } catch {
            let labels = outcome.labels
            outcome = ProblemDocument.render(
                .unavailable("The answer could not be sent.", cause: error.reason),
                requestID: context.requestID
            )
            outcome.labels.pattern = labels.pattern
            outcome.labels.tenant = labels.tenant
        }
        let plain = HTTPResponseHead(version: .http1_1, status: .serviceUnavailable, headers: ["Connection": "close"])
        return (try? ResponseHead.make(outcome, context)) ?? plain
    }

    private func sendContinue(_ answers: Answers) async throws {
        try await answers.write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
    }

    /// - Throws: `ConnectionLost` for a body that is not whole, so that the connection ends without its end.
    private func send(
        _ head: HTTPResponseHead,
        _ stream: OutcomeStream,
        _ requestID: String,
        _ answers: Answers,
        _ channel: any Channel
    ) async throws {
        metrics.streams.add(1)
        defer { metrics.streams.add(-1) }
        if stream.isEndless { channel.triggerUserOutboundEvent(EventStreamStarted(), promise: nil) }
        try await answers.write(.head(head))
        // Making a long body is no work for the thread of other connections.
        let (end, cause) = await withTaskExecutorPreference(globalConcurrentExecutor) {
            await StreamedBody(stream: stream, answers: answers, channel: channel).run()
        }
        metrics.streamEnds.add(1, end.rawValue)
        if let cause { log.writeFailure(requestID: requestID, cause: cause) }
        guard end == .whole || end == .stopped else { throw ConnectionLost() }
        if end == .stopped, case .endless(let farewell) = stream.ending, !farewell.isEmpty {
            try await answers.write(.body(.byteBuffer(ByteBuffer(bytes: farewell))))
        }
        try await answers.write(.end(nil))
    }

    private func send(
        _ head: HTTPResponseHead,
        _ outcome: Outcome,
        withBody: Bool,
        _ answers: Answers
    ) async throws {
        guard withBody, !outcome.body.isEmpty, outcome.status != 204, outcome.status != 304 else {
            return try await answers.write(contentsOf: [.head(head), .end(nil)])
        }
        let body = IOData.byteBuffer(ByteBuffer(bytes: outcome.body))
        try await answers.write(contentsOf: [.head(head), .body(body), .end(nil)])
    }
}
