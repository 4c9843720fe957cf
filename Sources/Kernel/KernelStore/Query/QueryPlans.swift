import Kernel
import Synchronization

/// Prepared queries of this process, shared by every store: models, and the accesses of their roles, are the same objects
/// for many tenants.
///
/// Hand one to every `SQLSnapshotBackend`; a backend without one prepares each query anew, which is correct and slow.
package final class QueryPlans: Sendable {
    private let schemas: PlanCache<SchemaKey, PhysicalSchema>
    private let reads: PlanCache<ReadPlan.Key, ReadPlan>
    private let records: PlanCache<RecordPlan.Key, RecordPlan>

    private struct SchemaKey: Hashable {
        let model: ObjectIdentifier
        let names: ColumnNames
    }

    /// Plans for at most so many queries are kept; a few kilobytes each.
    package init(limit: Int = 1024) {
        schemas = PlanCache(limit: max(limit / 16, 1))
        reads = PlanCache(limit: limit)
        records = PlanCache(limit: limit)
    }

    func schema(_ model: TenantModel, names: ColumnNames) throws -> PhysicalSchema {
        try schemas.value(SchemaKey(model: ObjectIdentifier(model), names: names)) {
            try PhysicalSchema(model, names: names)
        }
    }

    func record(_ request: RecordPlan.Request) throws -> RecordPlan {
        try records.value(RecordPlan.Key(request)) { try RecordPlan(request) }
    }

    func read(_ request: ReadPlan.Request, _ shape: ConditionCompiler.Shape) throws -> ReadPlan {
        try reads.value(ReadPlan.Key(request, shape)) { try ReadPlan(request, shape) }
    }
}

/// A bounded cache of values that cost little to make again: when it is full it starts anew, so that a hit costs one look
/// into a dictionary and no bookkeeping.
final class PlanCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let values: Mutex<[Key: Value]>
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
        values = Mutex([:])
    }

    /// The value of a key, made by `make` on first use.
    ///
    /// Two threads may both make it; one of theirs is kept.
    func value(_ key: Key, _ make: () throws -> Value) rethrows -> Value {
        if let known = values.withLock({ $0[key] }) { return known }
        let made = try make()
        values.withLock { known in
            if known.count >= limit { known.removeAll(keepingCapacity: true) }
            known[key] = made
        }
        return made
    }

    /// How many values are kept.
    var count: Int { values.withLock { $0.count } }
}
