import Testing

@testable import Kernel

struct StateValidatorTests {
    private static let open = StateDefinition("open", start: true)
    private static let done = StateDefinition("done", final: true)
    private static let finish = MoveDefinition("finish", from: ["open"], to: "done")

    private func findings(_ states: [StateDefinition], _ moves: [MoveDefinition]) -> [Diagnostic] {
        StateValidator().findings(in: Sample.draft(Sample.entity(states: states, moves: moves)))
    }

    @Test func `a life with a beginning, a way and an end is accepted`() {
        #expect(findings([Self.open, Self.done], [Self.finish]) == [])
        #expect(findings([], []) == [])
        #expect(findings([StateDefinition("only", start: true, final: true)], []) == [])
    }

    @Test func `states need one beginning`() {
        let none = findings(
            [StateDefinition("open"), StateDefinition("done")],
            [Self.finish, MoveDefinition("back", from: ["done"], to: "open")]
        )
        #expect(none.told == ["P301 `shop.order` has states but none with `start: true`"])
        #expect(none.first?.severity == .error)
        let two = findings([Self.open, StateDefinition("done", start: true, final: true)], [Self.finish])
        #expect(two.told == ["P302 `shop.order` begins in several states: `open`, `done`"])
    }

    @Test func `a state stands once`() {
        let found = findings([Self.open, Self.done, Self.done], [Self.finish])
        #expect(found.told == ["P305 the state `done` of `shop.order` stands twice"])
    }

    @Test func `a state without a way out is a warning, unless it is final`() {
        let found = findings([Self.open, StateDefinition("done")], [Self.finish])
        #expect(found.told == ["P310 the state `done` of `shop.order` has no way out"])
        #expect(found.first?.severity == .warning)
        #expect(found.first?.hint == "add `final: true` if meant")
    }

    @Test func `a final state with a way out is a warning, unless the way leads back to itself`() {
        let back = MoveDefinition("back", from: ["done"], to: "open")
        let found = findings([Self.open, Self.done], [Self.finish, back])
        #expect(found.told == ["P313 the state `done` of `shop.order` is final, and `back` leads out of it"])
        #expect(found.first?.severity == .warning)
        let touch = MoveDefinition("touch", from: ["done"], to: "done")
        #expect(findings([Self.open, Self.done], [Self.finish, touch]) == [])
    }

    @Test func `a way back to itself is no way out`() {
        let loop = MoveDefinition("touch", from: ["done"], to: "done")
        let found = findings([Self.open, StateDefinition("done")], [Self.finish, loop])
        #expect(found.map(\.code) == ["P310"])
    }

    @Test func `a state that no move reaches is a warning`() {
        let found = findings([Self.open, Self.done, StateDefinition("lost", final: true)], [Self.finish])
        #expect(found.told == ["P311 no move leads to the state `lost` of `shop.order`"])
        #expect(found.first?.severity == .warning)
    }

    @Test func `a state that a pack adds is told at the pack's place`() {
        let pack = Sample.pack("trade") { pack in
            pack.extensions = [EntityExtension("shop.order", states: [StateDefinition("checked")], at: Sample.place)]
        }
        let entity = Sample.entity(states: [Self.open, Self.done], moves: [Self.finish])
        let found = StateValidator().findings(in: Sample.draft(entity, packs: [pack]))
        #expect(found.map(\.code) == ["P310", "P311"])
        #expect(found.map(\.span) == [Sample.place, Sample.place])
    }
}

struct MoveValidatorTests {
    private static let states = [StateDefinition("open", start: true), StateDefinition("done", final: true)]

    private func findings(_ moves: MoveDefinition...) -> [Diagnostic] {
        MoveValidator().findings(in: Sample.draft(Sample.entity(states: Self.states, moves: moves)))
    }

    @Test func `a move between states that sets a field is accepted`() {
        let move = MoveDefinition(
            "finish",
            from: ["open"],
            to: "done",
            set: [FieldAssignment("name", "\"done\"")],
            guardExpression: "name != null",
            refusal: "Name it."
        )
        #expect(findings(move) == [])
    }

    @Test func `unknown states are told, each with the nearest`() {
        let found = findings(MoveDefinition("finish", from: ["opne", "x"], to: "dne"))
        #expect(
            found.told == [
                "P304 the move `finish` of `shop.order` names the state `opne`, which does not exist",
                "P304 the move `finish` of `shop.order` names the state `x`, which does not exist",
                "P304 the move `finish` of `shop.order` names the state `dne`, which does not exist",
            ]
        )
        #expect(found.map(\.hint) == ["did you mean `open`?", nil, "did you mean `done`?"])
    }

    @Test func `a move stands once`() {
        let move = MoveDefinition("finish", from: ["open"], to: "done")
        #expect(findings(move, move).told == ["P306 the move `finish` of `shop.order` stands twice"])
    }

    @Test func `what a move sets is a field`() {
        let set = FieldAssignment("nme", ExpressionSource("1", at: Sample.place))
        let found = findings(MoveDefinition("finish", from: ["open"], to: "done", set: [set]))
        #expect(found.told == ["P232 the move `finish` of `shop.order` sets `nme`, which is not a field"])
        #expect(found.first?.hint == "did you mean `name`?")
        #expect(found.first?.span == Sample.place)
    }

    @Test func `a guard without a text for people is a warning`() {
        let found = findings(MoveDefinition("finish", from: ["open"], to: "done", guardExpression: "name != null"))
        #expect(found.told == ["P312 the move `finish` of `shop.order` has a guard but no `else` text for people"])
        #expect(found.first?.severity == .warning)
    }

    @Test func `a move added to another's entity names its permission`() {
        func pack(needs: String?) -> PackDefinition {
            Sample.pack("trade") { pack in
                let move = MoveDefinition("check", from: ["open"], to: "open", needs: needs)
                pack.extensions = [EntityExtension("shop.order", moves: [move], at: Sample.place)]
            }
        }
        let entity = Sample.entity(states: Self.states)
        let refused = MoveValidator().findings(in: Sample.draft(entity, packs: [pack(needs: nil)]))
        #expect(
            refused.told == ["P307 the move `check` added to `shop.order` must name a permission with `needs`"]
        )
        #expect(refused.first?.span == Sample.place)
        #expect(MoveValidator().findings(in: Sample.draft(entity, packs: [pack(needs: "trade.check")])) == [])
    }
}

struct ExtensionValidatorTests {
    @Test func `what exists can be extended, what does not is told with the nearest`() {
        func draft(_ id: EntityID) -> ModelDraft {
            Sample.draft(
                Sample.entity(),
                packs: [Sample.pack("trade") { $0.extensions = [EntityExtension(id, at: Sample.place)] }]
            )
        }
        #expect(ExtensionValidator().findings(in: draft("shop.order")) == [])
        let found = ExtensionValidator().findings(in: draft("shop.oder"))
        #expect(found.told == ["P212 `shop.oder` cannot be extended: it does not exist"])
        #expect(found.first?.hint == "did you mean `shop.order`?")
        #expect(found.first?.span == Sample.place)
    }
}
