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

    /// Takes a record out of the bin, then those that went there with it: cascades of one delete share its instant.
    func unbin(_ entity: EntityModel, _ binned: Record, depth: Int) throws -> Record {
        guard depth < Self.maximumDepth else { return binned }
        var record = binned
        record.deletedAt = nil
        let restored = try store(record, after: binned, of: entity, changed: [], "restored")
        for (_, end) in entity.farEnds.sorted(by: { $0.key < $1.key }) {
            guard let referring = scope.model.entities[end.entity], let field = referring.field(end.field),
                case .reference(_, .cascade, _) = field.type
            else { continue }
            for child in try companions(of: binned, referring, through: end.field) {
                _ = try unbin(referring, child, depth: depth + 1)
            }
        }
        return restored
    }

    /// Binned records that refer to one and were deleted at its instant.
    private func companions(of record: Record, _ referring: EntityModel, through field: String) throws -> [Record] {
        guard let target = referring.field(field)?.type.target else { return [] }
        let path = ExpressionPath(entity: referring.id, hops: [], field: field, type: .reference(target))
        var query = RecordQuery(entity: referring.id)
        query.bin = true
        query.limit = 500
        query.filter = .compare(.equal, .path(path), .literal(.reference(record.id)))
        var found: [Record] = []
        while true {
            let page = try backend.records(scope, query, rows: .everything)
            found += page
            guard page.count == query.limit, let last = page.last else { break }
            let id = ExpressionPath(entity: referring.id, hops: [], field: "id", type: .reference(referring.id))
            query.filter = .and([
                .compare(.equal, .path(path), .literal(.reference(record.id))),
                .compare(.greater, .path(id), .literal(.reference(last.id))),
            ])
        }
        return found.filter { $0.deletedAt == record.deletedAt }
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
                    try requireUnlocked(referrer, referring)
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
        let collection = referring.definition.collection
        guard count > 1 else { return KernelError(.inUse, "A record of \(collection) still refers to this one.") }
        let many = count == 500 ? "At least 500" : "\(count)"
        return KernelError(.inUse, "\(many) records of \(collection) still refer to this one.")
    }
}
