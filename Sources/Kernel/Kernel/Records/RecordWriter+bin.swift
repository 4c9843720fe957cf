extension RecordWriter {
    /// Deepest chain of cascades; longer chains are a circle.
    private static let maximumDepth = 16

    func bin(_ entity: EntityModel, _ current: Record, depth: Int) throws {
        guard depth < Self.maximumDepth else {
            throw KernelError(.inUse, "Too many records depend on each other to delete this.")
        }
        var record = current
        record.deletedAt = scope.now
        _ = try store(record, after: current, of: entity, changed: [], "deleted")
        for (_, end) in entity.farEnds.sorted(by: { $0.key < $1.key }) {
            try release(end, of: current, in: entity, depth: depth)
        }
    }

    /// Does to the records at a far end what their reference declares.
    private func release(_ end: FarEnd, of record: Record, in entity: EntityModel, depth: Int) throws {
        guard let referring = scope.model.entities[end.entity], let field = referring.field(end.field) else { return }
        let policy: FieldType.DeletePolicy =
            if case .reference(_, let declared, _) = field.type { declared } else { .restrict }
        while true {
            let ids = try backend.referrers(scope, referring, field: end.field, to: record.id)
            guard !ids.isEmpty else { return }
            guard policy != .restrict else { throw inUse(entity, referring, ids.count) }
            for id in ids {
                guard let referrer = try backend.record(scope, referring, id, rows: .everything, bin: false) else {
                    continue
                }
                if policy == .cascade {
                    try bin(referring, referrer, depth: depth + 1)
                } else {
                    var cleared = referrer
                    cleared.values[end.field] = .null
                    _ = try store(cleared, after: referrer, of: referring, changed: [end.field], "updated")
                }
            }
        }
    }

    private func inUse(_ entity: EntityModel, _ referring: EntityModel, _ count: Int) -> KernelError {
        let many = count == 500 ? "at least 500" : "\(count)"
        return KernelError(.inUse, "\(many) records of \(referring.definition.collection) still refer to this one.")
    }
}
