import Kernel

/// The rule against requests that another site makes a browser send.
///
/// A write by cookie needs `X-Requested-With: kernel`, which no form can send and no other site may, and evidence from
/// the browser that its own page asked: `Origin`, `Sec-Fetch-Site` or both, none of them against it. `Origin` must name
/// the host and port of `Host`; `null` names none.
package enum SameOrigin {
    /// Refuses a write by cookie that the rule does not let through.
    /// - Throws: `forbidden`.
    package static func check(_ headers: InvocationHeaders) throws(KernelError) {
        guard headers.requestedWith == "kernel" else {
            throw refusal("A write with a cookie needs the header X-Requested-With: kernel.")
        }
        guard headers.origin != nil || headers.secFetchSite != nil else {
            throw refusal("A write with a cookie needs the header Origin or Sec-Fetch-Site.")
        }
        guard !isForeign(headers) else { throw refusal("The request comes from another site.") }
    }

    /// Whether the browser says that a page of another origin sent this.
    ///
    /// A login from there gets no cookie: it would sign somebody in to an account they did not choose.
    package static func isForeign(_ headers: InvocationHeaders) -> Bool {
        if let site = headers.secFetchSite, site != "same-origin" { return true }
        guard let origin = headers.origin else { return false }
        return !names(origin, headers.host)
    }

    /// Whether an origin (`https://host:port`) names the host that was asked (`host:port`).
    ///
    /// The port that goes without saying in the origin's scheme may be said or left out.
    private static func names(_ origin: String, _ host: String?) -> Bool {
        let origin = origin.lowercased()
        guard let host = host?.lowercased(), !host.isEmpty else { return false }
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where origin.hasPrefix(scheme) {
            return without(port, String(origin.dropFirst(scheme.count))) == without(port, host)
        }
        return false
    }

    private static func without(_ port: String, _ authority: String) -> String {
        authority.hasSuffix(port) ? String(authority.dropLast(port.count)) : authority
    }

    private static func refusal(_ detail: String) -> KernelError {
        KernelError(.forbidden, detail)
    }
}
