/// Proof that the kernel authorised a principal for a tenant, and the only key to data.
///
/// Its initialiser is `package`, and capabilities are built without package access, so that no capability or plugin
/// can make one (ADR 0002). The pipeline's authorise step mints it; system work mints it with a stated reason.
public struct TenantScope: Sendable {
    /// The tenant.
    public let tenant: TenantID
    /// Who asks.
    public let principal: Principal
    /// What the tenant sees.
    public let model: TenantModel
    /// The request, for the journal and the log.
    public let requestID: String
    /// Teams of the principal, for row filters.
    package let teams: [RecordID]
    /// What the principal may do.
    package let access: PrincipalAccess
    /// The instant of the request, milliseconds since 1970 UTC; `now()` in expressions.
    public let now: Int64

    package init(
        tenant: TenantID,
        principal: Principal,
        model: TenantModel,
        requestID: String,
        teams: [RecordID],
        access: PrincipalAccess,
        now: Int64
    ) {
        self.tenant = tenant
        self.principal = principal
        self.model = model
        self.requestID = requestID
        self.teams = teams
        self.access = access
        self.now = now
    }
}
