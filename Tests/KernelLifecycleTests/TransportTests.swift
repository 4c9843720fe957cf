import Foundation
import Kernel
import KernelTesting
import Testing

struct TransportTests {
    /// A tenant with two packs, one of them off, and work in it.
    private static func prepare(_ ground: Ground) async throws {
        try ground.offer("able", RandomPack(id: "able", chance: Chance(state: 5)).files)
        try await ground.enable("able")
        try await ground.must("POST", "packs/able/disable")
        try await ground.enable("cleaning")
        let token = try await ground.kernel.login(ground.owner)
        for number in 0..<3 {
            let answer = await ground.kernel.send(
                "POST",
                "/api/customers",
                token: token,
                json: #"{"name": "Customer \#(number)", "email": "c\#(number)@example.com"}"#
            )
            guard answer.status == 201 else { throw Trouble(answer.text) }
        }
        try await ground.must("PATCH", "settings", json: #"{"settings": {"pass_rating": 5}}"#)
    }

    private static func export(_ ground: Ground, _ name: String = "acme.kernel") async throws -> String {
        let path = "\(ground.path)/\(name)"
        try await ground.must("POST", "tenants/acme/export", json: #"{"file": "\#(path)"}"#)
        return path
    }

    private static func dump(_ ground: Ground, _ tenant: String) throws -> [String: String] {
        try StoreDump(path: "\(ground.path)/data/tenants/\(tenant).db").lines.mapValues {
            $0.replacing("'\(tenant)'", with: "'TENANT'")
        }
    }

    @Test
    func `an export has everything, and another server imports it equal`() async throws {
        try await Ground.run { ground in
            try await Self.prepare(ground)
            let before = try Self.dump(ground, "acme")
            let receipts = try await ground.must("GET", "receipts")
            let shown = try await ground.must("GET", "tenants/acme")
            let token = try await ground.kernel.login(ground.owner)
            let answer = await ground.kernel.send("GET", "/api/customers", query: [("sort", "name")], token: token)
            let tail = try await ground.must("GET", "audit/tail", ["limit": "500"]).items("items")
            let path = try await Self.export(ground)
            #expect(try Self.dump(ground, "acme") == before)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
            try await Ground.run(seed: 7, tenant: "other") { second in
                let made = await second.ask("POST", "tenants/import", json: #"{"file": "\#(path)"}"#)
                #expect(made.status == 201, "\(made.text)")
                #expect(try Self.dump(second, "acme") == before)
                #expect(try await second.must("GET", "receipts") == receipts)
                #expect(try await second.must("GET", "tenants/acme") == shown)
                let verified = try await second.must("GET", "audit/verify")
                #expect(verified.items("tenants").allSatisfy { $0["ok"] == .bool(true) })
                #expect(try await second.must("GET", "audit/tail", ["limit": "500"]).items("items") == tail)
                let token = try await second.kernel.login(ground.owner)
                let again = await second.kernel.send("GET", "/api/customers", query: [("sort", "name")], token: token)
                #expect(again.text == answer.text)
                // What the tenant ran and could return to came along, whatever is on offer here.
                try FileManager.default.removeItem(atPath: "\(second.path)/packs/cleaning")
                for receipt in receipts.items("receipts").prefix(2) {
                    try await second.undo(receipt["receipt"]?.text ?? "")
                }
            }
        }
    }

    @Test
    func `beside its origin it has another name, and its secrets open`() async throws {
        try await Ground.run { ground in
            let yaml = """
                pack: hidden
                format: 1
                version: 1.0.0
                title: Hidden
                requires: { customers: "1.0" }
                extend: { customers.customer: { fields: { door_code: { type: text, secret: true } } } }
                """
            try ground.offer("hidden", ["pack.yaml": yaml])
            try await ground.enable("hidden")
            var token = try await ground.kernel.login(ground.owner)
            let made = await ground.kernel.send(
                "POST",
                "/api/customers",
                token: token,
                json: #"{"name": "One", "door_code": "1234"}"#
            )
            let id = made.json["id"]?.text ?? ""
            let path = try await Self.export(ground)
            #expect(FileManager.default.contents(atPath: path)?.range(of: Data("1234".utf8)) == nil)
            let taken = await ground.ask("POST", "tenants/import", json: #"{"file": "\#(path)"}"#)
            #expect(taken.status == 409 && taken.text.contains("--as"))
            try await ground.must("POST", "tenants/import", json: #"{"file": "\#(path)", "as": "twin"}"#)
            let twin = TestMember(ground.owner, in: "twin")
            token = try await ground.kernel.login(twin)
            let read = await ground.kernel.send("GET", "/api/customers/\(id)", token: token)
            #expect(read.json["door_code"]?.text == "1234", "\(read.text)")
            // They are two tenants: a change of one is none of the other.
            let changed = await ground.kernel.send(
                "PATCH",
                "/api/customers/\(id)",
                token: token,
                json: #"{"name": "Two"}"#,
                headers: ["If-Match": "\"1\""]
            )
            #expect(changed.status == 200)
            token = try await ground.kernel.login(ground.owner)
            let first = await ground.kernel.send("GET", "/api/customers/\(id)", token: token)
            #expect(first.json["name"]?.text == "One" && first.json["door_code"]?.text == "1234")
        }
    }

    @Test
    func `what is no whole export is refused, and nothing is left of it`() async throws {
        try await Ground.run { ground in
            try await Self.prepare(ground)
            let path = try await Self.export(ground)
            #expect(await ground.ask("POST", "tenants/acme/export", json: #"{"file": "\#(path)"}"#).status == 409)
            #expect(await ground.ask("POST", "tenants/acme/export", json: #"{"file": "relative"}"#).status == 422)
            #expect(await ground.ask("POST", "tenants/none/export", json: #"{"file": "\#(path)2"}"#).status == 404)
            func attempt(_ name: String, _ bytes: Data) async throws -> Answer {
                let broken = "\(ground.path)/\(name)"
                try bytes.write(to: URL(filePath: broken))
                return await ground.ask("POST", "tenants/import", json: #"{"file": "\#(broken)", "as": "twin"}"#)
            }
            let whole = try Data(contentsOf: URL(filePath: path))
            var damaged = whole
            for offset in stride(from: 8192, to: damaged.count, by: 4096) { damaged[offset] ^= 0xff }
            var flipped = whole
            flipped[whole.count / 3] ^= 1
            let cases = [
                ("flipped", flipped), ("longer", whole + Data("\n".utf8)), ("unsigned", whole.dropLast(87)),
                ("empty", Data()), ("text", Data("no export".utf8)), ("cut", whole.prefix(whole.count / 2)),
                ("damaged", damaged),
                ("plain", try Data(contentsOf: URL(filePath: "\(ground.path)/data/control.db"))),
            ]
            for (name, bytes) in cases {
                let refused = try await attempt(name, Data(bytes))
                #expect(refused.status == 422, "\(name): \(refused.status) \(refused.text)")
            }
            #expect(await ground.ask("POST", "tenants/import", json: #"{"file": "/no/such/file"}"#).status == 404)
            #expect(await ground.ask("GET", "tenants/twin").status == 404)
            let left = try FileManager.default.contentsOfDirectory(atPath: "\(ground.path)/data/tenants")
            #expect(left.allSatisfy { !$0.hasPrefix("twin") }, "\(left)")
            try await ground.must("POST", "tenants/import", json: #"{"file": "\#(path)", "as": "twin"}"#)
        }
    }
}
