import Kernel

/// A capability whose action brings about the event that an automation waits for; no checker can see that.
struct RelayCapability: Capability {
    static let baton: EntityID = "relay.baton"
    static let descriptor = CapabilityDescriptor(
        id: "relay",
        version: Version(1, 0),
        title: "Relay",
        provides: [Interface("relay", 1, 0)],
        requires: [Interface("access", 1, 0)]
    )

    func register(into registrar: inout Registrar) throws {
        registrar.entity(
            EntityDefinition(
                Self.baton,
                collection: "batons",
                label: "{number}",
                fields: [
                    FieldDefinition("number", .int(), required: true),
                    FieldDefinition("note", .text(max: 200)),
                ]
            )
        )
        let pass = Permission("relay.pass", implies: ["relay.baton.create"])
        registrar.permission(pass)
        registrar.action(
            ActionDefinition(
                owner: "relay",
                id: "pass",
                permission: pass,
                input: [FieldDefinition("number", .int(), required: true), FieldDefinition("note", .text(max: 200))],
                body: .write { transaction, input in
                    let number = input["number"].int ?? 0
                    let values: [String: Value] = ["number": .int(number + 1), "note": input["note"]]
                    let record = try transaction.create(Self.baton, values)
                    if number == 200 { throw KernelError(.stateRefused, "Dropped.") }
                    return .record(Self.baton, record.id, created: true)
                }
            )
        )
    }
}
