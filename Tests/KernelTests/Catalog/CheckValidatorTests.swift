import Testing

@testable import Kernel

@Suite struct CheckValidatorTests {
    private let check = CheckDefinition("open", "name != null", else: "No.")

    private func draft(_ ids: String...) -> ModelDraft {
        var entity = Sample.entity("shop.order")
        entity.checks = [check]
        let packs = ids.map { id in
            Sample.pack(id) { pack in
                pack.extensions = [EntityExtension("shop.order", checks: [check], at: Sample.place)]
            }
        }
        return Sample.draft(entity, packs: packs)
    }

    @Test func `a check stands once`() {
        #expect(CheckValidator().findings(in: draft()).isEmpty)
    }

    @Test func `a check that another has is told where it is added`() {
        let found = CheckValidator().findings(in: draft("a", "b"))
        let message = "the check `open` of `shop.order` stands twice: `shop` has it"
        #expect(found.map(\.code) == ["P250", "P250"])
        #expect(found.map(\.message) == [message, message])
        #expect(found.map(\.span) == [Sample.place, Sample.place])
    }

    @Test func `what a pack says of the place of its check counts`() {
        var pack = Sample.pack("a")
        pack.extensions = [EntityExtension("shop.order", checks: [check], at: Sample.place)]
        let own = SourceSpan(file: "pack.yaml", line: 9, column: 3, length: 4)
        pack.spans["extend/shop.order/check/open"] = own
        var entity = Sample.entity("shop.order")
        entity.checks = [check]
        let found = CheckValidator().findings(in: Sample.draft(entity, packs: [pack]))
        #expect(found.map(\.span) == [own])
    }
}
