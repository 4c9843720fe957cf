import Testing

@testable import Kernel

struct InterfaceValidatorTests {
    private let offering = Sample.capability("orders", provides: [Interface("work-orders", 2, 3)])

    @Test func `a need that is met is accepted`() {
        let user = Sample.capability("user", requires: [Interface("work-orders", 2, 1)])
        let pack = Sample.pack("trade") { $0.requires = [Interface("work-orders", 2, 3)] }
        let draft = ModelDraft(capabilities: [offering, user], packs: [pack])
        #expect(InterfaceValidator().findings(in: draft) == [])
        #expect(InterfaceCycleValidator().findings(in: draft) == [])
    }

    @Test func `a need that nothing offers is told with the nearest name`() {
        let pack = Sample.pack("trade") { $0.requires = [Interface("work-order", 2, 3, at: Sample.place)] }
        let findings = InterfaceValidator().findings(in: ModelDraft(capabilities: [offering], packs: [pack]))
        #expect(findings.told == ["P219 `trade` needs the interface `work-order`, which nothing offers"])
        #expect(findings.first?.hint == "did you mean `work-orders`?")
        #expect(findings.first?.span == Sample.place)
    }

    @Test(arguments: [Interface("work-orders", 2, 4), Interface("work-orders", 3, 0), Interface("work-orders", 1, 0)])
    func `a need of another version is told with what is offered`(need: Interface) {
        let user = Sample.capability("user", requires: [need])
        let findings = InterfaceValidator().findings(in: ModelDraft(capabilities: [offering, user], packs: []))
        #expect(findings.told == ["P220 `user` needs `\(need)`; offered is 2.3"])
    }

    @Test func `a circle is told once, with its path`() {
        func capability(_ id: String, needs: String...) -> CapabilityContribution {
            Sample.capability(id, provides: [Interface(id, 1, 0)], requires: needs.map { Interface($0, 1, 0) })
        }
        let draft = ModelDraft(
            capabilities: [
                capability("c", needs: "a"), capability("a", needs: "b"), capability("b", needs: "c"),
                capability("d", needs: "a"), capability("e", needs: "e"),
            ],
            packs: []
        )
        #expect(
            InterfaceCycleValidator().findings(in: draft).told == [
                "P221 capabilities need each other in a circle: a -> b -> c -> a",
                "P221 capabilities need each other in a circle: e -> e",
            ]
        )
    }
}

struct CapabilityOrderTests {
    private func descriptor(_ id: String, needs: String...) -> CapabilityDescriptor {
        Sample.capability(id, provides: [Interface(id, 1, 0)], requires: needs.map { Interface($0, 1, 0) }).descriptor
    }

    @Test func `each comes after what it needs, ties by id`() {
        let all = [
            descriptor("a", needs: "z"), descriptor("z"), descriptor("m", needs: "a", "b"), descriptor("b"),
        ]
        #expect(CapabilityOrder.sorted(all) == ["b", "z", "a", "m"])
        #expect(CapabilityOrder.sorted(all.reversed()) == ["b", "z", "a", "m"])
        #expect(CapabilityOrder.sorted([]) == [])
    }

    @Test func `those in circles come last, and a need that nothing meets holds nothing up`() {
        let all = [descriptor("a", needs: "b"), descriptor("b", needs: "a"), descriptor("c", needs: "nowhere")]
        #expect(CapabilityOrder.sorted(all) == ["c", "a", "b"])
        #expect(CapabilityOrder.needs(of: all[2], in: all) == [])
        #expect(CapabilityOrder.needs(of: all[0], in: all) == ["b"])
    }

    @Test func `every circle is found once, from its smallest id`() {
        let all = [descriptor("a", needs: "b", "c"), descriptor("b", needs: "a"), descriptor("c", needs: "b", "a")]
        #expect(CapabilityOrder.cycles(among: all) == [["a", "b", "a"], ["a", "c", "a"], ["a", "c", "b", "a"]])
        #expect(CapabilityOrder.cycles(among: [descriptor("a"), descriptor("b", needs: "a")]) == [])
    }
}
