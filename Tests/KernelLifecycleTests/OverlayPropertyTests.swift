import Foundation
import Kernel
import KernelTesting
import Testing

/// Edits made by chance, in any order.
struct OverlayPropertyTests {
    private static let rounds = ProcessInfo.processInfo.environment["KERNEL_OVERLAY_ROUNDS"].flatMap { Int($0) } ?? 3

    /// Address, property (empty for several in one value), value.
    private static let pool: [(address: String, property: String, value: String)] = [
        ("entity/customers.site/field/name", "title.en", #""Place""#),
        ("entity/customers.site/field/name", "title.de", #""Objekt: \"neu\"""#),
        ("entity/customers.site/field/city", "required", "true"),
        ("entity/customers.site/field/soil", "title.fr", #""Saleté, # 1""#),
        ("entity/customers.site/field/soil/of/greasy", "title.en", #""Greasy""#),
        ("entity/customers.customer", "title.en", #""Principal""#),
        ("entity/customers.customer", "label", #""{name}!""#),
        ("entity/cleaning.complaint/field/reply", "searchable", "true"),
        (
            "entity/customers.site/field/gate_code", "definition",
            #"{"type": "text", "max": 20, "indexed": true, "title": {"en": "Gate code"}}"#
        ),
        ("entity/customers.site/field/gate_code", "title.de", #""Torcode""#),
        ("entity/customers.site/field/keys", "definition", #"{"type": "int", "min": 0, "default": 1}"#),
        ("entity/work-orders.work_order/state/waiting", "definition", #"{"title": "Waits"}"#),
        ("permission/own.park", "definition", #"{"title": "Park", "scopes": ["all"]}"#),
        (
            "entity/work-orders.work_order/move/park", "definition",
            #"{"from": "scheduled", "to": "waiting", "needs": "own.park"}"#
        ),
        (
            "entity/work-orders.work_order/move/unpark", "definition",
            #"{"from": "waiting", "to": "scheduled", "needs": "own.park"}"#
        ),
        (
            "entity/own.vehicle", "definition",
            #"{"title": "Vehicle", "collection": "vehicles", "scopes": {"own": "owner"}, "fields": {"name": {"type": "text", "required": true}, "home": {"type": "reference", "to": "customers.site", "on_delete": "clear", "inverse": "vehicles"}}}"#
        ),
        (
            "role/driver", "definition",
            #"{"title": "Driver", "grants": {"own.vehicle": {"read": "all", "update": "own"}, "own": {"park": "all"}}}"#
        ),
        ("role/staff", "grants.customers.site.read", #"{"scope": "all", "fields": ["name", "city"]}"#),
        ("role/staff", "grants.customers.site.update", #"{"scope": "all", "fields": ["notes"]}"#),
        ("role/cleaning_technician", "title.en", #""Hands""#),
        ("screen/my_visits", "fields", #"["title", "site.name"]"#),
        ("screen/vehicles_short", "definition", #"{"base": "own.vehicle.list", "fields": ["name"]}"#),
        ("menu/fleet", "definition", #"{"title": "Fleet", "items": ["own.vehicle"]}"#),
        ("terminology/customers.customer", "one.en", #""Principal""#),
    ]

    private static func edit(_ number: Int) -> String {
        let edit = pool[number]
        return #"{"address": "\#(edit.address)", "property": "\#(edit.property)", "value": \#(edit.value)}"#
    }

    /// Asks for some things in any order, a few at once, then one by one for those that stand on others, until all are done.
    private static func all(
        _ numbers: [Int],
        _ ground: Ground,
        _ chance: inout Chance,
        _ body: (Int) -> String
    ) async throws {
        var left: [Int] = []
        var rest = numbers[...]
        while !rest.isEmpty {
            let part = rest.prefix(Int.random(in: 1...8, using: &chance))
            rest = rest.dropFirst(part.count)
            let edits = part.map(body).joined(separator: ", ")
            let answer = await ground.ask("PATCH", "overlay", json: #"{"edits": [\#(edits)]}"#)
            guard answer.status == 200 || answer.status == 422 else {
                throw Trouble("\(edits): \(answer.status) \(answer.text)")
            }
            // All or none of them.
            if answer.status == 422 { left += part }
        }
        while !left.isEmpty {
            var later: [Int] = []
            for number in left {
                let answer = await ground.ask("PATCH", "overlay", json: #"{"edits": [\#(body(number))]}"#)
                if answer.status == 422 {
                    later.append(number)
                } else if answer.status != 200 {
                    throw Trouble("\(body(number)): \(answer.status) \(answer.text)")
                }
            }
            guard later.count < left.count else {
                let answer = await ground.ask("PATCH", "overlay", json: #"{"edits": [\#(body(later[0]))]}"#)
                throw Trouble("none of these fits: \(later.map(body)): \(answer.text)")
            }
            left = later
        }
    }

    private static func address(_ number: Int, _ word: String) -> String {
        #"{"address": "\#(pool[number].address)", "property": "\#(pool[number].property)", "\#(word)": true}"#
    }

    /// Some edits with what they stand on.
    private static func some(_ chance: inout Chance) -> [Int] {
        var chosen = Set(pool.indices.filter { _ in chance.happens(50) })
        func index(_ address: String) -> Int {
            pool.firstIndex { $0.address == address && $0.property == "definition" } ?? 0
        }
        for number in chosen {
            switch pool[number].address {
            case "entity/customers.site/field/gate_code": chosen.insert(index(pool[number].address))
            case "entity/work-orders.work_order/move/park", "entity/work-orders.work_order/move/unpark":
                chosen.formUnion([index("entity/work-orders.work_order/state/waiting"), index("permission/own.park")])
            case "role/driver": chosen.formUnion([index("entity/own.vehicle"), index("permission/own.park")])
            case "screen/vehicles_short", "menu/fleet": chosen.insert(index("entity/own.vehicle"))
            default: break
            }
        }
        return chosen.shuffled(using: &chance)
    }

    @Test func `edits reverted in any order leave the model as it was, made again in any order the same one`()
        async throws
    {
        try await Ground.run { ground in
            try await ground.enable("cleaning")
            var chance = Chance(state: 7)
            for _ in 0..<Self.rounds {
                let before = try await ground.model()
                let numbers = Self.some(&chance)
                try await Self.all(numbers, ground, &chance, Self.edit)
                let edited = try await ground.model()
                #expect(edited != before)
                let answer = try await ground.must("GET", "overlay")
                #expect(answer.items("edits").allSatisfy { $0["state"]?.text == "in_force" })
                try await Self.all(numbers.shuffled(using: &chance), ground, &chance) { Self.address($0, "revert") }
                #expect(try await ground.model() == before)
                try await Self.all(numbers.shuffled(using: &chance), ground, &chance) { Self.address($0, "reapply") }
                #expect(try await ground.model() == edited)
                try await Self.all(numbers.shuffled(using: &chance), ground, &chance) { Self.address($0, "forget") }
                #expect(try await ground.model() == before)
                #expect(try await ground.must("GET", "overlay").items("edits").isEmpty)
            }
            let verified = try await ground.must("GET", "audit/verify")
            #expect(verified.items("tenants").allSatisfy { $0["ok"] == .bool(true) })
        }
    }

    @Test func `what is extracted gives another tenant with the same packs an equal model`() async throws {
        try await Ground.run { ground in
            try await ground.enable("cleaning")
            let other = try await ground.kernel.createTenant("globex")
            let session = try await ground.kernel.login(other)
            func globex(_ method: String, _ path: String) async throws {
                var request = TestRequest(method, "/operator/\(path)", query: [(name: "tenant", value: "globex")])
                request.fromOperator = true
                let answer = await ground.kernel.send(request)
                guard answer.status == 200 else { throw Trouble("\(path): \(answer.text)") }
            }
            try await globex("POST", "packs/cleaning/enable")
            var chance = Chance(state: 11)
            for round in 0..<Self.rounds {
                let numbers = Self.some(&chance)
                try await Self.all(numbers, ground, &chance, Self.edit)
                let id = "copy-\(round)"
                let extract = try await ground.must("GET", "overlay/extract", ["id": id])
                let text = try #require(extract["files"]?["pack.yaml"]?.text)
                try ground.offer(id, ["pack.yaml": text])
                try await globex("POST", "packs/\(id)/enable")
                let own = await ground.get("/api/model").json
                let copy = await ground.kernel.send(TestRequest("GET", "/api/model", token: session)).json
                let (left, right) = (Self.plain(own, "own"), Self.plain(copy, id))
                guard left == right else { throw Trouble("\(Self.difference(left, right))\n\(text)") }
                try await globex("POST", "packs/\(id)/disable")
                try await Self.all(numbers, ground, &chance) { Self.address($0, "forget") }
            }
        }
    }

    /// A model without its packs, its lists sorted, another owner's name in the place of one.
    private static func plain(_ value: JSONValue, _ owner: String) -> JSONValue {
        switch value {
        case .string(let text) where text.hasPrefix("\(owner)."): return .string("*" + text.dropFirst(owner.count))
        case .array(let items):
            // The test's kernel gives every pack roles of its own, named after it.
            let mine = items.filter { $0["id"]?.text?.hasPrefix("isolation_") != true }
            let sorted = mine.map { Self.plain($0, owner) }
            return .array(sorted.sorted { "\($0)" < "\($1)" })
        case .object(let members):
            let plain = members.filter { $0.name != "packs" }.map { member in
                let name = member.name.hasPrefix("\(owner).") ? "*" + member.name.dropFirst(owner.count) : member.name
                let isOwner = member.name == "owner" && member.value.text == owner
                return JSONValue.Member(name, isOwner ? .string("*") : Self.plain(member.value, owner))
            }
            return .object(plain.sorted { $0.name < $1.name })
        default: return value
        }
    }

    /// The first place where two values differ.
    private static func difference(_ left: JSONValue, _ right: JSONValue, _ path: String = "") -> String {
        switch (left, right) {
        case (.object(let a), .object(let b)) where a.map(\.name) == b.map(\.name):
            for (one, two) in zip(a, b) where one.value != two.value {
                return difference(one.value, two.value, "\(path)/\(one.name)")
            }
        case (.array(let a), .array(let b)) where a.count == b.count:
            for (index, pair) in zip(a, b).enumerated() where pair.0 != pair.1 {
                return difference(pair.0, pair.1, "\(path)[\(index)]")
            }
        default: break
        }
        return "\(path): \(left) is not \(right)".prefix(1500).description
    }
}
