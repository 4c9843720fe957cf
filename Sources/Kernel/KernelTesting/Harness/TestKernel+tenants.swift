import Kernel
import Synchronization

/// A person who can sign in to a kernel under test.
public struct TestMember: Hashable, Sendable {
    /// The identity's id, which is the member record's.
    public let id: String
    /// The tenant.
    public let tenant: String
    /// The e-mail address.
    public let email: String
    /// The password.
    public let password: String

    /// The same person in another tenant.
    package init(_ member: TestMember, in tenant: String) {
        self.init(id: member.id, tenant: tenant, email: member.email, password: member.password)
    }

    init(id: String, tenant: String, email: String, password: String) {
        self.id = id
        self.tenant = tenant
        self.email = email
        self.password = password
    }

    /// The id as the kernel has it.
    package var recordID: RecordID {
        get throws {
            guard let id = RecordID(id) else { throw TestKernelError("`\(id)` is no id") }
            return id
        }
    }
}

extension TestKernel {
    private static let password = "Tall ships sail at dawn 7"

    /// Makes a tenant with its owner, as the operator does.
    /// - Throws: `TestKernelError` with the kernel's answer.
    @discardableResult
    public func createTenant(_ id: String, pack: String? = nil) async throws -> TestMember {
        let email = "owner@\(id).example"
        let (identity, _) = try await authority.enrol(email: email, password: Self.password)
        let packMember = pack.map { #", "pack": "\#($0)""# } ?? ""
        var request = TestRequest(
            "POST",
            "/operator/tenants",
            json: #"{"id": "\#(id)", "name": "\#(id)", "owner": "\#(email)", "owner_name": "Owner"\#(packMember)}"#
        )
        request.fromOperator = true
        let answer = await send(request)
        guard answer.status == 201 else { throw TestKernelError("no tenant `\(id)`: \(answer.text)") }
        return TestMember(id: identity.id.raw, tenant: id, email: email, password: Self.password)
    }

    /// Adds a member with roles, past the API, which has no plain way to.
    @discardableResult
    public func addMember(_ email: String, to tenant: String, roles: [String]) async throws -> TestMember {
        let tenantID = try tenantID(tenant)
        let (identity, _) = try await authority.enrol(email: email, password: Self.password)
        let name = email.prefix { $0 != "@" }
        let values: [String: Value] = [
            "name": .text(String(name)), "email": .text(identity.email), "roles": .choices(roles),
            "active": .bool(true),
        ]
        try await write(in: tenantID) { writer in
            let members = try Self.entity("access.member", in: writer.scope.model)
            let all = RecordAccess(rows: .everything, fields: nil)
            _ = try writer.create(members, id: identity.id, values: values, access: all)
        }
        try folder.control.insertMembership(identity.id, tenantID)
        return TestMember(id: identity.id.raw, tenant: tenant, email: identity.email, password: Self.password)
    }

    /// Signs a member in and answers the session's token.
    public func login(_ member: TestMember) async throws -> String {
        let answer = await send(
            "POST",
            "/api/auth/login",
            json: #"{"email": "\#(member.email)", "password": "\#(member.password)", "tenant": "\#(member.tenant)"}"#
        )
        guard answer.status == 200, let token = answer.json["token"]?.text else {
            throw TestKernelError("no session for \(member.email): \(answer.text)")
        }
        return token
    }

    /// The model that a tenant sees now.
    package func model(of tenant: TenantID) throws -> TenantModel {
        try runtime.model(of: tenant)
    }

    /// A scope that may do everything in a tenant; row rules are left aside.
    package func scope(
        of tenant: TenantID,
        as principal: Principal = .system(reason: "testing")
    ) throws -> TenantScope {
        let model = try model(of: tenant)
        return TenantScope(
            tenant: tenant,
            principal: principal,
            model: model,
            requestID: "testing",
            teams: [],
            access: model.systemAccess,
            now: clock.now(),
            environment: TenantEnvironment(of: try folder.open(tenant).state(), in: model)
        )
    }

    /// Writes past the API, still validated and journaled.
    package func write<T: Sendable>(
        in tenant: TenantID,
        as principal: Principal = .system(reason: "testing"),
        _ body: @escaping @Sendable (RecordWriter) throws -> T
    ) async throws -> T {
        let scope = try scope(of: tenant, as: principal)
        let ids = ids
        return try await folder.open(tenant).write(scope) { backend in
            try body(RecordWriter(scope: scope, backend: backend, ids: ids))
        }
    }

    package func tenantID(_ text: String) throws -> TenantID {
        guard let id = TenantID(text) else { throw TestKernelError("`\(text)` is no tenant's id") }
        return id
    }

    static func entity(_ id: EntityID, in model: TenantModel) throws -> EntityModel {
        guard let entity = model.entities[id] else { throw TestKernelError("there is no entity `\(id)`") }
        return entity
    }
}
