// `GET /api/events`: the tenant's journal as server-sent events (WHATWG HTML, "Server-sent events").
//
//   retry: 2000
//
//   id: 41                     where the stream begins: the event before the first one it will send
//   event: ready
//   data: {"seq":41,"model":"<hash>"}
//
//   id: 42
//   event: record
//   data: {"seq":42,"at":...,"entity":...,"record":...,"action":...,"version":...,"changes":{...},"collection":...}
//
//   event: model               what is enabled has changed: read /api/model again
//   data: {"model":"<hash>"}
//
//   event: closing             the server stops; connect again
//   data: {}
//
//   event: behind              more than 1,000 events wait; connect again to be sent them
//   data: {}
//
// `data` is an entry of a record's history with its collection, masked as there. Only entries about records that the caller
// reads are sent. An `id` without an event moves a client past what it may not see.

extension Runtime {
    /// The journal's events from where the client is; for ever.
    func events(_ call: AuthorizedInvocation) throws -> Outcome {
        let head = try tenants.store(of: call.tenant).read(call.scope) { try $0.journalHead(call.scope) }
        let start = try EventStart.read(call, head: head)
        let stream = EventStream(runtime: self, call: call, start: start)
        return .events(farewell: Array("event: closing\ndata: {}\n\n".utf8)) { send in
            try await stream.run(send)
        }
    }

    /// The same caller at this moment.
    /// - Throws: 401 when the session has ended meanwhile, and the rest of what the pipeline refuses.
    func again(_ call: AuthorizedInvocation) throws -> AuthorizedInvocation {
        guard try parts.sessions.isLive(call.session) else {
            throw KernelError(.unauthenticated, "This session has ended.")
        }
        let authenticated = AuthenticatedInvocation(
            invocation: call.invocation,
            match: call.match,
            query: call.query,
            session: call.session
        )
        return try authorize(resolve(authenticated))
    }
}

/// Where a stream of events begins.
enum EventStart {
    /// `Last-Event-ID`, else `?after=`, else the journal's end.
    /// - Throws: 422 for what is no number of an event of this journal.
    static func read(_ call: AuthorizedInvocation, head: Int64) throws -> Int64 {
        var text = call.invocation.headers.lastEventID.map { (path: "Last-Event-ID", value: $0) }
        for (name, value) in call.query {
            guard name == "after" else {
                throw KernelError.invalid([Finding(InputDecoder.shown(name), "unknown", "Takes after only.")])
            }
            text = text ?? (name, value)
        }
        guard let text, !text.value.isEmpty else { return head }
        guard text.value.utf8.allSatisfy({ (48...57).contains($0) }), let seq = Int64(text.value), seq <= head else {
            throw KernelError.invalid([Finding(text.path, "range", "Must be the number of an event, 0 to \(head).")])
        }
        return seq
    }
}

/// One client's stream: reads the journal whenever it has grown, at the client's pace.
struct EventStream: Sendable {
    /// Events that may wait while a client reads slower than they come.
    static let bound: Int64 = 1_000
    /// Journal entries read at once.
    private static let page = 200
    /// How often a stream without events makes sure that its session lives.
    private static let lookEvery = Duration.seconds(15)

    let runtime: Runtime
    let call: AuthorizedInvocation
    let start: Int64

    /// Sends until the client has gone, its session has ended or it is too far behind.
    func run(_ send: OutcomeStream.Send) async throws {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // Before the first look: what is written after that look wakes.
        let leave = runtime.parts.directory.commits.listen(call.tenant.id) { wake.yield() }
        defer { leave() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    try await runtime.parts.sleep(Self.lookEvery)
                    wake.yield()
                }
            }
            defer { group.cancelAll() }
            wake.yield()
            try await follow(wakes, send)
        }
    }

    private func follow(_ wakes: AsyncStream<Void>, _ send: OutcomeStream.Send) async throws {
        var cursor = start
        var told = start
        var model = call.scope.model.hash
        var isLive = false
        try await send(Self.ready(start, model))
        for await _ in wakes {
            guard let call = try current() else { return }
            if call.scope.model.hash != model {
                model = call.scope.model.hash
                try await send(Array("event: model\ndata: {\"model\":\"\(model)\"}\n\n".utf8))
            }
            while true {
                let page = try read(call, after: cursor)
                if isLive, page.head - cursor > Self.bound {
                    return try await send(Array("event: behind\ndata: {}\n\n".utf8))
                }
                cursor = page.last
                if !page.frames.isEmpty {
                    told = page.lastShown
                    noteReading(of: page.entities, call)
                    try await send(page.frames)
                }
                guard page.last < page.head else { break }
            }
            isLive = true
            if told < cursor {
                told = cursor
                try await send(Array("id: \(cursor)\n\n".utf8))
            }
        }
    }

    /// Changes tell sensitive fields as records do.
    private func noteReading(of entities: Set<EntityID>, _ call: AuthorizedInvocation) {
        for id in entities {
            guard let entity = call.scope.model.entities[id],
                let access = call.scope.access.access(Permission.record(id, .read))
            else { continue }
            runtime.noteReading(call, entity, access)
        }
    }

    /// The caller now; `nil` when there is none any more.
    private func current() throws -> AuthorizedInvocation? {
        do {
            return try runtime.again(call)
        } catch let error as KernelError where error.problem != .unavailable {
            return nil
        }
    }

    private func read(_ call: AuthorizedInvocation, after cursor: Int64) throws -> EventPage {
        try runtime.tenants.store(of: call.tenant).read(call.scope) { backend in
            try backend.events(call.scope, after: cursor, limit: Self.page)
        }
    }

    private static func ready(_ seq: Int64, _ model: String) -> [UInt8] {
        Array("retry: 2000\n\nid: \(seq)\nevent: ready\ndata: {\"seq\":\(seq),\"model\":\"\(model)\"}\n\n".utf8)
    }
}
