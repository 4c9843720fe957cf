import Kernel
import KernelCrypto

extension FieldSealer {
    /// Seals every secret of a database for another tenant: its seal names the tenant.
    /// - Throws: `unavailable` where a key is missing.
    func reseal(_ connection: any SQLConnection, from old: TenantID, to new: TenantID) throws {
        for (sealed, table, column) in try columns(connection) {
            try reseal(table, column, on: connection) { record in
                (sealed.place(of: record, in: old), sealed.place(of: record, in: new))
            }
        }
    }

    /// How many secrets of a tenant's database no key opens.
    func sealed(_ connection: any SQLConnection, in tenant: TenantID) throws -> Int {
        try columns(connection).reduce(0) { count, place in
            let (address, table, column) = place
            let (name, quoted) = (PhysicalName.quoted(table), PhysicalName.quoted(column))
            let rows = try connection.rows("SELECT id, \(quoted) FROM \(name) WHERE \(quoted) IS NOT NULL") {
                (id: $0.text(0), sealed: $0.text(1))
            }
            return count + rows.count { !opens($0.sealed, at: address.place(of: $0.id, in: tenant)) }
        }
    }

    private func columns(
        _ connection: any SQLConnection
    ) throws -> [(address: SealedAddress, table: String, column: String)] {
        let names = Dictionary(
            try connection.rows("SELECT address, name FROM address_map") { ($0.text(0), $0.text(1)) },
            uniquingKeysWith: { first, _ in first }
        )
        return names.sorted { $0.key < $1.key }.compactMap { address, column in
            guard let sealed = SealedAddress(address), let table = names[sealed.entity] else { return nil }
            return (sealed, table, column)
        }
    }

    /// Seals every secret of one column for another place; what is sealed for that one stays.
    /// - Throws: `unavailable` where a key is missing.
    func reseal(
        _ table: String,
        _ column: String,
        on connection: any SQLConnection,
        _ places: (_ record: String) -> (old: SealedPlace, new: SealedPlace)
    ) throws {
        let (table, column) = (PhysicalName.quoted(table), PhysicalName.quoted(column))
        let rows = try connection.rows("SELECT id, \(column) FROM \(table) WHERE \(column) IS NOT NULL") {
            (id: $0.text(0), sealed: $0.text(1))
        }
        for row in rows {
            let (old, new) = places(row.id)
            guard !opens(row.sealed, at: new) else { continue }
            let again = try resealed(row.sealed, from: old, to: new)
            try connection.run("UPDATE \(table) SET \(column) = ? WHERE id = ?", [.text(again), .text(row.id)])
        }
    }
}

/// The address of a column of secrets, `<owner>.<entity>.<owner of the field>.<field>:sealed`: what its seals name.
struct SealedAddress {
    let entity: String
    private let field: String

    /// `nil` for whatever else has an address.
    init?(_ address: String) {
        guard address.hasSuffix(":sealed") else { return nil }
        let parts = address.dropLast(":sealed".count).split(separator: ".").map(String.init)
        guard parts.count == 4 else { return nil }
        entity = "\(parts[0]).\(parts[1])"
        field = parts[3]
    }

    func place(of record: String, in tenant: TenantID) -> SealedPlace {
        SealedPlace(tenant: tenant.raw, entity: entity, field: field, record: record)
    }
}
