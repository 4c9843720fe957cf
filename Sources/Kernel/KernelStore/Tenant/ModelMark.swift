import Kernel

/// Where in a tenant's journal the model in force began: key `model` of `meta`, `<hash> <seq>`.
///
/// What a record shows depends on the model as much as on its version: a version that was read under another model is read anew.
enum ModelMark {
    private static let key = "model"

    /// Notes that a model is in force after the journal's last entry; leaves the mark of the same model as it is.
    static func note(_ model: TenantModel, on connection: any SQLConnection) throws {
        guard try hash(on: connection) != model.hash else { return }
        try connection.run(
            """
            INSERT INTO meta(key, value) SELECT ?, ? || ' ' || coalesce(max(seq), 0) FROM journal WHERE true \
            ON CONFLICT(key) DO UPDATE SET value = excluded.value
            """,
            [.text(key), .text(model.hash)]
        )
    }

    /// The hash of the model in force.
    static func hash(on connection: any SQLConnection) throws -> String? {
        try read(connection)?.hash
    }

    /// The number of the journal's last entry from before the model; `nil` where another model is in force.
    static func begin(of model: TenantModel, on connection: any SQLConnection) throws -> Int64? {
        guard let mark = try read(connection), mark.hash == model.hash else { return nil }
        return mark.seq
    }

    private static func read(_ connection: any SQLConnection) throws -> (hash: String, seq: Int64)? {
        let text = try connection.first("SELECT value FROM meta WHERE key = ?", [.text(key)]) { $0.text(0) }
        guard let parts = text?.split(separator: " "), parts.count == 2, let seq = Int64(parts[1]) else { return nil }
        return (String(parts[0]), seq)
    }
}
