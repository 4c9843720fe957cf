import AccessControl
import Foundation
import Kernel
import KernelStore
import Platform
import Testing

@testable import KernelTesting

/// The platform as a tenant: its records of all others, and what follows from them.
struct PlatformTests {
    /// A kernel with the platform's tenant, a provider and a customer's tenant.
    private struct Place {
        let kernel: TestKernel
        let provider: String
        let owner: TestMember
        let token: String

        func provider(_ method: String, _ path: String, json: String? = nil, version: Int? = nil) async -> Answer {
            let headers = version.map { ["If-Match": "\"\($0)\""] } ?? [:]
            return await kernel.send(method, path, token: provider, json: json, headers: headers)
        }

        func record(_ slug: String = "acme") async throws -> JSONValue {
            let page = await kernel.send("GET", "/api/tenants", query: [("slug", slug)], token: provider)
            return try #require(page.items.first, "\(page.text)")
        }

        func operatorAsks(_ method: String, _ path: String, json: String? = nil) async -> Answer {
            let parts = path.split(separator: "?").map(String.init)
            let tenant = parts.dropFirst().map { (name: "tenant", value: String($0.dropFirst(7))) }
            var request = TestRequest(method, parts[0], query: Array(tenant), json: json)
            request.fromOperator = true
            return await kernel.send(request)
        }

        func me() async -> Answer {
            await kernel.send("GET", "/api/me", token: token)
        }
    }

    private static let capabilities = Product.capabilities + [PlatformCapability()]

    private func withPlace(_ body: (Place) async throws -> Void) async throws {
        try await Product.withKernel(Self.capabilities) { kernel in
            try await kernel.runtime.recover()
            let owner = try await kernel.createTenant("acme")
            let admin = try await kernel.addMember("p@platform.example", to: "platform", roles: ["provider_admin"])
            let place = Place(
                kernel: kernel,
                provider: try await kernel.login(admin),
                owner: owner,
                token: try await kernel.login(owner)
            )
            try await body(place)
        }
    }

    @Test func `the platform's routes keep tenants, rows and fields apart like all others`() async throws {
        let report = try await Product.withKernel([AccessControlCapability(), PlatformForEverybody()]) {
            try await IsolationSuite($0).run()
        }
        Product.expectWhole(report)
        #expect(report.checked > 500)
    }

    @Test func `every tenant has a record, which says what the control database says`() async throws {
        try await withPlace { place in
            let record = try await place.record()
            #expect(record["name"]?.text == "acme")
            #expect(record["state"]?.text == "active")
            #expect(record["since"]?.text == record["created_at"]?.text)
            let me = await place.kernel.send("GET", "/api/me", token: place.provider)
            #expect(me.json["user"]?["space"]?.text == "provider")
            #expect(me.json["user"]?["isProvider"] == .bool(true))
            let own = await place.kernel.send("GET", "/api/tenants", query: [("count", "true")], token: place.provider)
            #expect(own.json["count"] == .number("1"), "the platform is no customer of itself")
        }
    }

    @Test func `a customer's tenant knows nothing of the platform's collections`() async throws {
        try await withPlace { place in
            for path in ["/api/tenants", "/api/plans", "/api/subscriptions"] {
                let answer = await place.kernel.send("GET", path, token: place.token)
                #expect(answer.status == 404)
                #expect(answer.json["code"]?.text == "not_found")
            }
            let model = await place.kernel.send("GET", "/api/model", token: place.token)
            #expect(!model.text.contains("platform."))
            let enabled = await place.operatorAsks("POST", "/operator/capabilities/platform/enable?tenant=acme")
            #expect(enabled.status == 404)
        }
    }

