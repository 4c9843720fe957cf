import Kernel
import Testing

@Suite struct ExpressionEvaluatorTests {
    private func isTrue(
        _ text: String,
        _ values: [String: Value] = [:],
        me: RecordID? = nil,
        own: [String: Value] = [:],
        settings: [String: Value] = [:],
        input: [String: Value] = [:]
    ) throws -> Bool {
        let node = try ExpressionFixture.node(text)
        let evaluator = ExpressionFixture.evaluator(values, me: me, own: own, settings: settings, input: input)
        return try evaluator.isTrue(node)
    }

    private static let truths: [Value] = [.bool(true), .bool(false), .null]

    @Test func `and, or and not see null as false`() throws {
        for left in Self.truths {
            for right in Self.truths {
                let values = ["urgent": left, "closed": right]
                let (isLeft, isRight) = (left == .bool(true), right == .bool(true))
                #expect(try isTrue("urgent and closed", values) == (isLeft && isRight))
                #expect(try isTrue("urgent or closed", values) == (isLeft || isRight))
            }
            #expect(try isTrue("not urgent", ["urgent": left]) == (left != .bool(true)))
            #expect(try isTrue("not not urgent", ["urgent": left]) == (left == .bool(true)))
        }
    }

    @Test(arguments: ["=", "!=", "<", "<=", ">", ">="])
    func `a comparison with null is false on either side`(sign: String) throws {
        #expect(try !isTrue("starts \(sign) ends"))
        #expect(try !isTrue("starts \(sign) ends", ["starts": .datetime(1, zone: nil)]))
        #expect(try !isTrue("starts \(sign) ends", ["ends": .datetime(1, zone: nil)]))
        #expect(try !isTrue("rooms \(sign) 5"))
        #expect(try !isTrue("5 \(sign) rooms"))
        #expect(try !isTrue("rooms \(sign) 5.5"))
    }

    @Test(arguments: ["<", "<=", ">", ">="])
    func `ordering against the literal null is false even for null`(sign: String) throws {
        #expect(try !isTrue("rooms \(sign) null"))
        #expect(try !isTrue("rooms \(sign) null", ["rooms": .int(1)]))
    }

    @Test func `the literal null is what tests for null`() throws {
        #expect(try isTrue("rooms = null"))
        #expect(try !isTrue("rooms = null", ["rooms": .int(0)]))
        #expect(try isTrue("null != rooms", ["rooms": .int(0)]))
        #expect(try !isTrue("rooms != null"))
        #expect(try isTrue("title != null", ["title": .text("")]))
        #expect(try isTrue("contains(title, 'a') = null"))
    }

    @Test func `several of nothing are null, and nothing is among them`() throws {
        let me = try ExpressionFixture.id(1)
        for none: Value in [.null, .references([])] {
            #expect(try isTrue("assignees = null", ["assignees": none]))
            #expect(try !isTrue("me in assignees", ["assignees": none], me: me))
            #expect(try isTrue("me not in assignees", ["assignees": none], me: me))
        }
        #expect(try isTrue("tags = null and lines = null", ["tags": .choices([]), "lines": .list([])]))
        #expect(try isTrue("tags != null and lines != null", ["tags": .choices(["vip"]), "lines": .list([[:]])]))
    }

    @Test func `in and not in are both false for null`() throws {
        #expect(try !isTrue("state in [draft]"))
        #expect(try !isTrue("state not in [draft]"))
        #expect(try isTrue("not state in [draft]"))
        #expect(try !isTrue("rooms not in []"))
        #expect(try isTrue("rooms not in []", ["rooms": .int(1)]))
    }

    @Test func `membership finds what is there`() throws {
        let (me, other, team) = (try ExpressionFixture.id(1), try ExpressionFixture.id(2), try ExpressionFixture.id(3))
        let values: [String: Value] = [
            "assignees": .references([other, me]), "team": .reference(team), "state": .text("done"),
            "tags": .choices(["vip", "dog"]), "owner": .reference(other), "rooms": .int(2),
            "customer.contacts": .references([other]), "area_m2": .decimal(units: 20, scale: 1),
        ]
        #expect(try isTrue("me in assignees", values, me: me))
        #expect(try !isTrue("me in assignees", values, me: team))
        #expect(try !isTrue("me in assignees or me not in assignees", values))
        #expect(try isTrue("team in me.teams", values, me: me, own: ["teams": .references([team])]))
        #expect(try !isTrue("team in me.teams", values, me: me, own: ["teams": .references([me])]))
        #expect(try !isTrue("team in me.teams", values, own: ["teams": .references([team])]))
        #expect(try isTrue("state in [draft, done] and state not in [draft, scheduled]", values))
        #expect(try isTrue("vip in tags and keys not in tags", values))
        #expect(try isTrue("owner in customer.contacts", values))
        #expect(try isTrue("rooms in [1, settings.pass_rating]", values, settings: ["pass_rating": .int(2)]))
        #expect(try isTrue("area_m2 in [1, 2]", values))
        #expect(try !isTrue("rooms in [1, 2.5]", values))
    }

