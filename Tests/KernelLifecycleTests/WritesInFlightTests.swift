import Kernel
import KernelTesting
import Testing

/// Writes that are on their way while a company's packs change.
struct WritesInFlightTests {
    private static func yaml(_ version: String, _ option: String, _ state: String) -> String {
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
              race: { type: choice, of: { \(option), blue: Blue } }
            states: { \(state), old: { final: true } }
        """
    }

    @Test
    func `none is kept under names that are gone`() async throws {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.yaml("1.0.0", "red: Red", "calf: { start: true }"))
            try await ground.enable("farm")
            try ground.offer(
                "farm",
                yaml: Self.yaml("2.0.0", "crimson: { title: Red, was: red }", "young: { start: true, was: calf }")
            )
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for number in 0..<120 {
                    group.addTask {
                        var request = TestRequest("POST", "/api/cows", json: #"{"name": "C\#(number)", "race": "red"}"#)
                        request.token = ground.session
                        return await ground.kernel.send(request)
                    }
                    if number == 60 {
                        group.addTask { await ground.ask("POST", "packs/farm/upgrade") }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // What came too late for the old option is refused for it, nothing else is.
            #expect(answers.allSatisfy { [200, 201, 422].contains($0.status) }, "\(Set(answers.map(\.status)))")
            let made = answers.count { $0.status == 201 }
            let cows = try await ground.call("GET", "/api/cows", ["limit": "500"]).items("items")
            #expect(cows.count == made)
            #expect(cows.allSatisfy { $0["race"]?.text == "crimson" && $0["state"]?.text == "young" }, "\(cows)")
        }
    }

    @Test
    func `a write whose scope is from before a change is refused in its turn, and its body does not run`() async throws
    {
        try await Ground.run { ground in
            try ground.offer("farm", yaml: Self.yaml("1.0.0", "red: Red", "calf: { start: true }"))
            try await ground.enable("farm")
            let tenant = try ground.kernel.tenantID("acme")
            let scope = try ground.kernel.scope(of: tenant)
            let store = try ground.kernel.folder.open(tenant)
            #expect(try await store.write(scope) { _ in true })
            try ground.offer(
                "farm",
                yaml: Self.yaml("2.0.0", "crimson: { title: Red, was: red }", "young: { start: true, was: calf }")
            )
            try await ground.upgrade("farm")
            let error = await #expect(throws: KernelError.self) { try await store.write(scope) { _ in true } }
            #expect(error?.isStale == true && error?.problem == .unavailable)
            let current = try ground.kernel.scope(of: tenant)
            #expect(try await store.write(current) { _ in true })
        }
    }
}
