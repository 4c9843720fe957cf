import CLibssl

/// A certificate chain and its key, ready to serve: OpenSSL's `SSL_CTX`.
///
/// TLS 1.2 and 1.3, no compression, no renegotiation, the library's own choice of ciphers (Debian's security level 2).
/// OpenSSL lets several threads make connections from one context.
final class TLSContext: Sendable {
    /// The `SSL_CTX`, owned; a number, since it is only ever handed to OpenSSL.
    private let address: UInt

    /// Reads PEM files.
    /// - Parameters:
    ///   - certificate: the server's certificate, then those between it and its authority.
    ///   - key: its private key, without a password.
    /// - Throws: ``HostError/tls(file:reason:)`` for a file that cannot be read, and for a key of another certificate.
    init(certificate: String, key: String) throws(HostError) {
        ERR_clear_error()
        guard let context = SSL_CTX_new(TLS_server_method()) else {
            throw .tls(file: certificate, reason: OpenSSLFault.reason())
        }
        do throws(HostError) {
            try Self.prepare(context, certificate, key)
        } catch {
            SSL_CTX_free(context)
            throw error
        }
        address = UInt(bitPattern: context)
    }

    deinit {
        SSL_CTX_free(OpaquePointer(bitPattern: address))
    }

    private static func prepare(
        _ context: OpaquePointer,
        _ certificate: String,
        _ key: String
    ) throws(HostError) {
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        SSL_CTX_ctrl(context, SSL_CTRL_MODE, Int(SSL_MODE_RELEASE_BUFFERS), nil)
        SSL_CTX_set_options(context, noRenegotiation | noCompression)
        // A key with a password would make the server ask for it at the terminal, for ever where there is none.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in 0 }
        guard SSL_CTX_use_certificate_chain_file(context, certificate) == 1 else {
            throw .tls(file: certificate, reason: OpenSSLFault.reason())
        }
        guard SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 else {
            let reason = OpenSSLFault.reason()
            let isAnothers = reason == "key values mismatch" || reason == "key type mismatch"
            throw .tls(file: key, reason: isAnothers ? "it is not the key of \(certificate)" : reason)
        }
    }

    /// `SSL_OP_NO_RENEGOTIATION`, which the headers spell as a macro that Swift does not read.
    private static let noRenegotiation: UInt64 = 1 << 30
    /// `SSL_OP_NO_COMPRESSION`, likewise.
    private static let noCompression: UInt64 = 1 << 17

    /// A connection's state, the server's side; `nil` when memory is out.
    func connection() -> OpaquePointer? {
        guard let connection = SSL_new(OpaquePointer(bitPattern: address)) else { return nil }
        SSL_set_accept_state(connection)
        return connection
    }
}

/// What OpenSSL says went wrong on this thread.
enum OpenSSLFault {
    private static let systemMark: UInt = 0x8000_0000

    /// The first reason in its queue, which is emptied.
    static func reason() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        // Without its mark the code of a system error is errno.
        if code & systemMark != 0 { return SystemFault.text(of: CInt(truncatingIfNeeded: code & ~systemMark)) }
        guard code != 0, let text = ERR_reason_error_string(code) else { return "it cannot be read" }
        return String(cString: text)
    }
}
