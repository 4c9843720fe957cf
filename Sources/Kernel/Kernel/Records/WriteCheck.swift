/// Checks the values of one write against the model and the tenant's data, collecting every finding.
struct WriteCheck {
    let entity: EntityModel
    let scope: TenantScope
    let backend: any TransactionBackend
    private var findings: [Finding] = []
    private var onlyReadOnly = true
    /// Whether references are the caller's own words, so that they must lie within what the caller may see.
    var checksSight = true

    init(entity: EntityModel, scope: TenantScope, backend: any TransactionBackend) {
        self.entity = entity
        self.scope = scope
        self.backend = backend
    }

    init(_ writer: RecordWriter, _ entity: EntityModel) {
        self.init(entity: entity, scope: writer.scope, backend: writer.backend)
    }

    /// Whether nothing was found so far.
    var isClean: Bool { findings.isEmpty }

    /// Adds what a rule found.
    mutating func add(_ more: [Finding]) {
        guard !more.isEmpty else { return }
        onlyReadOnly = false
        findings += more
    }

    /// Fields that the caller may not write; those it may not read either look unknown.
    mutating func refuseUnwritable(_ sent: some Sequence<String>, access parts: [Set<String>?], creating: Bool) {
        let read = scope.access.access(entity.permission(.read))
        for name in sent.sorted() {
            guard let field = entity.field(name)?.definition else { continue }
            let granted = parts.contains { $0?.contains(name) ?? true }
            let held = field.writeNeeds.map { scope.access.access($0) != nil } ?? true
            let open = field.writing == .always || (creating && field.writing == .onCreate)
            if granted, held, open || (!isByHand && field.compute == nil) { continue }
            if read?.reachesSomewhere(name) ?? false {
                findings.append(Finding(name, "read_only", "\(field.title.text()) cannot be written here."))
            } else {
                onlyReadOnly = false
                findings.append(Finding(name, "unknown", "There is no field `\(name)`."))
            }
        }
    }

    /// Fields that nobody writes by hand are written by the kernel and by what packs declare.
    private var isByHand: Bool {
        if case .user = scope.principal { true } else { false }
    }

    /// Required, bounds, references and uniqueness of a record as it is to become.
    mutating func values(_ values: [String: Value], changed: Set<String>, of id: RecordID) throws {
        for field in entity.fields where field.definition.compute == nil {
            let value = values[field.id] ?? .null
            if value.isNull || (field.definition.required && value.isBlank) {
                if field.definition.required {
                    add(field.id, "required", "\(field.definition.title.text()) is missing.")
                }
                continue
            }
            guard changed.contains(field.id) else { continue }
            if case .failure(let problem) = FieldRules.check(value, of: field.definition) {
                add(field.id, problem.code, problem.message)
                continue
            }
            try references(value, field.type, at: field.id)
            if field.definition.unique, try backend.isTaken(scope, entity, field: field.id, value: value, except: id) {
                add(field.id, "taken", "Another record has this \(field.definition.title.text().lowercased()).")
            }
        }
    }

    /// Referred records must exist, be live, and lie within what the caller may see; those in sub-records too.
    mutating func references(_ value: Value, _ type: FieldType, at path: String) throws {
        switch (value, type) {
        case (.reference(let id), _): try reference(id, type, at: path)
        case (.references(let ids), _):
            for (index, id) in ids.enumerated() { try reference(id, type, at: "\(path)[\(index)]") }
        case (.list(let rows), .list(let fields)):
            for (index, row) in rows.enumerated() {
                for field in fields {
                    guard let inner = row[field.id] else { continue }
                    try references(inner, field.type, at: "\(path)[\(index)].\(field.id)")
                }
            }
        default: return
        }
    }

    private mutating func reference(_ id: RecordID, _ type: FieldType, at path: String) throws {
        // Nobody need be allowed to see members to name themselves.
        if id == scope.principal.member, type.target == ScopePathValidator.member { return }
        guard let target = type.target, let model = scope.model.entities[target] else { return }
        let seen = scope.access.access(Permission.record(target, .read))?.rows ?? .nothing
        let rows = checksSight ? seen : .everything
        guard try backend.record(scope, model, id, rows: rows, bin: false) == nil else { return }
        add(path, "reference", "There is no such \(model.definition.title.text().lowercased()).")
    }

    private mutating func add(_ path: String, _ code: String, _ message: String) {
        onlyReadOnly = false
        findings.append(Finding(path, code, message))
    }

    /// - Throws: 422 `read_only` when that is all there is to say, else 422 `invalid`.
    func finish() throws {
        guard !findings.isEmpty else { return }
        guard onlyReadOnly else { throw KernelError.invalid(findings) }
        throw KernelError(.readOnly, findings.map(\.message).joined(separator: " "), findings: findings)
    }
}
