import Logging
import Synchronization

/// Denials and reads of sensitive fields that wait to be journaled: one per principal, permission and minute, written with
/// the tenant's next write or at the end, never awaited by the request that they are about.
final class AccessNotes: Sendable {
    /// What happened.
    enum Kind: String, Hashable, Sendable {
        /// A permission was wanting.
        case denied
        /// Sensitive fields were read.
        case read = "read_sensitive"
    }

    /// One kind of event within a minute.
    struct Key: Hashable, Sendable {
        let kind: Kind
        let principal: Principal
        let permission: String
        let minute: Int64
    }

    /// How often it happened, in which request first, and which fields it was about.
    struct Count: Sendable {
        var times: Int
        let requestID: String
        var fields: Set<String> = []
    }

    /// Kinds kept at once; what comes beyond in the same minute is not kept.
    private static let bound = 1_000
    private let waiting = Mutex<[Key: Count]>([:])

    /// Notes an event.
    func note(
        _ kind: Kind,
        _ principal: Principal,
        _ permission: String,
        fields: Set<String> = [],
        at now: Int64,
        requestID: String
    ) {
        let key = Key(kind: kind, principal: principal, permission: permission, minute: now / 60_000)
        waiting.withLock { waiting in
            if waiting[key] != nil {
                waiting[key]?.times += 1
                waiting[key]?.fields.formUnion(fields)
            } else if waiting.count < Self.bound {
                waiting[key] = Count(times: 1, requestID: requestID, fields: fields)
            }
        }
    }

    /// Takes all that wait.
    func take() -> [Key: Count] {
        waiting.withLock { waiting in
            defer { waiting = [:] }
            return waiting
        }
    }

    /// Puts back what could not be written.
    func putBack(_ notes: [Key: Count]) {
        waiting.withLock { waiting in
            waiting.merge(notes) { later, first in
                Count(
                    times: later.times + first.times,
                    requestID: first.requestID,
                    fields: later.fields.union(first.fields)
                )
            }
        }
    }
}

extension Runtime {
    /// Notes a refusal for want of a permission.
    func noteDenial(_ error: KernelError, of resolved: ResolvedInvocation) {
        guard error.problem == .forbidden, let permission = error.permission else { return }
        resolved.tenant.notes.note(
            .denied,
            .user(resolved.member.id),
            permission,
            at: parts.clock.now(),
            requestID: resolved.call.invocation.requestID
        )
    }

    /// Notes the refusals among the answers of one request.
    static func noteDenial(_ error: KernelError, of call: AuthorizedInvocation) {
        guard error.problem == .forbidden, let permission = error.permission else { return }
        let requestID = call.invocation.requestID
        call.tenant.notes.note(.denied, call.scope.principal, permission, at: call.scope.now, requestID: requestID)
    }

    /// Notes that a caller was shown sensitive fields of an entity.
    ///
    /// `shown` are the fields named, `nil` those that are shown unasked.
    func noteReading(
        _ call: AuthorizedInvocation,
        _ entity: EntityModel,
        _ access: RecordAccess,
        shown: Set<String>? = nil
    ) {
        let fields = entity.sensitiveFields(shown: shown).filter(access.reachesSomewhere)
        guard !fields.isEmpty else { return }
        call.tenant.notes.note(
            .read,
            call.scope.principal,
            Permission.record(entity.id, .read),
            fields: fields,
            at: parts.clock.now(),
            requestID: call.invocation.requestID
        )
    }

    /// Notes what the handler of an action reads for its caller.
    func readWatch(_ call: AuthorizedInvocation) -> ReadWatch {
        { id, named in
            guard let entity = call.scope.model.entities[id],
                let access = call.scope.access.access(Permission.record(id, .read))
            else { return }
            self.noteReading(call, entity, access, shown: named)
        }
    }

    /// Notes what records shown in place of references tell.
    func noteExpanding(_ call: AuthorizedInvocation, _ entity: EntityModel, _ names: [String]) {
        for name in names {
            guard let target = entity.field(name)?.type.target, let model = call.scope.model.entities[target],
                let access = call.scope.access.access(Permission.record(target, .read))
            else { continue }
            noteReading(call, model, access)
        }
    }

    /// Journals what waits in a write of the same tenant.
    static func journal(
        _ notes: [AccessNotes.Key: AccessNotes.Count],
        _ scope: TenantScope,
        _ backend: any TransactionBackend
    ) throws {
        for (note, count) in notes.sorted(by: {
            ($0.key.minute, $0.value.requestID) < ($1.key.minute, $1.value.requestID)
        }) {
            let own = TenantScope(
                tenant: scope.tenant,
                principal: note.principal,
                model: scope.model,
                requestID: count.requestID,
                teams: [],
                access: PrincipalAccess(records: [:], permissions: [], spaces: []),
                now: note.minute * 60_000,
                environment: scope.environment
            )
            var changes = [JournalEntry.Change(field: "times", before: .null, after: .int(Int64(count.times)))]
            if !count.fields.isEmpty {
                changes.append(
                    JournalEntry.Change(field: "fields", before: .null, after: .choices(count.fields.sorted()))
                )
            }
            let entry = JournalEntry(
                entity: "access.permission",
                record: note.permission,
                action: note.kind.rawValue,
                changes: changes
            )
            try backend.journal(own, entry)
        }
    }

    /// Writes what waits of every open tenant; called before the folder is closed.
    package func flush() async {
        for tenant in tenants.opened {
            let notes = tenant.notes.take()
            guard !notes.isEmpty else { continue }
            let scope = tenants.systemScope(tenant, reason: SystemReason.audit.rawValue, requestID: "flush")
            do {
                try await tenants.store(of: tenant).write(scope) { try Self.journal(notes, scope, $0) }
            } catch {
                parts.logger.error(
                    "denials and reads could not be journaled",
                    metadata: ["tenant.id": "\(tenant.id)", "cause": "\(error)"]
                )
            }
        }
    }
}

extension EntityModel {
    /// Sensitive fields among those shown: secrets where they are named, others unless they are left out.
    fileprivate func sensitiveFields(shown: Set<String>?) -> Set<String> {
        let sensitive = fields.filter { field in
            if field.definition.secret { return shown?.contains(field.id) ?? false }
            return field.definition.sensitive && shown?.contains(field.id) ?? true
        }
        return Set(sensitive.map(\.id))
    }
}
