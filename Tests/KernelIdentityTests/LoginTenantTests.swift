import Kernel
import KernelIdentity
import Testing

struct LoginTenantTests {
    @Test func `who belongs to several tenants is told which, by name`() async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.acme, desk.globex])
        let refusal = try #require(await desk.refusal())
        #expect(refusal.problem == .chooseTenant)
        let member = try #require(refusal.members.first)
        #expect(refusal.members.count == 1)
        #expect(member.name == "tenants")
        let json = #"[{"id":"globex","name":"Aardvark \"G\""},{"id":"acme","name":"Zebra"}]"#
        #expect(String(decoding: member.json, as: UTF8.self) == json)
        #expect(desk.control.count(.insertSession) == 0)
    }

    @Test func `a named tenant is entered`() async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.acme, desk.globex])
        #expect(try await desk.signIn(tenant: "globex").tenant.id == desk.globex)
        #expect(try await desk.signIn(tenant: "acme").session.tenant == desk.acme)
    }

    @Test func `the list is for the right password alone`() async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.acme, desk.globex])
        let refusal = await desk.refusal("jane@example.com", "wrong horse battery")
        #expect(refusal?.problem == .invalidCredentials)
        #expect(refusal?.members.isEmpty == true)
    }

    @Test func `asking for the list is no failure`() async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.acme, desk.globex])
        for _ in 0..<10 { #expect(await desk.refusal()?.problem == .chooseTenant) }
        #expect(try await desk.signIn(tenant: "acme").tenant.id == desk.acme)
    }

    @Test func `where only one membership is active there is nothing to choose`() async throws {
        let desk = try LoginDesk()
        let jane = try await desk.add(to: [desk.acme, desk.globex])
        desk.memberships.set(jane.id, desk.globex, MembershipsFake.Membership(active: false))
        #expect(try await desk.signIn().tenant.id == desk.acme)
        #expect(await desk.refusal(tenant: "globex")?.problem == .invalidCredentials)
    }

    @Test func `a suspended tenant is closed`() async throws {
        let desk = try LoginDesk()
        let closed = try #require(TenantID("initech"))
        _ = desk.control.insertTenant(TenantEntry(id: closed, name: "Initech", createdAt: 1, status: "suspended"))
        _ = try await desk.add(to: [closed])
        #expect(await desk.refusal()?.problem == .invalidCredentials)
        #expect(await desk.refusal(tenant: "initech")?.problem == .invalidCredentials)
    }

    @Test func `a membership of a tenant that is gone is none`() async throws {
        let desk = try LoginDesk()
        let gone = try #require(TenantID("gone"))
        _ = try await desk.add(to: [gone, desk.acme])
        #expect(try await desk.signIn().tenant.id == desk.acme)
    }

    @Test func `a tenant that cannot be opened keeps nobody out of the others`() async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.acme, desk.globex])
        desk.memberships.breakDown(desk.globex)
        #expect(try await desk.signIn().tenant.id == desk.acme)
        let refusal = await desk.refusal(tenant: "globex")
        #expect(refusal?.problem == .unavailable)
        #expect(refusal?.cause?.contains("bound") == false)
    }

    @Test func `the only tenant that cannot be opened is 503 and not a wrong password`() async throws {
        let desk = try LoginDesk()
        _ = try await desk.add(to: [desk.globex])
        desk.memberships.breakDown(desk.globex)
        for _ in 0..<10 { #expect(await desk.refusal()?.problem == .unavailable) }
    }

    @Test func `before the runtime is there a login is 503`() async throws {
        let desk = try LoginDesk()
        let jane = try await desk.add(to: [desk.acme])
        let directory = DeferredMemberships()
        let refused = #expect(throws: KernelError.self) { try directory.membership(jane.id, in: desk.acme) }
        #expect(refused?.problem == .unavailable)
        directory.resolve(desk.memberships)
        #expect(try directory.membership(jane.id, in: desk.acme)?.active == true)
    }
}