    @Test func `a suspended tenant's people are refused, its data stays, and it comes back`() async throws {
        try await withPlace { place in
            let made = await place.kernel.send("POST", "/api/customers", token: place.token, json: #"{"name": "Kept"}"#)
            #expect(made.status == 201)
            let suspended = await place.operatorAsks("POST", "/operator/tenants/acme/suspend")
            #expect(suspended.json["status"]?.text == "suspended")
            for path in ["/api/me", "/api/customers", "/api/openapi.json"] {
                let refused = await place.kernel.send("GET", path, token: place.token)
                #expect(refused.status == 403, "\(path)")
                #expect(refused.json["code"]?.text == "tenant_suspended")
            }
            await #expect(throws: TestKernelError.self) { try await place.kernel.login(place.owner) }
            #expect(try await place.record()["state"]?.text == "suspended")
            let twice = await place.operatorAsks("POST", "/operator/tenants/acme/suspend")
            #expect(twice.json["code"]?.text == "state_refused")
            let resumed = await place.operatorAsks("POST", "/operator/tenants/acme/resume")
            #expect(resumed.json["status"]?.text == "active")
            let page = await place.kernel.send("GET", "/api/customers", token: place.token)
            #expect(page.items.map { $0["name"]?.text } == ["Kept"])
            _ = try await place.kernel.login(place.owner)
        }
    }

    @Test func `what a provider does to a record is the tenant's at once`() async throws {
        try await withPlace { place in
            let record = try await place.record()
            let id = try #require(record["id"]?.text)
            let path = "/api/tenants/\(id)"
            let moved = await place.provider("POST", "\(path)/moves/suspend", json: "{}")
            #expect(moved.status == 200, "\(moved.text)")
            #expect(await place.me().json["code"]?.text == "tenant_suspended")
            _ = await place.provider("POST", "\(path)/moves/resume", json: "{}")
            #expect(await place.me().status == 200)
            let renamed = await place.provider("PATCH", path, json: #"{"name": "Acme Cleaning"}"#, version: 3)
            #expect(renamed.status == 200, "\(renamed.text)")
            #expect(await place.me().json["org"]?["name"]?.text == "Acme Cleaning")
            let shown = await place.operatorAsks("GET", "/operator/tenants/acme")
            #expect(shown.json["name"]?.text == "Acme Cleaning")
            let readOnly = await place.provider("PATCH", path, json: #"{"slug": "other"}"#, version: 4)
            #expect(readOnly.json["code"]?.text == "read_only")
            #expect(await place.provider("POST", "/api/tenants", json: "{}").status == 405)
            #expect(await place.provider("DELETE", path, version: 4).status == 405)
            let left = try place.kernel.folder.control.pending()
            #expect(left == [])
        }
    }

    @Test func `who only reads the platform changes nothing`() async throws {
        try await withPlace { place in
            let viewer = try await place.kernel.addMember(
                "v@platform.example",
                to: "platform",
                roles: ["provider_viewer"]
            )
            let token = try await place.kernel.login(viewer)
            let id = try #require(try await place.record()["id"]?.text)
            let move = await place.kernel.send("POST", "/api/tenants/\(id)/moves/suspend", token: token, json: "{}")
            #expect(move.status == 403)
            #expect(await place.me().status == 200)
            #expect(await place.kernel.send("GET", "/api/tenants", token: token).items.count == 1)
        }
    }

    @Test func `tenants made before the platform's get their records at the next start, each once`() async throws {
        try await Product.withKernel(Self.capabilities) { kernel in
            for tenant in ["acme", "globex"] { try await kernel.createTenant(tenant) }
            #expect(try kernel.folder.control.tenant(.platform) == nil)
            try await kernel.runtime.recover()
            let journal = try kernel.folder.open(.platform).verifyJournal().entries
            try await kernel.runtime.recover()
            #expect(
                try kernel.folder.open(.platform).verifyJournal().entries == journal,
                "the second start does nothing"
            )
            let admin = try await kernel.addMember("p@platform.example", to: "platform", roles: ["provider_admin"])
            let token = try await kernel.login(admin)
            let page = await kernel.send("GET", "/api/tenants", query: [("sort", "slug")], token: token)
            #expect(page.items.map { $0["slug"]?.text } == ["acme", "globex"])
            #expect(try kernel.folder.control.tenants().map(\.id.raw) == ["acme", "globex"])
        }
    }

    @Test func `a stop between the record and the control database is finished at the next start`() async throws {
        try await withPlace { place in
            let kernel = place.kernel
            let text = try #require(try await place.record()["id"]?.text)
            let id = try #require(RecordID(text))
            let work = PendingWork(
                id: kernel.ids.next(),
                kind: "mirror_tenant",
                tenant: try kernel.tenantID("acme"),
                payload: "{}"
            )
            try kernel.folder.control.insertPending(work)
            try await kernel.write(in: .platform) { writer in
                let entity = try TestKernel.entity("platform.tenant", in: writer.scope.model)
                _ = try writer.move(entity, id: id, "suspend", version: nil, input: .object([]))
            }
            #expect(await place.me().status == 200, "the control database does not know yet")
            try await kernel.runtime.recover()
            #expect(await place.me().json["code"]?.text == "tenant_suspended")
            #expect(try kernel.folder.control.pending() == [])
        }
    }

    @Test func `a stop while the platform's tenant is made is finished at the next start`() async throws {
        try await Product.withKernel(Self.capabilities) { kernel in
            try await kernel.createTenant("acme")
            let work = PendingWork(id: kernel.ids.next(), kind: "create_platform", tenant: .platform, payload: "{}")
            try kernel.folder.control.insertPending(work)
            try kernel.folder.create(.platform)
            try await kernel.runtime.recover()
            #expect(try kernel.folder.control.pending() == [])
            let state = try kernel.folder.open(.platform).state()
            #expect(state.capabilities == ["access", "platform"])
        }
    }

    @Test func `suspending and resuming from many sides leaves record and control database of one mind`() async throws {
        try await withPlace { place in
            await withTaskGroup(of: Void.self) { group in
                for round in 0..<24 {
                    let move = round % 2 == 0 ? "suspend" : "resume"
                    group.addTask { _ = await place.operatorAsks("POST", "/operator/tenants/acme/\(move)") }
                }
            }
            let state = try await place.record()["state"]?.text
            let entry = try #require(try place.kernel.folder.control.tenant(place.kernel.tenantID("acme")))
            #expect(entry.status == state)
            #expect(await place.me().status == (state == "active" ? 200 : 403))
        }
    }

    @Test func `a tenant whose making was interrupted late is not made over again`() async throws {
        try await withPlace { place in
            let kernel = place.kernel
            let acme = try kernel.tenantID("acme")
            let order = #"""
                {"tenant": "acme", "name": "acme", "zone": "UTC", "currency": "EUR", "language": "en", "isDemo": false,
                 "people": []}
                """#
            try kernel.folder.control.insertPending(
                PendingWork(id: kernel.ids.next(), kind: "create_tenant", tenant: acme, payload: order)
            )
            let enabled = await place.operatorAsks("POST", "/operator/packs/cleaning/enable?tenant=acme")
            #expect(enabled.status == 200, "\(enabled.text)")
            try await kernel.runtime.recover()
            let packs = try kernel.folder.open(acme).state().packs
            #expect(packs.map(\.id) == ["cleaning"])
            #expect(try kernel.folder.control.pending() == [])
        }
    }

    @Test func `work that cannot be finished keeps nobody from being served`() async throws {
        try await withPlace { place in
            let kernel = place.kernel
            let acme = try kernel.tenantID("acme")
            for kind in ["create_tenant", "add_member", "from_a_newer_server"] {
                let work = PendingWork(id: kernel.ids.next(), kind: kind, tenant: acme, payload: "not an order")
                try kernel.folder.control.insertPending(work)
            }
            try await kernel.runtime.recover()
            #expect(try kernel.folder.control.pending().count == 3, "the next start tries again")
            #expect(await place.me().status == 200)
        }
    }

    @Test func `a tenant that is refused while it is made leaves nothing to do`() async throws {
        try await withPlace { place in
            let json = #"{"id": "globex", "name": "Globex", "owner": "o@globex.example", "pack": "nothing"}"#
            #expect(await place.operatorAsks("POST", "/operator/tenants", json: json).status == 404)
            let left1 = try place.kernel.folder.control.pending()
            #expect(left1 == [])
        }
    }

    @Test func `people are added to a tenant by the operator`() async throws {
        try await withPlace { place in
            let order = #"{"email": "Mia@Acme.example", "role": "manager", "name": "Mia"}"#
            let added = await place.operatorAsks("POST", "/operator/users?tenant=acme", json: order)
            #expect(added.status == 201, "\(added.text)")
            let password = try #require(added.json["user"]?["password"]?.text)
            let login = #"{"email": "mia@acme.example", "password": "\#(password)"}"#
            #expect(await place.kernel.send("POST", "/api/auth/login", json: login).status == 200)
            let again = await place.operatorAsks("POST", "/operator/users?tenant=acme", json: order)
            #expect(again.json["code"]?.text == "exists")
            let wrong = #"{"email": "x@acme.example", "role": "provider_admin"}"#
            let refused = await place.operatorAsks("POST", "/operator/users?tenant=acme", json: wrong)
            #expect(refused.status == 422, "a provider's role exists in the platform's tenant alone")
            let list = await place.operatorAsks("GET", "/operator/users?tenant=acme")
            guard case .array(let users)? = list.json["users"] else {
                Issue.record("no users: \(list.text)")
                return
            }
            #expect(users.map { $0["email"]?.text } == ["mia@acme.example", "owner@acme.example"])
            let left2 = try place.kernel.folder.control.pending()
            #expect(left2 == [])
        }
    }

    @Test func `a person whose membership a stop left out has it after the next start`() async throws {
        try await withPlace { place in
            let kernel = place.kernel
            let acme = try kernel.tenantID("acme")
            let (identity, password) = try await kernel.authority.enrol(email: "late@acme.example", password: nil)
            let order =
                #"{"identity": "\#(identity.id)", "email": "late@acme.example", "name": "Late", "roles": ["staff"]}"#
            for _ in 1...2 {
                let work = PendingWork(id: kernel.ids.next(), kind: "add_member", tenant: acme, payload: order)
                try kernel.folder.control.insertPending(work)
                try await kernel.runtime.recover()
                #expect(try kernel.folder.control.pending() == [])
            }
            let login = #"{"email": "late@acme.example", "password": "\#(password ?? "")"}"#
            #expect(await kernel.send("POST", "/api/auth/login", json: login).status == 200)
        }
    }
}

/// The platform's entities and roles as a capability of every tenant, so that the suite's two tenants have them.
private struct PlatformForEverybody: Capability {
    static let descriptor = CapabilityDescriptor(
        id: "platform",
        version: Version(1, 0),
        title: "Platform",
        provides: [],
        requires: [Interface("access", 1, 0)]
    )

    func register(into registrar: inout Registrar) throws {
        try PlatformCapability().register(into: &registrar)
    }
}
