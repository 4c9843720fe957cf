import Kernel

/// A guest book: the smallest plugin that has one of each.
///
/// The folder is `Sources/Hello`, so the type is `HelloCapability`; `kernel plugins build` finds it by that name.
public struct HelloCapability: Capability {
    /// Who it is, and what it needs.
    public static let descriptor = CapabilityDescriptor(
        id: "hello",
        version: Version(1, 0),
        title: "Guest book",
        provides: [Interface("hello", 1, 0)],
        requires: [Interface("access", 1, 0)]
    )

    static let guest: EntityID = "hello.guest"

    /// Takes nothing: what it needs comes with each request.
    public init() {}

    /// Reads as a table of contents; pure, and the same each time.
    public func register(into registrar: inout Registrar) throws {
        registrar.entity(Self.guests)
        registrar.permission(Self.greeting)
        registrar.action(Self.greet)
        registrar.action(Self.count)
        registrar.event(Self.greeted)
        registrar.grants(Self.everyday, to: "staff")
    }

    /// An entity has routes, permissions, a table, versions, history and a bin, without code.
    private static let guests = EntityDefinition(
        guest,
        title: LocalizedText(["en": "Guest", "de": "Gast"]),
        collection: "guests",
        label: "{name}",
        fields: [
            FieldDefinition("name", .text(max: 80), required: true, searchable: true, indexed: true),
            FieldDefinition("greetings", .int(min: 0), defaultValue: .int(0)),
            FieldDefinition("host", .reference(to: "access.member", inverse: "guests")),
            FieldDefinition("phone", .phone, secret: true),
        ],
        states: [
            StateDefinition("expected", start: true), StateDefinition("here"), StateDefinition("gone", final: true),
        ],
        moves: [
            MoveDefinition("arrive", from: ["expected"], to: "here"),
            MoveDefinition("leave", from: ["here"], to: "gone"),
        ],
        scopes: [.own: "owner", .assigned: "host"]
    )

    private static let greeting = Permission(
        "hello.greet",
        title: LocalizedText(["en": "Greet guests", "de": "Gäste begrüßen"])
    )

    private static let greeted = EventDefinition("hello.greeted", title: "A guest was greeted")

    /// An action changes records within the caller's own grants, so greeting needs `update` too.
    private static let everyday = [
        Grant("hello.guest.read", .all), Grant("hello.guest.create", .all), Grant("hello.guest.update", .all),
        Grant("hello.greet", .all),
    ]

    /// `POST /api/hello/greet`: one transaction, journaled; a throw undoes all of it.
    private static let greet = ActionDefinition(
        owner: "hello",
        id: "greet",
        permission: greeting,
        input: [FieldDefinition("guest", .reference(to: guest), required: true)],
        body: .write { transaction, input in
            guard let id = input["guest"].reference, let found = try transaction.record(guest, id) else {
                throw KernelError.notFound
            }
            guard found.state == "here" else {
                throw KernelError(.conflict("not_here", title: "Not here"), "Greet guests who are here.")
            }
            guard case .int(let times) = found["greetings"] else { throw KernelError.notFound }
            let changed = try transaction.update(guest, id, ["greetings": .int(times + 1)])
            try transaction.emit(greeted, about: guest, id)
            return .record(guest, changed.id, created: false)
        }
    )

    /// `GET /api/hello/count`: sees the rows that the caller may see.
    private static let count = ActionDefinition(
        owner: "hello",
        id: "count",
        permission: greeting,
        input: [],
        body: .read { snapshot, _ in
            let here = try snapshot.records(guest, where: "state = here", sort: "name")
            return .json("{\"here\":\(here.count)}")
        }
    )
}
