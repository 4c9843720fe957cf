import Kernel
import KernelTesting
import Testing

/// What `packs validate` refuses of migrations and rows, a plan refuses too: nothing of it is found out by doing it.
struct JudgedPlanTests {
    private static func pack(_ version: String, _ rest: String = "") -> String {
        """
        pack: farm
        format: 1
        version: \(version)
        title: Farm
        requires: { access: "1.0", customers: "1.0" }
        optional: { ledger: "1.0" }
        entities:
          cow:
            title: Cow
            collection: cows
            fields:
              name: { type: text, required: true }
              race: { type: choice, of: [red, blue] }
              age: { type: int, max: 3 }
              old: { type: bool, compute: "age > 2" }
        \(rest)
        """
    }

    @Test(arguments: [
        ("P332", #"migrations: [ { from: "<2.0.0", retire: farm.cow.race, keep: 1d } ]"#),
        ("P332", #"migrations: [ { from: "<2.0.0", retire: farm.cow, keep: 1d } ]"#),
        ("P332", #"migrations: [ { from: "<2.0.0", retire: customers.site.name, keep: 1d } ]"#),
        ("P330", #"migrations: [ { from: "<2.0.0", set: farm.cow.nix, to: 1 } ]"#),
        ("P330", #"migrations: [ { from: "<2.0.0", set: farm.cow.old, to: true } ]"#),
        ("P331", #"migrations: [ { from: "<2.0.0", set: farm.cow.age, to: abc } ]"#),
        ("P331", #"migrations: [ { from: "<2.0.0", set: farm.cow.age, to: 4 } ]"#),
        ("P4", #"migrations: [ { from: "<2.0.0", set: farm.cow.age, to: 1, where: "nix = 1" } ]"#),
        ("P4", #"migrations: [ { from: "<2.0.0", set: farm.cow.age, compute: "name" } ]"#),
        ("P323", "seed: { reference: { farm.cow: { one: { name: One, age: 4 } } } }"),
    ])
    func `a plan, an upgrade and an enabling refuse it, at its place, and nothing is changed`(
        _ code: String,
        _ rest: String
    ) async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.pack("2.0.0", rest))
            let enabling = await ground.ask("POST", "packs/farm/enable")
            #expect(enabling.status == 422, "\(enabling.text)")
            try ground.offer("farm", yaml: Self.pack("1.0.0"))
            try await ground.enable("farm")
            try await ground.call("POST", "/api/cows", json: #"{"name": "Berta", "race": "red", "age": 1}"#)
            let before = try ground.dump()
            try ground.offer("farm", yaml: Self.pack("2.0.0", rest))
            for answer in [
                await ground.ask("GET", "packs/farm/plan", ["upgrade": "true"]),
                await ground.ask("POST", "packs/farm/upgrade"),
            ] {
                #expect(answer.status == 422, "\(answer.text)")
                let finding = answer.json.items("errors").first
                #expect(finding?["code"]?.text?.hasPrefix(code) == true, "\(answer.text)")
                #expect(finding?["path"]?.text?.hasPrefix("farm/pack.yaml:") == true, "\(answer.text)")
            }
            #expect(try ground.dump() == before)
        }
    }

    @Test
    func `rows and migrations about what the tenant can do without are left out`() async throws {
        try await Ground.run { ground in
            let rest = """
                extend:
                  ledger.entry: { fields: { herd: { type: int } } }
                seed:
                  reference:
                    ledger.entry:
                      one: { name: One, herd: 4 }
                migrations:
                  - { from: "<1.0.0", set: ledger.entry.herd, to: 1 }
                """
            try ground.offer("farm", yaml: Self.pack("1.0.0", rest))
            try await ground.enable("farm")
        }
    }
}
