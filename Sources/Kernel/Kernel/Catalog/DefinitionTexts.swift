/// The texts of an entity's parts that people see, each with the address that translations name it by.
///
/// Below the address of an entity: `/field/<id>`, `/field/<id>/option/<id>`, `/field/<id>/field/<id>` of a list, `/state/<id>`,
/// `/move/<id>`, `/move/<id>/else`, `/move/<id>/input/<id>`, `/check/<id>`.
package struct DefinitionTexts {
    /// Takes a text and its address, and gives what stands there from now on.
    package typealias Visit = (_ address: String, LocalizedText) -> LocalizedText

    private let visit: Visit

    package init(_ visit: @escaping Visit) {
        self.visit = visit
    }

    /// Visits an entity and all its parts.
    package func entity(_ entity: inout EntityDefinition, at address: String) {
        entity.title = visit(address, entity.title)
        life(&entity.fields, &entity.states, &entity.moves, at: address)
        checks(&entity.checks, at: address)
    }

    /// Visits fields, states and moves.
    package func life(
        _ fields: inout [FieldDefinition],
        _ states: inout [StateDefinition],
        _ moves: inout [MoveDefinition],
        at address: String
    ) {
        for index in fields.indices { field(&fields[index], at: "\(address)/field/\(fields[index].id)") }
        for index in states.indices {
            states[index].title = visit("\(address)/state/\(states[index].id)", states[index].title)
        }
        for index in moves.indices {
            let place = "\(address)/move/\(moves[index].id)"
            moves[index].title = visit(place, moves[index].title)
            moves[index].refusal = moves[index].refusal.map { visit("\(place)/else", $0) }
            for input in moves[index].input.indices {
                field(&moves[index].input[input], at: "\(place)/input/\(moves[index].input[input].id)")
            }
        }
    }

    /// Visits checks.
    package func checks(_ checks: inout [CheckDefinition], at address: String) {
        for index in checks.indices {
            checks[index].refusal = visit("\(address)/check/\(checks[index].id)", checks[index].refusal)
        }
    }

    /// Visits a field with its options or parts.
    package func field(_ field: inout FieldDefinition, at address: String) {
        field.title = visit(address, field.title)
        func options(_ choices: [Choice]) -> [Choice] {
            choices.map { Choice($0.id, title: visit("\(address)/option/\($0.id)", $0.title)) }
        }
        switch field.type {
        case .choice(let choices): field.type = .choice(options(choices))
        case .choices(let choices): field.type = .choices(options(choices))
        case .list(var parts):
            for index in parts.indices { self.field(&parts[index], at: "\(address)/field/\(parts[index].id)") }
            field.type = .list(parts)
        default: break
        }
    }
}
