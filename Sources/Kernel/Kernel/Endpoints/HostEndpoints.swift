import KernelCrypto
import Logging

extension Runtime {
    /// `GET /`: one static page until the console takes its place.
    func home() -> Outcome {
        let trouble = parts.directory.trouble
        let page = HomePage.html(version: parts.version, trouble: trouble)
        return Outcome(
            status: 200,
            headers: [
                Outcome.Header("Content-Type", "text/html; charset=utf-8"),
                Outcome.Header(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src '\(HomePage.styleHash)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                ),
            ],
            body: Array(page.utf8)
        )
    }

    /// `GET /healthz`: the process answers.
    func health() -> Outcome {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("status")
            writer.string("ok")
            writer.key("version")
            writer.string(parts.version)
        }
        return .json(body: writer.bytes)
    }

    /// `GET /readyz`: 503 with the reason while writes are refused.
    func ready() -> Outcome {
        let trouble = parts.directory.trouble
        if let trouble { parts.logger.warning("read-only", metadata: ["cause": "\(trouble)"]) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("status")
            writer.string(trouble == nil ? "ready" : "read_only")
            if trouble != nil {
                writer.key("reason")
                writer.string("The disk takes no writes; reads go on. The server's log says more.")
            }
        }
        return .json(trouble == nil ? 200 : 503, writer.bytes)
    }

    /// `GET /metrics`: for the token's holder; without a token configured, for this machine only.
    func metrics(_ call: AuthenticatedInvocation) throws -> Outcome {
        if let token = parts.metricsToken {
            let sent = call.invocation.headers.authorization ?? ""
            guard ConstantTime.equal(Array(sent.utf8), Array("Bearer \(token)".utf8)) else {
                throw KernelError(.unauthenticated, "Send the metrics token: Authorization: Bearer <token>.")
            }
        } else {
            // A proxy on this machine is a loopback peer too, but asks for the name that its clients used.
            let isLocal = Self.isLoopback(call.invocation.peer) && Self.isLocalName(call.invocation.headers.host)
            guard call.invocation.origin == .operatorConsole || isLocal else {
                throw KernelError.notFound
            }
        }
        return Outcome(
            status: 200,
            headers: [Outcome.Header("Content-Type", Metrics.contentType)],
            body: parts.metrics.render()
        )
    }

    private static func isLocalName(_ host: String?) -> Bool {
        guard let host else { return true }
        let name =
            host.hasPrefix("[") ? String(host.prefix { $0 != "]" }.dropFirst()) : String(host.prefix { $0 != ":" })
        return name == "localhost" || isLoopback(name)
    }

    private static func isLoopback(_ peer: String) -> Bool {
        peer == "::1" || peer.hasPrefix("127.") || peer == "local"
    }

    /// `GET /api/openapi.json`: what this caller's tenant and role can use; without a session the public part.
    func openAPI(_ call: AuthenticatedInvocation) throws -> Outcome {
        guard let session = call.session else {
            return .json(body: OpenAPIDocument.write(model: nil, access: nil, version: parts.version))
        }
        let tenant = try tenants.tenant(session.tenant)
        let view = tenant.current
        guard let member = try tenants.membership(of: session.identity, in: tenant), member.active else {
            throw KernelError(.unauthenticated, "This session's member is no longer active.")
        }
        try tenant.requireActive()
        let access = view.model.access(of: member.roles)
        return .json(body: OpenAPIDocument.write(model: view.model, access: access, version: parts.version))
    }
}
