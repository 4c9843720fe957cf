import Foundation
import Kernel
import KernelTesting
import Testing

struct UndoPropertyTests {
    /// Pairs of packs that are tried; `make soak-undo` tries all 1,000.
    private static let pairs = ProcessInfo.processInfo.environment["KERNEL_UNDO_PAIRS"].flatMap { Int($0) } ?? 24
    private static let lanes = 4

    @Test(arguments: 0..<lanes)
    func `enabling and upgrading packs made by chance and undoing it all leaves model, rows and schema as they were`(
        lane: Int
    ) async throws {
        try await Ground.run { ground in
            var chance = Chance(state: UInt64(lane) &* 1_000_003 &+ 17)
            var wide = 0
            for number in 0..<(Self.pairs / Self.lanes) {
                do {
                    wide += try await Self.tryPair(ground, &chance)
                } catch {
                    throw Trouble("lane \(lane), pair \(number): \(error)")
                }
            }
            #expect(wide > 0, "packs that make tables and rows were tried")
            let verified = try await ground.must("GET", "audit/verify")
            #expect(verified.items("tenants").allSatisfy { $0["ok"] == .bool(true) })
        }
    }

    /// Enables two packs, moves one to another version and takes all of it back, sometimes with a disable between.
    /// - Returns: how many things the packs brought.
    private static func tryPair(_ ground: Ground, _ chance: inout Chance) async throws -> Int {
        let first = RandomPack(id: chance.one(of: ["able", "able-two", "baker"]), chance: Chance(state: chance.next()))
        let second = RandomPack(id: chance.one(of: ["charlie", "delta"]), chance: Chance(state: chance.next()))
        try ground.offer(first.id, first.files)
        try ground.offer(second.id, second.files)
        var points: [(name: String, model: String?, dump: StoreDump)] = []
        var receipts: [String] = []
        func note(_ name: String) async throws {
            points.append((name, try await ground.must("GET", "tenants/acme")["model"]?.text, try ground.dump()))
        }
        try await note("nothing")
        receipts.append(try await ground.enable(first.id))
        try await note("\(first.id)")
        if chance.happens(30) {
            let answer = try await ground.must("POST", "packs/\(first.id)/disable")
            receipts.append(answer["receipt"]?.text ?? "")
            try await note("\(first.id) off")
        }
        receipts.append(try await ground.enable(second.id))
        try await note(second.id)
        let later = RandomPack(id: second.id, version: "2.0.0", chance: Chance(state: chance.next()))
        try ground.offer(later.id, later.files)
        if let receipt = try await upgrade(ground, to: later) { receipts.append(receipt) } else { points.removeLast() }
        let brought = try ground.dump().lines.count - points[0].dump.lines.count
        for receipt in receipts.reversed() {
            try await ground.undo(receipt)
            let point = points.removeLast()
            let now = try ground.dump()
            let remains = now.remains(since: point.dump)
            guard remains.isEmpty else {
                let packs = [first, second, later].map { $0.yaml.joined(separator: "\n") }.joined(separator: "\n---\n")
                throw Trouble("not as before (\(point.name)):\n\(remains.joined(separator: "\n"))\n\(packs)")
            }
            guard try await ground.must("GET", "tenants/acme")["model"]?.text == point.model else {
                throw Trouble("another model than before (\(point.name))")
            }
        }
        return brought
    }

    /// Moves to a version made by chance.
    ///
    /// Where records share values that become unique, the plan says so, and the upgrade is refused with nothing changed.
    /// - Returns: the receipt; `nil` where it was refused.
    private static func upgrade(_ ground: Ground, to later: RandomPack) async throws -> String? {
        let plan = try await ground.must("GET", "packs/\(later.id)/plan", ["upgrade": "true"])
        let accept = ["accept": "\(plan.number("accept") ?? 0)"]
        guard plan.items("conflicts").contains(where: { $0["blocks"] == .bool(true) }) else {
            return try await ground.must("POST", "packs/\(later.id)/upgrade", accept)["receipt"]?.text ?? ""
        }
        let before = try ground.dump()
        let refused = await ground.ask("POST", "packs/\(later.id)/upgrade", accept)
        guard refused.status == 422, refused.text.contains("taken"), try ground.dump() == before else {
            throw Trouble("a conflict that blocks: \(plan.items("conflicts")), \(refused.status) \(refused.text)")
        }
        return nil
    }
}

extension JSONValue {
    /// The items of a list member.
    func items(_ name: String) -> [JSONValue] {
        if case .array(let items)? = self[name] { items } else { [] }
    }

    /// The texts of a list member.
    func texts(_ name: String) -> [String] {
        items(name).compactMap(\.text)
    }

    /// A number member.
    func number(_ name: String) -> Int? {
        if case .number(let text)? = self[name] { Int(text) } else { nil }
    }
}
