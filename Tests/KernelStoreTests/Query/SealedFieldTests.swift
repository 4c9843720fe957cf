import Foundation
import Kernel
import KernelCrypto
import Testing

@testable import KernelStore

/// Secrets on their way to the file and back.
struct SealedFieldTests {
    private static let code = "plain code 4711"
    private static let ring = KeyRing.empty.adding([UInt8](repeating: 1, count: 32), made: "now")
    private static let other = KeyRing.empty.adding([UInt8](repeating: 2, count: 32), made: "now")

    private let lab: Lab

    init() throws {
        lab = try Lab(LabCatalog.contributions() + [Self.vaults()])
    }

    private static func vaults() -> CapabilityContribution {
        let fields = [
            FieldDefinition("name", .text()), FieldDefinition("code", .text(), secret: true),
        ]
        return LabCatalog.contribution(
            "vaults",
            [EntityDefinition("vaults.vault", collection: "vaults", fields: fields)]
        )
    }

    private var entity: EntityModel {
        get throws { try lab.entity("vaults.vault") }
    }

    private func sealer(_ ring: KeyRing) -> FieldSealer { FieldSealer { ring } }

    private func insert(_ number: Int, _ ring: KeyRing = Self.ring) throws -> RecordID {
        let values: [String: Value] = ["name": .text("vault"), "code": .text(Self.code)]
        let record = Record(id: Lab.id(number), createdAt: 0, updatedAt: 0, values: values)
        try lab.write(sealer(ring)) { try $0.insert(lab.scope(), try entity, record) }
        return record.id
    }

    private func shown(_ id: RecordID, fields: Set<String>?, _ ring: KeyRing = Self.ring) throws -> JSONValue {
        let access = RecordAccess(rows: .everything, fields: nil)
        let found = try lab.read(sealer(ring)) { backend in
            try backend.render(lab.scope(), try entity, id, access, fields: fields, expand: [], bin: false)
        }
        return try JSONReader.read(try #require(found).json)
    }

    private func stored(_ id: RecordID) throws -> String {
        try lab.database.read { connection in
            try connection.first("SELECT vaults__code FROM vaults__vault WHERE id = ?", [.text(id.raw)]) { $0.text(0) }
        } ?? ""
    }

    @Test func `a secret lies sealed and is shown where it is named`() throws {
        let id = try insert(1)
        let sealed = try stored(id)
        #expect(sealed.hasPrefix("v1.\(Self.ring.keys[0].id)."))
        #expect(!sealed.contains(Self.code))
        #expect(try shown(id, fields: ["name", "code"])["code"]?.text == Self.code)
        #expect(try shown(id, fields: nil)["code"] == nil)
        #expect(try shown(id, fields: nil)["name"]?.text == "vault")
    }

    @Test func `in memory a secret stays sealed until it is asked for`() throws {
        let id = try insert(1)
        #expect(try lab.record("vaults.vault", id)["code"].text == stored(id))
        let opened = try lab.read(sealer(Self.ring)) { backend in
            try ["code", "name"].map {
                try backend.secret(lab.scope(), try entity, id, field: $0, rows: .everything)
            }
        }
        #expect(opened == [Self.code, nil])
        let hidden = try lab.read(sealer(Self.ring)) {
            try $0.secret(lab.scope(), try entity, id, field: "code", rows: .nothing)
        }
        #expect(hidden == nil)
    }

    @Test func `no two values look alike, and a change of something else leaves them`() throws {
        let (first, second) = (try insert(1), try insert(2))
        #expect(try stored(first).suffix(20) != stored(second).suffix(20))
        let before = try stored(first)
        var record = try lab.record("vaults.vault", first)
        record.values["name"] = .text("renamed")
        let renamed = record
        try lab.write(.none) { try $0.update(lab.scope(), try entity, renamed, changed: ["name"]) }
        #expect(try stored(first) == before)
        #expect(try shown(first, fields: ["code"])["code"]?.text == Self.code)
    }

    @Test func `a missing or another key is 503 with the cause, and the data stays`() throws {
        let id = try insert(1)
        let before = try stored(id)
        for (ring, cause) in [(KeyRing.empty, "not in the key ring"), (Self.other, "not in the key ring")] {
            let error = #expect(throws: KernelError.self) { try shown(id, fields: ["code"], ring) }
            #expect(error?.problem == .unavailable)
            #expect(error?.cause?.contains("vaults.vault.code of \(id.raw)") == true)
            #expect(error?.cause?.contains(cause) == true)
            #expect(try shown(id, fields: ["name"], ring)["name"]?.text == "vault")
        }
        #expect(try stored(id) == before)
        #expect(throws: KernelError.self) { try insert(2, .empty) }
    }

    @Test func `a value that was moved to another record does not open`() throws {
        let (first, second) = (try insert(1), try insert(2))
        _ = try lab.database.withWriter { connection in
            try connection.transaction {
                try connection.run(
                    "UPDATE vaults__vault SET vaults__code = ? WHERE id = ?",
                    [.text(try stored(first)), .text(second.raw)]
                )
            }
        }
        let error = #expect(throws: KernelError.self) { try shown(second, fields: ["code"]) }
        #expect(error?.cause?.contains("was moved") == true)
    }

    @Test func `a field that becomes secret has a column of its own`() throws {
        let open = PhysicalKind.tag(FieldDefinition("code", .text()))
        let sealed = PhysicalKind.tag(FieldDefinition("code", .text(), secret: true))
        #expect(open != sealed)
        #expect(
            try TableIndex.all(of: PhysicalSchema(lab.model, names: .plain).table("vaults.vault")).allSatisfy {
                $0.field != "code"
            }
        )
    }
}
