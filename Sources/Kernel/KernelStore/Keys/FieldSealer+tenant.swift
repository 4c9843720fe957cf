import Kernel
import KernelCrypto

extension FieldSealer {
    /// Seals every secret of a database for another tenant: its seal names the tenant.
    /// - Throws: `unavailable` where a key is missing.
    func reseal(_ connection: any SQLConnection, from old: TenantID, to new: TenantID) throws {
        let names = Dictionary(
            try connection.rows("SELECT address, name FROM address_map") { ($0.text(0), $0.text(1)) },
            uniquingKeysWith: { first, _ in first }
        )
        for (address, column) in names.sorted(by: { $0.key < $1.key }) where address.hasSuffix(":sealed") {
            // `<owner>.<entity>.<owner of the field>.<field>:sealed`
            let parts = address.dropLast(":sealed".count).split(separator: ".").map(String.init)
            guard parts.count == 4, let table = names["\(parts[0]).\(parts[1])"] else { continue }
            try reseal(
                SealedColumn(table: table, column: column, entity: "\(parts[0]).\(parts[1])", field: parts[3]),
                connection,
                from: old,
                to: new
            )
        }
    }

    private struct SealedColumn {
        let table: String
        let column: String
        let entity: String
        let field: String
    }

    private func reseal(
        _ place: SealedColumn,
        _ connection: any SQLConnection,
        from old: TenantID,
        to new: TenantID
    ) throws {
        let table = PhysicalName.quoted(place.table)
        let column = PhysicalName.quoted(place.column)
        let rows = try connection.rows("SELECT id, \(column) FROM \(table) WHERE \(column) IS NOT NULL") {
            ($0.text(0), $0.text(1))
        }
        for (id, sealed) in rows {
            func at(_ tenant: TenantID) -> SealedPlace {
                SealedPlace(tenant: tenant.raw, entity: place.entity, field: place.field, record: id)
            }
            let again = try resealed(sealed, from: at(old), to: at(new))
            try connection.run("UPDATE \(table) SET \(column) = ? WHERE id = ?", [.text(again), .text(id)])
        }
    }
}
