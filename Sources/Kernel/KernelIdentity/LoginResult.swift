import Kernel

/// What a successful login gives.
package struct LoginResult: Sendable {
    /// The session's token, told this once.
    package let token: String
    /// The session, in one tenant and one space.
    package let session: SessionEntry
    /// Who signed in.
    package let identity: IdentityEntry
    /// Where.
    package let tenant: TenantEntry

    /// The absolute end, in milliseconds since 1970.
    package var expiresAt: Int64 { session.expiresAt }
    /// The side of the product the session is in.
    package var space: Space { session.space }
}
