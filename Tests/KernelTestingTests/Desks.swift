import Kernel

/// A capability that uses what records need beyond themselves: unique rules, rules over records, a locked state, actions on
/// their own authority, an interface that may be missing.
struct DesksCapability: Capability {
    static let booking: EntityID = "desks.booking"
    static let descriptor = CapabilityDescriptor(
        id: "desks",
        version: Version(1, 0),
        title: "Desks",
        provides: [Interface("desks", 1, 0)],
        requires: [Interface("access", 1, 0)],
        optional: [Interface("parcels", 1, 0)]
    )
    static let book = Permission("desks.book", scopes: [.own, .all], implies: ["desks.booking.read"])

    func register(into registrar: inout Registrar) throws {
        registrar.entity(
            EntityDefinition(
                Self.booking,
                collection: "bookings",
                label: "{desk}",
                fields: [
                    FieldDefinition("member", .reference(to: "access.member"), required: true, writing: .onCreate),
                    FieldDefinition("desk", .text(max: 10), required: true),
                    FieldDefinition("day", .date, required: true),
                    FieldDefinition("hours", .int(min: 1, max: 10), required: true, defaultValue: .int(8)),
                    FieldDefinition("parcel", .reference(to: "parcels.parcel", inverse: "bookings")),
                    FieldDefinition("place", .geo, sensitive: true),
                    FieldDefinition("left", .int(), writing: .never),
                ],
                states: [
                    StateDefinition("held", byActions: true), StateDefinition("booked", start: true),
                    StateDefinition("billed", locked: true),
                ],
                moves: [
                    MoveDefinition("confirm", from: ["held"], to: "booked"),
                    MoveDefinition("bill", from: ["booked"], to: "billed", set: [FieldAssignment("hours", "hours")]),
                    MoveDefinition("unbill", from: ["billed"], to: "booked"),
                ],
                scopes: [.own: "member"],
                uniques: [
                    UniqueRule(["desk", "day"]), UniqueRule(["member"], in: ["held"], message: "One at a time."),
                ]
            )
        )
        registrar.rule(Self.atMostADay)
        registrar.permission(Self.book)
        for action in [hold, mine] { registrar.action(action) }
        registrar.grants(
            [Grant("desks.book", .own), Grant("desks.booking.update", .own, fields: ["desk"])],
            to: "employee"
        )
        let parcels = [
            Grant("desks.booking.read", .all, fields: ["desk", "parcel"]), Grant("parcels.parcel.read", .all),
        ]
        registrar.grants(parcels, to: "accountant")
    }

    /// Nobody books more than ten hours of a day, whoever may see that; `left` is what is left of them.
    private static let atMostADay = RecordRule(booking, id: "ten_hours") { context, draft in
        guard let member = draft["member"].reference, case .date(let day) = draft["day"] else { return [] }
        let others = try context.records(
            booking,
            where:
                "member = '\(member.raw)' and day = '\(TenantCalendar.text(day))' and id != '\(draft.record.id.raw)'",
            sort: "desk"
        )
        let hours = others.reduce(draft["hours"].int ?? 0) { $0 + ($1["hours"].int ?? 0) }
        draft["left"] = .int(10 - hours)
        return hours > 10 ? [Finding("hours", "too_long", "Ten hours a day.")] : []
    }

    private let input = [
        FieldDefinition("desk", .text(max: 10), required: true), FieldDefinition("day", .date, required: true),
        FieldDefinition("for", .reference(to: "access.member")),
        FieldDefinition("parcel", .reference(to: "parcels.parcel")),
    ]

    /// Books on the action's authority.
    private var hold: ActionDefinition {
        ActionDefinition(
            owner: "desks",
            id: "hold",
            permission: Self.book,
            input: input,
            takesID: true,
            body: .write { transaction, input in
                guard let me = transaction.scope.principal.member else { throw KernelError.notFound }
                let held = try transaction.reach(Self.booking, where: "state = held", sort: "day")
                if let other = held.first {
                    let taken = ProblemCode.conflict("already_held", title: "Already held")
                    throw try transaction.refusal(taken, "Confirm it first.", current: Self.booking, other.id)
                }
                let values = [
                    "member": .reference(input["for"].reference ?? me), "desk": input["desk"], "day": input["day"],
                ]
                let made = try transaction.add(Self.booking, id: input.id, state: "held", values)
                let set = try transaction.set(Self.booking, made.id, ["hours": .int(2)])
                return .record(Self.booking, set.id, created: true)
            }
        )
    }

    /// How many bookings the permission reaches.
    private var mine: ActionDefinition {
        ActionDefinition(
            owner: "desks",
            id: "mine",
            permission: Self.book,
            body: .read { snapshot, _ in
                .json("{\"count\":\(try snapshot.reach(Self.booking, where: "true", sort: "day").count)}")
            }
        )
    }
}

/// Writes what belongs to another capability: a mistake.
struct GrabbingCapability: Capability {
    static let descriptor = CapabilityDescriptor(
        id: "grabs",
        version: Version(1, 0),
        title: "Grabs",
        provides: [Interface("grabs", 1, 0)]
    )

    func register(into registrar: inout Registrar) throws {
        let grab = Permission("grabs.grab")
        registrar.permission(grab)
        registrar.action(
            ActionDefinition(
                owner: "grabs",
                id: "grab",
                permission: grab,
                body: .write { transaction, _ in
                    guard let me = transaction.scope.principal.member else { throw KernelError.notFound }
                    _ = try transaction.set("access.member", me, ["name": .text("Grabbed")])
                    return .nothing
                }
            )
        )
    }
}
