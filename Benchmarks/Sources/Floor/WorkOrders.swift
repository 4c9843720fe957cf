import Foundation

/// What is answered.
struct Reply: Sendable {
    var status = 200
    var tag: String?
    var body: [UInt8]
}

/// What comes with a write.
struct Order: Sendable {
    let method: String
    let path: String
    let body: [UInt8]
    let key: String
    let match: String?
    let now = Int64(Date().timeIntervalSince1970 * 1_000)
}

/// The four operations, each written for this one entity: no accounts, no permissions, no model.
struct WorkOrders: Sendable {
    let readers: Readers
    let writer: Writer
    private static let member = "018f0000-0000-7000-8000-000000000001"

    func point(_ id: String) throws -> Reply? {
        try readers.read { connection in
            var reply: Reply?
            try connection.run(.point, { $0.bind(1, id) }) { row in
                reply = Self.reply(row)
            }
            return reply
        }
    }

    func list(priority: String, limit: Int64) throws -> Reply {
        try readers.read { connection in
            var body: [UInt8] = []
            body.reserveCapacity(48_000)
            body += "{\"items\":[".utf8
            var count: Int64 = 0
            var next: [UInt8] = Array("null".utf8)
            try connection.run(
                .list,
                {
                    $0.bind(1, priority)
                    $0.bind(2, limit + 1)
                }
            ) { row in
                count += 1
                guard count <= limit else { return }
                if count > 1 { body.append(0x2c) }
                WorkOrderJSON.write(row, to: &body)
                if count == limit { next = Array("\"\(row.text(0) ?? "")\"".utf8) }
            }
            body += "],\"next\":".utf8
            body += count > limit ? next : Array("null".utf8)
            body.append(0x7d)
            return Reply(body: body)
        }
    }

    func create(_ order: Order) async throws -> Reply {
        let input = try FlatObject(order.body)
        return try await once(order) { connection, head in
            guard let title = input.text("title"), let customer = input.text("customer") else {
                throw Failure("incomplete")
            }
            var isKnown = false
            try connection.run(.customer, { $0.bind(1, customer) }) { _ in isKnown = true }
            guard isKnown else { throw Failure("no such customer") }
            let id = identifier(at: order.now)
            try Self.insert(id, title, customer, input, order.now, connection)
            try Self.journal(id, "created", 1, Self.details(input), order, &head, connection)
            return Reply(status: 201, tag: "\"1\"", body: try Self.read(id, connection))
        }
    }

    func update(_ id: String, _ order: Order) async throws -> Reply {
        let input = try FlatObject(order.body)
        guard let match = order.match, let expected = Int64(match.dropFirst().dropLast()) else {
            return Reply(status: 428, body: [])
        }
        return try await once(order) { connection, head in
            var (version, before): (Int64?, String?) = (nil, nil)
            try connection.run(.version, { $0.bind(1, id) }) { row in (version, before) = (row.int(0), row.text(1)) }
            guard let version else { return Reply(status: 404, body: []) }
            guard version == expected else { return Reply(status: 412, body: []) }
            let notes = input.text("notes")
            try connection.run(
                .update,
                {
                    $0.bind(1, version + 1)
                    $0.bind(2, order.now)
                    $0.bind(3, Self.member)
                    $0.bind(4, notes)
                    $0.bind(5, id)
                }
            )
            var details: [UInt8] = Array("{\"notes\":{\"before\":".utf8)
            if let before { WorkOrderJSON.text(before, to: &details) } else { details += "null".utf8 }
            details += ",\"after\":".utf8
            if let notes { WorkOrderJSON.text(notes, to: &details) } else { details += "null".utf8 }
            details += "}}".utf8
            try Self.journal(id, "updated", version + 1, details, order, &head, connection)
            return Reply(tag: "\"\(version + 1)\"", body: try Self.read(id, connection))
        }
    }

