import Kernel
import KernelCrypto

// Answers kept under idempotency keys (http-contract, "Common").
//
// Rows are stored in the order of arrival: a client's key is arbitrary text, and a table ordered by it would dirty a
// page of its own with every write. They are found by `lookup`, the first 8 bytes of
// SHA-256( length of principal as 4 bytes big-endian || principal || key ), in a small index; principal and key are then
// compared, so that a collision costs a row and answers nothing wrong.
// Kept for 30 days. Some of the later writes remove the oldest rows that are past that; until then they count as gone.

/// The kept answers of one tenant, inside the running transaction or snapshot.
enum IdempotencyTable {
    /// How long an answer is kept, in milliseconds.
    static let lifetime: Int64 = 30 * 86_400_000
    /// One write in so many looks for old rows, by its key's hash; the others save the statement.
    private static let purgeEvery: Int64 = 16
    /// Old rows removed with such a write: more than come until the next one.
    private static let purgeStep: Int64 = 64

    /// Whether an answer is final: 2xx, and 4xx that will not change when the same request comes again.
    static func keeps(_ status: Int) -> Bool {
        switch status {
        case 200..<300: true
        case 401, 408, 413, 429: false
        case 400..<500: true
        default: false
        }
    }

    /// The kept answer of a claim, whatever request it answered.
    static func find(_ claim: IdempotencyClaim, now: Int64, on connection: any SQLConnection) throws -> StoredAnswer? {
        try connection.first(
            """
            SELECT fingerprint, status, headers, body FROM idempotency \
            WHERE lookup = ? AND principal = ? AND key = ? AND at > ? ORDER BY id DESC LIMIT 1
            """,
            [.int(lookup(claim)), .text(claim.principal), .text(claim.key), .int(now - lifetime)]
        ) { row in
            let headers = try readHeaders(row.blob(2))
            let outcome = Outcome(status: Int(row.int(1)), headers: headers, body: row.blob(3))
            return StoredAnswer(fingerprint: row.blob(0), outcome: outcome)
        }
    }

    /// Keeps an answer, and removes a few that are past their time.
    static func store(
        _ claim: IdempotencyClaim,
        _ outcome: Outcome,
        now: Int64,
        on connection: any SQLConnection
    ) throws {
        let lookup = lookup(claim)
        try connection.run(
            """
            INSERT INTO idempotency(lookup, principal, key, fingerprint, status, headers, body, at) \
            VALUES(?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .int(lookup), .text(claim.principal), .text(claim.key), .blob(claim.fingerprint),
                .int(Int64(outcome.status)), .blob(writeHeaders(outcome.headers)), .blob(outcome.body), .int(now),
            ]
        )
        guard lookup % purgeEvery == 0 else { return }
        try connection.run(
            "DELETE FROM idempotency WHERE id IN (SELECT id FROM idempotency ORDER BY id LIMIT ?) AND at <= ?",
            [.int(purgeStep), .int(now - lifetime)]
        )
    }

    /// Answers that say that a record was made: the kept row by the record's id, which ends the answer's `Location`.
    static func makings(since: Int64, on connection: any SQLConnection) throws -> [String: Int64] {
        let rows = try connection.rows(
            "SELECT id, headers FROM idempotency WHERE status = 201 AND at >= ?",
            [.int(since)]
        ) { (id: $0.int(0), headers: try readHeaders($0.blob(1))) }
        let made = rows.compactMap { row -> (String, Int64)? in
            guard let place = row.headers.first(where: { $0.name == "Location" })?.value.split(separator: "/").last
            else { return nil }
            return (String(place), row.id)
        }
        return Dictionary(made, uniquingKeysWith: { first, _ in first })
    }

    /// Removes a kept answer: the key is new again.
    static func forget(_ row: Int64, on connection: any SQLConnection) throws {
        try connection.run("DELETE FROM idempotency WHERE id = ?", [.int(row)])
    }

    private static func lookup(_ claim: IdempotencyClaim) -> Int64 {
        var hash = SHA256()
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: claim.principal.utf8.count).bigEndian) { hash.update($0) }
        hash.update(claim.principal.utf8)
        hash.update(claim.key.utf8)
        return hash.finalize().prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    /// Headers as JSON: `[["ETag", "\"1\""], ...]`.
    private static func writeHeaders(_ headers: [Outcome.Header]) -> [UInt8] {
        var writer = JSONWriter()
        writer.array(headers) { writer, header in
            writer.array([header.name, header.value]) { $0.string($1) }
        }
        return writer.bytes
    }

    private static func readHeaders(_ json: [UInt8]) throws -> [Outcome.Header] {
        guard case .array(let pairs) = try? JSONReader.read(json) else { throw damaged }
        return try pairs.map { pair in
            guard case .array(let parts) = pair, parts.count == 2, let name = parts[0].text, let value = parts[1].text
            else { throw damaged }
            return Outcome.Header(name, value)
        }
    }

    private static let damaged = StoreFailure(.corrupt, "The headers of a kept answer cannot be read.")
}
