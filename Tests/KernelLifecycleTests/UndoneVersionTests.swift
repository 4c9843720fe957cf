import Kernel
import KernelTesting
import Testing

/// A record's version is never used twice, whatever is taken back.
struct UndoneVersionTests {
    private static func farm(_ version: String, _ migrations: String = "") -> String {
        """
        pack: farm
        format: 1
        version: \(version)
        title: Farm
        requires: { access: "1.0" }
        entities:
          cow:
            title: Cow
            collection: cows
            fields:
              name: { type: text, required: true }
              age: { type: int }
        \(migrations)
        """
    }

    private static func setting(_ version: String, _ age: Int) -> String {
        farm(version, #"migrations: [{ from: "<\#(version)", set: farm.cow.age, to: \#(age) }]"#)
    }

    private static func send(
        _ ground: Ground,
        _ method: String,
        _ path: String,
        _ headers: [String: String] = [:],
        json: String? = nil
    ) async -> Answer {
        await ground.kernel.send(method, path, token: ground.session, json: json, headers: headers)
    }

    @Test
    func `who read a record between a change and its undo is told that it is another one now`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.farm("1.0.0"))
            try await ground.enable("farm")
            let made = try await ground.call("POST", "/api/cows", json: #"{"name": "Berta"}"#)
            let path = "/api/cows/\(made["id"]?.text ?? "")"
            try ground.offer("farm", yaml: Self.setting("1.1.0", 7))
            let receipt = try await ground.upgrade("farm")
            let seen = await Self.send(ground, "GET", path)
            #expect(seen.json["version"] == .number("2") && seen.json["age"] == .number("7"))
            try await ground.undo(receipt)
            let now = await Self.send(ground, "GET", path, ["If-None-Match": "\"1\""])
            #expect(now.status == 200 && now.json["version"] == .number("3"), "\(now.text)")
            #expect(now.json["age"] == .null && now.json["name"]?.text == "Berta")
            for stale in ["\"1\"", "\"2\""] {
                let refused = await Self.send(ground, "PATCH", path, ["If-Match": stale], json: #"{"name": "Late"}"#)
                #expect(refused.status == 412, "\(refused.text)")
            }
            let changed = await Self.send(ground, "PATCH", path, ["If-Match": "\"3\""], json: #"{"name": "Dora"}"#)
            #expect(changed.status == 200, "\(changed.text)")
            let history = await Self.send(ground, "GET", "\(path)/history")
            #expect(history.items.map { $0.number("version") } == [4, 3, 2, 1], "\(history.text)")
        }
    }

    @Test
    func `changes that wrote one record after the other are all taken back, and nothing counts as lost`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.farm("1.0.0"))
            try await ground.enable("farm")
            let made = try await ground.call("POST", "/api/cows", json: #"{"name": "Berta", "age": 1}"#)
            let path = "/api/cows/\(made["id"]?.text ?? "")"
            var receipts: [String] = []
            for (version, age) in [("1.1.0", 7), ("1.2.0", 8), ("1.3.0", 9)] {
                try ground.offer("farm", yaml: Self.setting(version, age))
                receipts.append(try await ground.upgrade("farm"))
            }
            var ages: [Int?] = []
            var versions: [Int?] = []
            for receipt in receipts.reversed() {
                try await ground.undo(receipt)
                let now = try await ground.call("GET", path)
                ages.append(now.number("age"))
                versions.append(now.number("version"))
            }
            #expect(ages == [8, 7, 1] && versions == [5, 6, 7])
        }
    }

    @Test
    func `the answer that made a record goes with it, and the key makes it anew`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.farm("1.0.0"))
            let customer = ["Idempotency-Key": "customer-1"]
            let receipt = try await ground.enable("farm")
            let kept = await Self.send(ground, "POST", "/api/customers", customer, json: #"{"name": "Kept"}"#)
            let cow = ["Idempotency-Key": "cow-1"]
            let first = await Self.send(ground, "POST", "/api/cows", cow, json: #"{"name": "Berta"}"#)
            #expect(kept.status == 201 && first.status == 201)
            try await ground.undo(receipt, accept: 1)
            let again = await Self.send(ground, "POST", "/api/customers", customer, json: #"{"name": "Kept"}"#)
            #expect(again.status == 201 && again.json["id"] == kept.json["id"], "what stays is not made twice")
            #expect(await Self.send(ground, "POST", "/api/cows", cow, json: #"{"name": "Berta"}"#).status == 404)
            try await ground.enable("farm")
            let anew = await Self.send(ground, "POST", "/api/cows", cow, json: #"{"name": "Berta"}"#)
            #expect(anew.status == 201 && anew.json["id"] != first.json["id"], "\(anew.text)")
            let path = "/api/cows/\(anew.json["id"]?.text ?? "")"
            #expect(await Self.send(ground, "GET", path).status == 200)
        }
    }
}