    /// Runs a write once per idempotency key.
    private func once(
        _ order: Order,
        _ body: @escaping @Sendable (SQLite, inout Writer.Head) throws -> Reply
    ) async throws -> Reply {
        let fingerprint = sha256(Array("\(order.method) \(order.path) \(order.match ?? "")".utf8), order.body)
        let digest = sha256(Array(Self.member.utf8), Array(order.key.utf8))
        let lookup = digest.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return try await writer.perform { connection, head in
            var kept: Reply?
            try connection.run(
                .findKey,
                {
                    $0.bind(1, lookup)
                    $0.bind(2, Self.member)
                    $0.bind(3, order.key)
                }
            ) { row in kept = Reply(status: Int(row.int(1)), body: row.blob(2)) }
            if let kept { return kept }
            let reply = try body(connection, &head)
            try connection.run(
                .keepKey,
                {
                    $0.bind(1, lookup)
                    $0.bind(2, Self.member)
                    $0.bind(3, order.key)
                    $0.bind(4, fingerprint)
                    $0.bind(5, Int64(reply.status))
                    $0.bind(6, Array("[[\"ETag\",\"1\"]]".utf8))
                    $0.bind(7, reply.body)
                    $0.bind(8, order.now)
                }
            )
            try connection.run(.purgeKeys, { $0.bind(1, order.now - 30 * 86_400_000) })
            return reply
        }
    }

    private static func insert(
        _ id: String,
        _ title: String,
        _ customer: String,
        _ input: FlatObject,
        _ now: Int64,
        _ connection: SQLite
    ) throws {
        let texts = [("aaaaaaaa", title), ("bbbbbbbb", input.text("number")), ("cccccccc", input.text("description"))]
        let all = texts.flatMap { key, text in words(of: text ?? "").map { key + $0 } }.joined(separator: " ")
        try connection.run(
            .words,
            {
                $0.bind(1, id)
                $0.bind(2, all)
            }
        )
        let row = connection.lastRow
        try connection.run(
            .insert,
            {
                $0.bind(1, id)
                $0.bind(2, now)
                $0.bind(3, member)
                $0.bind(4, row)
                $0.bind(5, title)
                $0.bind(6, input.text("number"))
                $0.bind(7, input.text("description"))
                $0.bind(8, customer)
                $0.bind(9, input.text("priority") ?? "normal")
                $0.bind(10, input.instant("starts") ?? 0)
                $0.bind(11, input.instant("ends") ?? 0)
                $0.bind(12, input.text("notes"))
                $0.bind(13, input.number("amount", within: "estimated_value") ?? 0)
                $0.bind(14, "EUR")
            }
        )
    }

    private static func words(of text: String) -> [String] {
        text.utf8.split { !(0x30...0x39).contains($0) && !(0x61...0x7a).contains(lower($0)) }
            .map { String(decoding: $0.map(lower), as: UTF8.self) }
    }

    private static func read(_ id: String, _ connection: SQLite) throws -> [UInt8] {
        var body: [UInt8] = []
        try connection.run(.point, { $0.bind(1, id) }) { row in body = reply(row).body }
        return body
    }

    private static func reply(_ row: Statement) -> Reply {
        var body: [UInt8] = []
        body.reserveCapacity(1_024)
        WorkOrderJSON.write(row, to: &body)
        return Reply(tag: "\"\(row.int(1))\"", body: body)
    }

    /// What changed: for a new record everything that was sent.
    private static func details(_ input: FlatObject) -> [UInt8] {
        var out: [UInt8] = [0x7b]
        for (name, value) in input.members {
            if out.count > 1 { out.append(0x2c) }
            out.append(0x22)
            out += name
            out += "\":{\"before\":null,\"after\":".utf8
            out += value
            out.append(0x7d)
        }
        out.append(0x7d)
        return out
    }

    private static func journal(
        _ id: String,
        _ action: String,
        _ version: Int64,
        _ details: [UInt8],
        _ order: Order,
        _ head: inout Writer.Head,
        _ connection: SQLite
    ) throws {
        let salt = randomBytes(16)
        let digest = sha256(salt, details)
        let seq = head.seq + 1
        let covered = Array("\(seq) \(order.now) \(member) work-orders.work_order \(id) \(action) \(version)".utf8)
        let hash = sha256(head.hash, covered, digest)
        try connection.run(
            .journal,
            {
                $0.bind(1, seq)
                $0.bind(2, order.now)
                $0.bind(3, member)
                $0.bind(4, id)
                $0.bind(5, id)
                $0.bind(6, action)
                $0.bind(7, version)
                $0.bind(8, details)
                $0.bind(9, salt)
                $0.bind(10, digest)
                $0.bind(11, hash)
            }
        )
        head = Writer.Head(seq: seq, hash: hash)
    }
}
