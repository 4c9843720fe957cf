import Kernel

/// A capability as an author outside of the product writes one: a life, a read and a write action, a sub-record, a mask.
struct ParcelsCapability: Capability {
    static let parcel: EntityID = "parcels.parcel"
    static let descriptor = CapabilityDescriptor(
        id: "parcels",
        version: Version(1, 0),
        title: "Parcels",
        provides: [Interface("parcels", 1, 0)],
        requires: [Interface("access", 1, 0)]
    )

    func register(into registrar: inout Registrar) throws {
        registrar.entity(
            EntityDefinition(
                Self.parcel,
                collection: "parcels",
                fields: [
                    FieldDefinition("name", .text(max: 40), required: true),
                    FieldDefinition("code", .text(pattern: "[A-Z]{3}"), required: true),
                    FieldDefinition("weight", .decimal(scale: 3, min: 0)),
                    FieldDefinition("gate_code", .text(max: 40), secret: true),
                    FieldDefinition("safe_code", .text(max: 40), secret: true, readNeeds: "parcels.open_safe"),
                    FieldDefinition("insured", .text(max: 40), sensitive: true),
                    FieldDefinition("courier", .reference(to: "access.member", inverse: "parcels")),
                    FieldDefinition(
                        "stops",
                        .list([
                            FieldDefinition("place", .text(max: 40)),
                            FieldDefinition("receiver", .reference(to: "access.member")),
                        ])
                    ),
                    FieldDefinition("inside", .reference(to: Self.parcel, inverse: "contents")),
                ],
                states: [StateDefinition("packed", start: true), StateDefinition("sent", final: true)],
                moves: [MoveDefinition("send", from: ["packed"], to: "sent")],
                scopes: [.own: "owner", .assigned: "courier"]
            )
        )
        let weigh = Permission("parcels.weigh")
        registrar.permission(weigh)
        registrar.permission(Permission("parcels.open_safe"))
        registrar.role(
            RoleDefinition(
                "parcel_clerk",
                grants: [Grant("parcels.parcel.read", .all), Grant("parcels.parcel.update", .all)]
            )
        )
        registrar.role(
            RoleDefinition(
                "parcel_porter",
                grants: [Grant("parcels.parcel.read", .all, fields: ["name", "gate_code"])]
            )
        )
        registrar.role(
            RoleDefinition(
                "parcel_guard",
                grants: [Grant("parcels.parcel.read", .all), Grant("parcels.open_safe", .all)]
            )
        )
        let input = [FieldDefinition("parcel", .reference(to: Self.parcel), required: true)]
        registrar.action(
            ActionDefinition(
                owner: "parcels",
                id: "weight",
                permission: weigh,
                input: input,
                body: .read { snapshot, input in
                    guard let id = input["parcel"].reference, let found = try snapshot.record(Self.parcel, id) else {
                        throw KernelError.notFound
                    }
                    return .json("{\"version\":\(found.version)}")
                }
            )
        )
        registrar.action(
            ActionDefinition(
                owner: "parcels",
                id: "gate_is",
                permission: weigh,
                input: input + [FieldDefinition("code", .text(), required: true)],
                body: .read { snapshot, input in
                    guard let id = input["parcel"].reference, let found = try snapshot.record(Self.parcel, id) else {
                        throw KernelError.notFound
                    }
                    // A handler asks for a secret by itself; the record that it reads has none.
                    let code = try snapshot.secret(Self.parcel, id, field: "gate_code")
                    let isRight = found["gate_code"].isNull && code == input["code"].text
                    return .json("{\"right\":\(isRight)}")
                }
            )
        )
        registrar.action(
            ActionDefinition(
                owner: "parcels",
                id: "reweigh",
                permission: weigh,
                input: input,
                body: .write { transaction, input in
                    guard let id = input["parcel"].reference else { throw KernelError.notFound }
                    let weight = Value.decimal(units: 1_500, scale: 3)
                    let record = try transaction.update(Self.parcel, id, ["weight": weight])
                    return .record(Self.parcel, record.id, created: false)
                }
            )
        )
    }
}
