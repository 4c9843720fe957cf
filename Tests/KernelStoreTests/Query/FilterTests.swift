import Kernel
import Testing

@testable import KernelStore

/// Filters as requests write them.
struct FilterTests {
    @Test func `comparisons with null are false, except equal to null and not equal to null`() throws {
        let lab = try Lab()
        let (none, one, two) = try three(lab, "amount", .int(1), .int(2))
        #expect(try ids(lab, "amount = null") == [none])
        #expect(try ids(lab, "amount != null") == [one, two])
        #expect(try ids(lab, "amount = 1") == [one])
        #expect(try ids(lab, "amount != 1") == [two])
        #expect(try ids(lab, "not (amount = 1)") == [none, two])
        #expect(try ids(lab, "not (amount != 1)") == [none, one])
        #expect(try ids(lab, "amount < 2 or amount > 5") == [one])
        #expect(try ids(lab, "not (amount < 2 and code = null)") == [none, two])
        #expect(try ids(lab, "amount in [2, 3]") == [two])
        #expect(try ids(lab, "amount not in [2, 3]") == [one])
    }

    @Test func `text compares by bytes, without regard to what looks alike`() throws {
        let lab = try Lab()
        let (_, composed, decomposed) = try three(lab, "name", .text("é"), .text("e\u{301}"))
        #expect(try ids(lab, "name = 'é'") == [composed])
        #expect(try ids(lab, "name = 'e\u{301}'") == [decomposed])
        #expect(try ids(lab, "name < 'f'") == [decomposed])
        #expect(try ids(lab, "starts_with(name, 'e')") == [decomposed])
        #expect(try ids(lab, "contains(name, '\u{301}')") == [decomposed])
    }

    @Test func `wildcards of SQL have no meaning`() throws {
        let lab = try Lab()
        let (_, percent, _) = try three(lab, "name", .text("100%"), .text("1000"))
        #expect(try ids(lab, "contains(name, '%')") == [percent])
        #expect(try ids(lab, "starts_with(name, '100%')") == [percent])
        #expect(try ids(lab, "contains(name, '_')").isEmpty)
    }

    @Test(arguments: [
        "'; DROP TABLE lab__sample; --", "\" OR 1=1 --", "x' OR '1'='1", "\\'; --", "?1", "\u{0}",
    ])
    func `a value cannot become SQL`(text: String) throws {
        let lab = try Lab()
        let id = try lab.insert("lab.sample", 1, ["name": .text(text), "tags": .choices([text])])
        try lab.insert("lab.sample", 2, ["name": .text("other")])
        let path = ExpressionNode.path(ExpressionPath(entity: "lab.sample", hops: [], field: "name", type: .text))
        let value = ExpressionNode.literal(.text(text))
        let nodes: [ExpressionNode] = [
            .compare(.equal, path, value), .startsWith(path, value), .contains(path, value),
            .member(path, of: .constants([.text(text), .text("z")])),
        ]
        for node in nodes where text != "\u{0}" {
            #expect(try lab.ids("lab.sample", where: node) == [id])
        }
        #expect(try lab.ids("lab.sample").count == 2)
        #expect(try lab.record("lab.sample", id)["tags"] == .choices([text]))
    }

    @Test func `decimals of different places compare exactly, at the end of 64 bits too`() throws {
        let lab = try Lab()
        let big: Int64 = 999_999_999_999_999_999
        let id = try lab.insert(
            "lab.sample",
            1,
            ["ratio": .decimal(units: big, scale: 2), "fine": .decimal(units: big, scale: 6), "amount": .int(.max)]
        )
        #expect(try ids(lab, "ratio > fine") == [id])
        #expect(try ids(lab, "fine < amount") == [id])
        #expect(try ids(lab, "fine >= ratio").isEmpty)
        #expect(try ids(lab, "ratio = 9999999999999999.99") == [id])
        #expect(try ids(lab, "amount > ratio") == [id])
        try lab.insert(
            "lab.sample",
            2,
            ["ratio": .decimal(units: 150, scale: 2), "fine": .decimal(units: 1_500_000, scale: 6)]
        )
        #expect(try ids(lab, "ratio = fine") == [Lab.id(2)])
        #expect(try ids(lab, "ratio != fine") == [Lab.id(1)])
    }

