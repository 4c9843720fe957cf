import AccessControl
import Kernel
import KernelTesting
import Testing

/// What a caller is told of secrets, through every channel of the API.
struct SecretFieldTests {
    private static let gate = "gate 4711 left"
    private static let safe = "safe 0815 right"

    fileprivate struct Yard {
        let kernel: TestKernel
        let owner: String
        let path: String

        func token(_ role: String) async throws -> String {
            let member = try await kernel.addMember("\(role)@alpha.example", to: "alpha", roles: [role])
            return try await kernel.login(member)
        }

        func get(_ token: String, _ query: [(name: String, value: String)] = []) async -> Answer {
            await kernel.send("GET", path, query: query, token: token)
        }
    }

    fileprivate static func withYard(_ body: (Yard) async throws -> Void) async throws {
        try await Product.withKernel([AccessControlCapability(), ParcelsCapability()]) { kernel in
            let owner = try await kernel.login(try await kernel.createTenant("alpha"))
            let json =
                #"{"name": "box", "code": "ABC", "gate_code": "\#(gate)", "safe_code": "\#(safe)", "insured": "gold"}"#
            let headers = ["Idempotency-Key": "k1"]
            let made = await kernel.send("POST", "/api/parcels", token: owner, json: json, headers: headers)
            #expect(made.status == 201)
            // An answer is kept with its idempotency key, so a write never answers with a secret.
            #expect(!made.text.contains("_code"))
            let again = await kernel.send("POST", "/api/parcels", token: owner, json: json, headers: headers)
            #expect(again.header("Idempotent-Replay") == "true")
            let id = made.json["id"]?.text ?? ""
            try await body(Yard(kernel: kernel, owner: owner, path: "/api/parcels/\(id)"))
        }
    }

    @Test func `one record shows a secret to whom a grant, a permission or everything opens it`() async throws {
        try await Self.withYard { yard in
            let all = await yard.get(yard.owner)
            #expect(all.json["gate_code"]?.text == Self.gate)
            #expect(all.json["safe_code"]?.text == Self.safe)
            let porter = await yard.get(try await yard.token("parcel_porter"))
            #expect(porter.json["gate_code"]?.text == Self.gate)
            #expect(porter.json["safe_code"] == nil)
            let guardian = await yard.get(try await yard.token("parcel_guard"))
            #expect(guardian.json["safe_code"]?.text == Self.safe)
            #expect(guardian.json["gate_code"] == nil)
            let clerk = try await yard.token("parcel_clerk")
            let plain = await yard.get(clerk)
            #expect(plain.status == 200)
            #expect(plain.json["insured"]?.text == "gold")
            #expect(!plain.text.contains("_code"))
            #expect(await yard.get(clerk, [("fields", "gate_code")]).status == 422)
        }
    }

    @Test func `a page shows a secret only where it is named`() async throws {
        try await Self.withYard { yard in
            let kernel = yard.kernel
            let page = await kernel.send("GET", "/api/parcels", token: yard.owner)
            #expect(page.items.count == 1)
            #expect(!page.text.contains("_code"))
            let query = [(name: "fields", value: "name,gate_code")]
            let named = await kernel.send("GET", "/api/parcels", query: query, token: yard.owner)
            #expect(named.items.first?["gate_code"]?.text == Self.gate)
            #expect(!named.text.contains("safe_code"))
        }
    }

    @Test func `nobody filters, sorts, searches or guesses by a secret`() async throws {
        try await Self.withYard { yard in
            for (name, value) in [
                ("gate_code", Self.gate), ("sort", "gate_code"), ("sort", "-safe_code"),
                ("where", "gate_code = '\(Self.gate)'"), ("where", "contains(safe_code, '0')"),
                ("where", "gate_code != null"), ("expand", "gate_code"),
            ] {
                let query = [(name: name, value: value)]
                let answer = await yard.kernel.send("GET", "/api/parcels", query: query, token: yard.owner)
                #expect(answer.status == 422, "\(name)=\(value)")
                #expect(!answer.text.contains(Self.safe))
            }
        }
    }

