import AccessControl
import Kernel
import KernelTesting
import Testing

/// A suite that cannot fail proves nothing: with each wall taken away by a substitute, it must.
struct RemovedWallTests {
    private static func failures(
        _ parts: IsolationSuite.Parts,
        pack: String? = nil,
        _ change: (inout Substitutes) -> Void
    ) async throws -> [String] {
        var substitutes = Substitutes()
        change(&substitutes)
        return try await Product.withKernel(Product.capabilities, substitutes) { kernel in
            try await IsolationSuite(kernel, pack: pack, parts: parts).run().failures
        }
    }

    @Test func `a session of another tenant is noticed`() async throws {
        let failures = try await Self.failures(.tenants) { substitutes in
            substitutes.sessions = { BorrowedSessions($0, .otherTenant) }
        }
        #expect(failures.contains { $0.contains("is told") })
        #expect(failures.contains { $0.hasPrefix("the other tenant:") })
    }

    @Test func `an authority that ignores tokens is noticed`() async throws {
        let failures = try await Self.failures(.sessions) { substitutes in
            substitutes.sessions = { BorrowedSessions($0, .noToken) }
        }
        #expect(failures.contains { $0.contains("without a session: status 200 instead of 401") })
        #expect(failures.contains { $0.contains("with a forged token: status 200 instead of 401") })
    }

    @Test func `the wrong tenant's file is noticed`() async throws {
        let failures = try await Self.failures(.tenants) { substitutes in
            substitutes.directory = { CrossedDirectory($0) }
        }
        #expect(failures.contains { $0.contains("bravoowner7") && $0.contains("is told") })
        #expect(failures.contains { $0.hasPrefix("the other tenant:") })
    }

    @Test func `a missing row filter is noticed`() async throws {
        let failures = try await Self.failures(.rows) { substitutes in
            substitutes.engine = { LooseEngine($0, without: .rows) }
        }
        for scope in ["own", "assigned", "team"] {
            #expect(failures.contains { $0.contains("scope \(scope), hidden id : status 200 instead of") })
        }
        #expect(failures.contains { $0.contains("something is found") })
    }

    @Test func `a missing field mask is noticed`() async throws {
        let failures = try await Self.failures(.masks) { substitutes in
            substitutes.engine = { LooseEngine($0, without: .masks) }
        }
        #expect(failures.contains { $0.contains("the masked field `") })
        #expect(failures.contains { $0.contains("the history tells the masked field") })
    }

    @Test func `a missing row filter is noticed on a pack's entity`() async throws {
        let failures = try await Self.failures(.rows, pack: "cleaning") { substitutes in
            substitutes.engine = { LooseEngine($0, without: .rows) }
        }
        for scope in ["own", "assigned", "team"] {
            let told = failures.filter { $0.hasPrefix("GET /api/complaints") && $0.contains("scope \(scope)") }
            #expect(told.contains { $0.contains("hidden id : status 200 instead of") })
            #expect(told.contains { $0.contains("something is found") })
        }
    }

    @Test func `a missing field mask is noticed on a pack's entity`() async throws {
        let failures = try await Self.failures(.masks, pack: "cleaning") { substitutes in
            substitutes.engine = { LooseEngine($0, without: .masks) }
        }
        let told = failures.filter { $0.contains(" /api/complaints") }
        #expect(told.contains { $0.contains("the masked field `") })
        #expect(told.contains { $0.contains("the history tells the masked field") })
    }

    @Test func `a secret that is told is noticed`() async throws {
        var substitutes = Substitutes()
        substitutes.engine = { LooseEngine($0, without: .masks) }
        let capabilities: [any Capability] = [AccessControlCapability(), ParcelsCapability()]
        let failures = try await Product.withKernel(capabilities, substitutes) { kernel in
            let given = ["parcels.parcel.code": Value.text("ABC")]
            return try await IsolationSuite(kernel, parts: .rows, given: given).run().failures
        }
        #expect(failures.contains { $0.contains("the secret `gate_code` is told") })
    }

    @Test func `references to hidden records are noticed`() async throws {
        let failures = try await Self.failures(.rows) { substitutes in
            substitutes.engine = { LooseEngine($0, without: .lookups) }
        }
        #expect(failures.contains { $0.contains("hidden id in `customer`") && $0.contains("status 20") })
        #expect(failures.contains { $0.hasPrefix("DELETE") || $0.hasPrefix("PATCH") })
    }

    @Test func `a write without a journal entry is noticed`() async throws {
        let failures = try await Self.failures(.writes) { substitutes in
            substitutes.engine = { LooseEngine($0, without: .journal) }
        }
        for action in ["created", "updated", "deleted", "restored", "moved."] {
            #expect(failures.contains { $0.contains("`\(action)") && $0.contains("journaled 0 times") })
        }
    }
}