    @Test func `money of two currencies differs and has no order`() throws {
        let lab = try Lab()
        let (_, euro, dollar) = try three(
            lab,
            "price",
            .money(minor: 5, currency: "EUR"),
            .money(minor: 5, currency: "USD")
        )
        let path = ExpressionNode.path(ExpressionPath(entity: "lab.sample", hops: [], field: "price", type: .money))
        let value = ExpressionNode.literal(.money(minor: 5, currency: "EUR"))
        #expect(try lab.ids("lab.sample", where: .compare(.equal, path, value)) == [euro])
        #expect(try lab.ids("lab.sample", where: .compare(.notEqual, path, value)) == [dollar])
        #expect(try lab.ids("lab.sample", where: .compare(.lessOrEqual, path, value)) == [euro])
    }

    @Test func `a path over a reference reads live records only`() throws {
        let lab = try Lab()
        let friend = try lab.insert("lab.sample", 1, ["name": .text("f")])
        let gone = try lab.insert("lab.sample", 2, ["name": .text("f")], deletedAt: 1)
        let first = try lab.insert("lab.sample", 3, ["friend": .reference(friend)])
        let second = try lab.insert("lab.sample", 4, ["friend": .reference(gone)])
        #expect(try ids(lab, "friend.name = 'f'") == [first])
        #expect(try ids(lab, "friend.name = null and friend != null") == [second])
        #expect(try ids(lab, "not (friend.name = 'f')") == [friend, second])
    }

    @Test func `me is the principal, and nobody for the system`() throws {
        let lab = try Lab()
        let me = try lab.insert("access.member", 50, ["email": .text("me@x.example"), "skills": .choices(["red"])])
        let mine = try lab.insert("lab.sample", 1, ["color": .text("red"), "mail": .text("me@x.example")], owner: me)
        try lab.insert("lab.sample", 2, ["color": .text("blue")])
        let scope = lab.scope(me)
        #expect(try lab.ids("lab.sample", where: lab.expression("lab.sample", "owner = me"), scope) == [mine])
        #expect(try lab.ids("lab.sample", where: lab.expression("lab.sample", "mail = me.email"), scope) == [mine])
        #expect(try lab.ids("lab.sample", where: lab.expression("lab.sample", "color in me.skills"), scope) == [mine])
        #expect(try ids(lab, "owner = me").isEmpty)
    }

    @Test func `today is the tenant's day`() throws {
        let lab = try Lab()
        // 2027-01-15 08:00 UTC is the 15th in UTC and the 14th twelve hours west.
        let (_, fifteenth, fourteenth) = try three(lab, "day", .date(20_833), .date(20_832))
        let node = try lab.expression("lab.sample", "day = today()")
        #expect(try lab.ids("lab.sample", where: node, lab.scope()) == [fifteenth])
        let west = lab.scope(environment: TenantEnvironment(zone: "Etc/GMT+12"))
        #expect(try lab.ids("lab.sample", where: node, west) == [fourteenth])
    }

    @Test(arguments: [
        ("a", "b"), ("az", "a{"), ("a\u{d7ff}", "a\u{e000}"), ("a\u{10ffff}", "b"), ("\u{10ffff}", nil),
        ("\u{10ffff}\u{10ffff}", nil), ("é", "ê"),
    ])
    func `the end of a prefix's range is the least text beyond it`(prefix: String, end: String?) {
        #expect(ConditionCompiler.successor(of: prefix) == end)
    }

    @Test func `values that cannot be compared are refused`() throws {
        let lab = try Lab()
        let name = ExpressionNode.path(ExpressionPath(entity: "lab.sample", hops: [], field: "name", type: .text))
        let nodes: [ExpressionNode] = [
            .compare(.equal, name, .literal(.int(1))), .input("x"), .compare(.equal, name, .input("x")),
            .member(name, of: name), .compare(.equal, name, .setting("nothing")),
        ]
        for node in nodes {
            let error = #expect(throws: KernelError.self) { try lab.ids("lab.sample", where: node) }
            #expect(error?.problem == .invalid, "\(node)")
        }
    }

    /// Three records: the field null in the first, and these values in the others.
    private func three(
        _ lab: Lab,
        _ field: String,
        _ first: Value,
        _ second: Value
    ) throws -> (RecordID, RecordID, RecordID) {
        (
            try lab.insert("lab.sample", 1), try lab.insert("lab.sample", 2, [field: first]),
            try lab.insert("lab.sample", 3, [field: second])
        )
    }

    private func ids(_ lab: Lab, _ text: String) throws -> [RecordID] {
        try lab.ids("lab.sample", where: lab.expression("lab.sample", text))
    }
}
