/// Where a sealed value stands; one that is moved elsewhere does not open.
package struct SealedPlace: Hashable, Sendable {
    package let tenant: String
    package let entity: String
    package let field: String
    package let record: String

    package init(tenant: String, entity: String, field: String, record: String) {
        self.tenant = tenant
        self.entity = entity
        self.field = field
        self.record = record
    }

    /// Each part with its length before it, so that no two places are the same bytes.
    func associated(_ key: String) -> [UInt8] {
        Array([tenant, entity, field, record, key].map { "\($0.utf8.count):\($0)" }.joined().utf8)
    }
}
