@testable import Kernel

extension Shop {
    static var customerDefinition: EntityDefinition {
        EntityDefinition(
            customer,
            collection: "customers",
            fields: [
                FieldDefinition("name", .text(max: 20), required: true, searchable: true),
                FieldDefinition("email", .email, unique: true),
                FieldDefinition("credit", .int(min: 0, max: 1000), defaultValue: .int(100)),
                FieldDefinition("margin", .decimal(scale: 2), readNeeds: "shop.prices", writeNeeds: "shop.prices"),
                FieldDefinition("head", .reference(to: customer, onDelete: .restrict, inverse: "children")),
                FieldDefinition("team", .reference(to: team)),
            ],
            scopes: [.own: "owner", .team: "team"]
        )
    }

    static var orderDefinition: EntityDefinition {
        EntityDefinition(
            order,
            collection: "orders",
            label: "{title}",
            fields: [
                FieldDefinition("title", .text(max: 20), required: true, searchable: true),
                FieldDefinition("customer", .reference(to: customer)),
                FieldDefinition("amount", .money(currency: "EUR", min: 0)),
                FieldDefinition("hours", .decimal(scale: 2)),
                FieldDefinition("urgent", .bool, defaultValue: .bool(false)),
                FieldDefinition("number", .text(), unique: true, writing: .onCreate),
                FieldDefinition("total", .int(), writing: .never),
                FieldDefinition("note", .longText()),
                FieldDefinition("pin", .text(), secret: true),
                FieldDefinition("assignees", .references(to: member, inverse: "assigned_orders")),
                FieldDefinition("approved_by", .reference(to: member, inverse: "approved_orders"), writing: .never),
            ],
            states: [
                StateDefinition("draft", start: true), StateDefinition("open"), StateDefinition("done"),
            ],
            moves: orderMoves,
            scopes: [.own: "owner", .assigned: "assignees", .team: "customer.team"]
        )
    }

    private static var orderMoves: [MoveDefinition] {
        [
            MoveDefinition(
                "submit",
                from: ["draft"],
                to: "open",
                input: [
                    FieldDefinition("reason", .text(max: 10), required: true),
                    FieldDefinition("points", .int(min: 1), defaultValue: .int(5)),
                ],
                set: [FieldAssignment("note", "input.reason"), FieldAssignment("total", "input.points")],
                guardExpression: "amount != null",
                refusal: LocalizedText(["en": "Name a price first.", "de": "Erst einen Preis nennen."])
            ),
            MoveDefinition(
                "finish_work",
                from: ["open"],
                to: "done",
                needs: "shop.approve",
                set: [FieldAssignment("approved_by", "me")]
            ),
            MoveDefinition("reopen", from: ["done", "open"], to: "draft"),
        ]
    }

    static var lineDefinition: EntityDefinition {
        EntityDefinition(
            line,
            collection: "lines",
            label: "{text}",
            fields: [
                FieldDefinition("text", .text(), required: true),
                FieldDefinition("order", .reference(to: order, onDelete: .cascade)),
            ]
        )
    }

    static var memoDefinition: EntityDefinition {
        EntityDefinition(
            memo,
            collection: "memos",
            label: "{text}",
            fields: [
                FieldDefinition("text", .text(), required: true),
                FieldDefinition("order", .reference(to: order, onDelete: .clear)),
            ],
            verbs: [.read, .create]
        )
    }
}