    @Test func `nobody has no fields`() throws {
        #expect(try isTrue("me = null and me.name = null", own: ["name": .text("x")]))
        #expect(try !isTrue("owner = me", ["owner": .null]))
    }

    @Test func `settings, input, now and today have their values`() throws {
        let guardText = "input.rating >= settings.pass_rating and (input.rating >= 4 or input.remark != null)"
        let settings: [String: Value] = ["pass_rating": .int(3)]
        #expect(try isTrue(guardText, settings: settings, input: ["rating": .int(4)]))
        #expect(try !isTrue(guardText, settings: settings, input: ["rating": .int(3)]))
        #expect(try isTrue(guardText, settings: settings, input: ["rating": .int(3), "remark": .text("wet floor")]))
        #expect(try !isTrue(guardText, settings: settings, input: ["rating": .int(2), "remark": .text("x")]))
        #expect(try !isTrue(guardText, input: ["rating": .int(5)]))
        #expect(try isTrue("now() = '2026-11-22T18:30:00Z' and today() = '2026-11-22'"))
        #expect(try isTrue("starts < now()", ["starts": .datetime(ExpressionFixture.now - 1, zone: "Europe/Berlin")]))
    }

    @Test(arguments: [
        ("a", "b"), ("A", "a"), ("", "a"), ("a", "aa"), ("Z", "a"), ("z", "é"),
        ("e\u{301}", "é"),  // e + combining accent begins with a smaller byte than é
        ("\u{ffff}", "\u{10000}"),  // UTF-16 would put the surrogates first
        ("\u{e000}", "😀"), ("ﬀ", "😀"),
    ])
    func `text compares by scalar value`(smaller: String, larger: String) throws {
        let values: [String: Value] = ["title": .text(smaller), "notes": .text(larger)]
        #expect(try isTrue("title < notes and title <= notes and title != notes", values))
        #expect(try !isTrue("title = notes or title > notes or title >= notes", values))
        #expect(try isTrue("notes > title", values))
        #expect(try isTrue("title = title and title <= title and title >= title", values))
        #expect(try !isTrue("title in ['\(larger)']", values))
        #expect(try isTrue("notes in ['\(smaller)', '\(larger)']", values))
    }

    @Test(arguments: [
        ("hello", "ell", true), ("hello", "", true), ("", "", true), ("", "a", false), ("hello", "Ell", false),
        ("aaab", "aab", true), ("é", "e", false), ("e\u{301}", "e", true), ("e\u{301}", "\u{301}", true),
        ("e\u{301}", "é", false), ("a😀b", "😀", true), ("ab", "abc", false), ("ab", "b", true),
    ])
    func `contains looks at scalars`(text: String, part: String, expected: Bool) throws {
        #expect(try isTrue("contains(title, notes)", ["title": .text(text), "notes": .text(part)]) == expected)
        #expect(try isTrue("not contains(title, notes)", ["title": .text(text), "notes": .text(part)]) == !expected)
    }

    @Test(arguments: [
        ("hello", "he", true), ("hello", "", true), ("hello", "el", false), ("é", "e", false), ("e\u{301}", "e", true),
        ("e\u{301}", "é", false), ("a", "ab", false), ("100%", "100%", true), ("_x", "%", false),
    ])
    func `starts_with looks at scalars`(text: String, part: String, expected: Bool) throws {
        #expect(try isTrue("starts_with(title, notes)", ["title": .text(text), "notes": .text(part)]) == expected)
    }

    @Test func `text functions of null are null`() throws {
        for test in ["contains", "starts_with"] {
            for values: [String: Value] in [[:], ["title": .text("a")], ["notes": .text("a")]] {
                #expect(try !isTrue("\(test)(title, notes)", values))
                #expect(try isTrue("not \(test)(title, notes)", values))
                #expect(try isTrue("\(test)(title, notes) = null", values))
                #expect(try !isTrue("\(test)(title, notes) = false", values))
            }
        }
    }

    @Test func `conditions are values`() throws {
        let values: [String: Value] = ["urgent": .bool(true), "rooms": .int(2)]
        #expect(try isTrue("urgent = (rooms > 1)", values))
        #expect(try isTrue("closed = null and (closed = true) = false", values))
    }

    @Test func `a failing lookup fails the evaluation, and only where it is needed`() throws {
        struct Broken: Error {}
        let evaluator = ExpressionEvaluator(
            EvaluationContext(now: 0, today: 0) { path in
                if path.field == "title" { throw Broken() }
                return .bool(true)
            }
        )
        #expect(throws: Broken.self) { try evaluator.isTrue(ExpressionFixture.node("title = 'a'")) }
        #expect(try evaluator.isTrue(ExpressionFixture.node("urgent or title = 'a'")))
    }

    @Test func `a path is asked for with its hops`() throws {
        var asked: [String] = []
        let evaluator = ExpressionEvaluator(
            EvaluationContext(now: 0, today: 0) { path in
                asked.append(path.hops.map { "\($0.field)>\($0.target)." }.joined() + path.field)
                return .text("Acme")
            }
        )
        #expect(try evaluator.isTrue(ExpressionFixture.node("customer.name = 'Acme'")))
        #expect(asked == ["customer>customers.customer.name"])
    }
}