    @Test func `conflicts, histories and changes tell that a secret changed, not what it is`() async throws {
        try await Self.withYard { yard in
            let kernel = yard.kernel
            let stale = await kernel.send(
                "PATCH",
                yard.path,
                token: yard.owner,
                json: "{}",
                headers: ["If-Match": "\"9\""]
            )
            #expect(stale.status == 412)
            #expect(stale.json["current"]?["name"]?.text == "box")
            #expect(!stale.text.contains("_code"))
            let patch = #"{"gate_code": "\#(Self.gate)"}"#
            let headers = ["If-Match": "\"1\""]
            let changed = await kernel.send("PATCH", yard.path, token: yard.owner, json: patch, headers: headers)
            // The value that is there already counts as a change, or its sender would learn what it is.
            #expect(changed.header("etag") == "\"2\"")
            #expect(!changed.text.contains("_code"))
            let history = await kernel.send("GET", "\(yard.path)/history", token: yard.owner)
            #expect(history.text.contains(#""gate_code":{"before":"***","after":"***"}"#))
            #expect(!history.text.contains("4711"))
            let clerk = try await yard.token("parcel_clerk")
            let theirs = await kernel.send("GET", "\(yard.path)/history", token: clerk)
            #expect(theirs.items.count == 2)
            #expect(!theirs.text.contains("gate_code"))
        }
    }

    @Test func `who may write a secret need not be able to read it`() async throws {
        try await Self.withYard { yard in
            let clerk = try await yard.token("parcel_clerk")
            let headers = ["If-Match": "\"1\""]
            let json = #"{"gate_code": "new gate"}"#
            let written = await yard.kernel.send("PATCH", yard.path, token: clerk, json: json, headers: headers)
            #expect(written.status == 200)
            #expect(!written.text.contains("gate"))
            #expect(await yard.get(yard.owner).json["gate_code"]?.text == "new gate")
            let cleared = await yard.kernel.send(
                "PATCH",
                yard.path,
                token: clerk,
                json: #"{"gate_code": null}"#,
                headers: ["If-Match": "\"2\""]
            )
            #expect(cleared.status == 200)
            #expect(await yard.get(yard.owner).json["gate_code"] == .null)
            #expect(await yard.get(yard.owner).json["safe_code"]?.text == Self.safe)
        }
    }

    @Test func `the bin gives back what was sealed`() async throws {
        try await Self.withYard { yard in
            let gone = await yard.kernel.send("DELETE", yard.path, token: yard.owner, headers: ["If-Match": "\"1\""])
            #expect(gone.status == 204)
            #expect(await yard.kernel.send("POST", "\(yard.path)/restore", token: yard.owner).status == 200)
            #expect(await yard.get(yard.owner).json["gate_code"]?.text == Self.gate)
        }
    }

    @Test func `an action opens a secret by asking for it`() async throws {
        try await Self.withYard { yard in
            let id = yard.path.split(separator: "/").last.map(String.init) ?? ""
            for (code, right) in [(Self.gate, true), ("wrong", false)] {
                let query = [(name: "parcel", value: id), (name: "code", value: code)]
                let answer = await yard.kernel.send("GET", "/api/parcels/gate-is", query: query, token: yard.owner)
                #expect(answer.json["right"] == .bool(right))
            }
        }
    }

    @Test func `reading what is sensitive is journaled, once per reader and minute`() async throws {
        try await Self.withYard { yard in
            let porter = try await yard.token("parcel_porter")
            for _ in 0..<3 { #expect(await yard.get(porter).status == 200) }
            #expect(await yard.get(porter, [("fields", "name")]).status == 200)
            _ = await yard.kernel.send("GET", "/api/parcels", query: [("fields", "insured")], token: yard.owner)
            yard.kernel.clock.advance(60_000)
            #expect(await yard.get(porter).status == 200)
            let reads = try await yard.reads()
            #expect(reads.count == 3)
            let told = reads.map { entry in
                let times = entry["times"]?["after"] == .number("3") ? 3 : 1
                guard case .array(let fields)? = entry["fields"]?["after"] else { return "nothing" }
                return "\(times) \(fields.compactMap(\.text).joined(separator: " "))"
            }
            #expect(told.sorted() == ["1 gate_code", "1 insured", "3 gate_code"])
        }
    }
}

extension SecretFieldTests.Yard {
    /// The changes of journaled reads, after the write that carries them.
    fileprivate func reads() async throws -> [JSONValue] {
        let json = #"{"name": "next", "code": "ABC"}"#
        #expect(await kernel.send("POST", "/api/parcels", token: owner, json: json).status == 201)
        var request = TestRequest("GET", "/operator/audit/tail", query: [("tenant", "alpha"), ("limit", "500")])
        request.fromOperator = true
        let tail = await kernel.send(request)
        let reads = tail.items.filter { $0["action"]?.text == "read_sensitive" }
        #expect(reads.allSatisfy { $0["record"]?.text == "parcels.parcel.read" })
        return reads.compactMap { $0["changes"] }
    }
}
