import Logging

extension Runtime {
    /// `GET /operator/keys`.
    func operatorKeys() -> Outcome {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("keys")
            writer.array(parts.keys?.keys ?? []) { $0.keySummary($1) }
        }
        return .json(body: writer.bytes)
    }

    /// `POST /operator/keys/rotate`.
    func rotateKeys() throws -> Outcome {
        guard let keeper = parts.keys else { throw KernelError.notFound }
        let key = try keeper.rotate()
        parts.logger.notice("sealing with a new key", metadata: ["sealing.id": "\(key.id)"])
        var writer = JSONWriter()
        writer.keySummary(key)
        return .json(body: writer.bytes)
    }
}

extension JSONWriter {
    fileprivate mutating func keySummary(_ key: KeySummary) {
        object { writer in
            writer.key("id")
            writer.string(key.id)
            writer.key("made")
            writer.string(key.made)
            writer.key("seals")
            writer.bool(key.seals)
        }
    }
}
