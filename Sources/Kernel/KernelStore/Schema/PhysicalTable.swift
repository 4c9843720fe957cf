import Kernel

/// An entity's table: its name and where each field's values lie.
final class PhysicalTable: Sendable {
    /// The entity, as the model has it.
    let entity: EntityModel
    /// The table's name.
    let name: String
    /// The declared fields, in the model's order.
    let fields: [PhysicalField]
    /// Whether some of its fields are computed.
    let isComputed: Bool
    /// The statement that inserts a record: the system columns, then those of each field in order.
    let insertion: String
    /// The beginning of the statement that updates a record: the system columns that change; each field's
    /// ``PhysicalField/assignment`` follows.
    let updating: String
    /// What a statement selects to read a whole record of the table under `RecordReader.alias`; `nil` where something
    /// must be computed.
    let selection: String?
    /// The fields whose words `?q=` finds, in the model's order.
    let searchFields: [SearchField]
    private let positions: [String: Int]

    /// A field whose words are indexed.
    struct SearchField: Sendable {
        /// The field's id.
        let id: String
        /// Its column.
        let column: String
        /// Its address in the store.
        let address: String
        /// What stands before its words in the index.
        let key: String
    }

    /// The columns that every table has, in the order in which records are read.
    static let systemColumns = [
        "id", "version", "created_at", "updated_at", "created_by", "updated_by", "owner", "state", "deleted_at",
    ]

    /// System columns that each update writes; who made a record, and when, stays.
    static let changingColumns = ["version", "updated_at", "updated_by"]

    init(_ entity: EntityModel, model: TenantModel, names: ColumnNames) throws {
        self.entity = entity
        name = names.table(entity.id)
        fields = try entity.fields.map { field in
            try PhysicalField(field, of: entity.id, model: model, names: names)
        }
        let columns = (Self.systemColumns + [SearchIndex.rowColumn] + fields.flatMap(\.columns))
            .map(PhysicalName.quoted)
        searchFields = try Self.searchFields(of: entity, fields)
        let changing = Self.changingColumns.map { "\(PhysicalName.quoted($0)) = ?" }
        updating = "UPDATE \(PhysicalName.quoted(name)) SET \(changing.joined(separator: ", "))"
        isComputed = fields.contains { $0.computed != nil }
        selection = isComputed ? nil : RecordReader.columns(of: fields)
        let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
        insertion = "INSERT INTO \(PhysicalName.quoted(name))(\(columns.joined(separator: ", "))) VALUES (\(marks))"
        positions = Dictionary(fields.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func searchFields(of entity: EntityModel, _ fields: [PhysicalField]) throws -> [SearchField] {
        let found = fields.compactMap { field -> SearchField? in
            guard field.model.definition.searchable, !field.model.definition.secret, case .text = field.kind else {
                return nil
            }
            let address = ColumnNames.address(entity.id, field.model)
            return SearchField(
                id: field.id,
                column: field.columns[0],
                address: address,
                key: SearchWords.key(address)
            )
        }
        guard Set(found.map(\.key)).count == found.count else {
            throw KernelError.unavailable(
                "The model is broken.",
                cause: "two searchable fields of \(entity.id) have the same key; give one of them another id"
            )
        }
        return found
    }

    /// The place of a declared field, or `nil`.
    func field(_ id: String) -> PhysicalField? {
        positions[id].map { fields[$0] }
    }

    /// Whether records of it have a state.
    var hasStates: Bool { !entity.definition.states.isEmpty }

    /// System fields that refer to members.
    static func refersToMember(_ field: String) -> Bool {
        field == SystemField.owner.rawValue || field == SystemField.createdBy.rawValue
            || field == SystemField.updatedBy.rawValue
    }
}

/// The entity whose records are the people of a tenant; `me`, `owner`, `created_by` and `updated_by` refer to it.
let memberEntity: EntityID = "access.member"

/// Where one field's values lie.
///
/// An object, since every record read and written goes through all of them.
final class PhysicalField: Sendable {
    /// The field, as the model has it.
    let model: FieldModel
    /// How its values lie.
    let kind: PhysicalKind
    /// Its columns, by part of the value; none for links, and for what is computed.
    let columns: [String]
    /// What sets them in an update: `, "a" = ?` for each.
    let assignment: String
    /// What gives a computed field its value.
    let computed: ExpressionNode?
    /// How many columns a statement reads for it.
    let width: Int

    /// The field's id.
    let id: String

    init(_ field: FieldModel, of entity: EntityID, model: TenantModel, names: ColumnNames) throws {
        self.model = field
        id = field.id
        computed = model.entities[entity]?.computed[field.id]
        if let kind = PhysicalKind.ofColumns(field.definition) {
            self.kind = kind
            width = kind.parts.count
            let base = computed == nil ? names.column(entity, field) : ""
            let all = kind.parts.map { part in part.suffix.map { PhysicalName.extended(base, $0) } ?? base }
            columns = computed == nil ? all : []
        } else {
            kind = .link(try LinkPlace(field, of: entity, model: model, names: names))
            width = 1
            columns = []
        }
        assignment = columns.map { ", \(PhysicalName.quoted($0)) = ?" }.joined()
    }

    /// The links of a `references` field, `nil` for other fields.
    var link: LinkPlace? {
        if case .link(let place) = kind { place } else { nil }
    }
}

extension LinkPlace {
    /// The place of a `references` field's links.
    ///
    /// Where an entity is the link, its first two reference fields that fit are the ends: one refers to the field's
    /// entity, another one to the target.
    init(_ field: FieldModel, of entity: EntityID, model: TenantModel, names: ColumnNames) throws {
        guard case .references(let target, let through, _) = field.type else {
            throw KernelError.unavailable("The model is broken.", cause: "no references field: \(entity).\(field.id)")
        }
        self.target = target
        guard let through else {
            table = names.links(entity, field)
            recordColumn = "record_id"
            targetColumn = "target_id"
            orderColumn = "position"
            self.through = nil
            return
        }
        let ends = model.entities[through]?.fields ?? []
        let recordEnd = ends.first { $0.refers(to: entity) }
        let targetEnd = ends.first { $0.refers(to: target) && $0.id != recordEnd?.id }
        guard let recordEnd, let targetEnd else {
            throw KernelError.unavailable(
                "The model is broken.",
                cause: "\(through) does not link \(entity) to \(target), as \(field.id) says"
            )
        }
        table = names.table(through)
        recordColumn = names.column(through, recordEnd)
        targetColumn = names.column(through, targetEnd)
        // Ids are UUIDv7: in the order in which the links were made.
        orderColumn = "id"
        self.through = Through(entity: through, recordField: recordEnd.id, targetField: targetEnd.id)
    }
}

extension FieldModel {
    fileprivate func refers(to entity: EntityID) -> Bool {
        if case .reference(entity, _, _) = type { true } else { false }
    }
}
