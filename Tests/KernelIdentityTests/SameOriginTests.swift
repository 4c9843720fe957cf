import Kernel
import KernelIdentity
import Testing

struct SameOriginTests {
    private func headers(
        requestedWith: String? = "kernel",
        origin: String? = nil,
        site: String? = nil,
        host: String? = "app.example.com"
    ) -> InvocationHeaders {
        var headers = InvocationHeaders()
        headers.requestedWith = requestedWith
        headers.origin = origin
        headers.secFetchSite = site
        headers.host = host
        return headers
    }

    private func refusal(_ headers: InvocationHeaders) -> KernelError? {
        do throws(KernelError) { try SameOrigin.check(headers) } catch { return error }
        return nil
    }

    @Test(arguments: [
        ("https://app.example.com", "app.example.com"), ("https://app.example.com", "app.example.com:443"),
        ("https://app.example.com:443", "app.example.com"), ("HTTPS://APP.example.com", "app.EXAMPLE.com"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"), ("http://localhost", "localhost:80"),
        ("http://[::1]:8080", "[::1]:8080"),
    ])
    func `the own origin is let through`(origin: String, host: String) {
        #expect(refusal(headers(origin: origin, host: host)) == nil)
    }

    @Test(arguments: [
        ("https://evil.example", "app.example.com"), ("https://app.example.com.evil.example", "app.example.com"),
        ("https://xapp.example.com", "app.example.com"), ("https://app.example.com:8443", "app.example.com"),
        ("https://app.example.com", "app.example.com:80"), ("http://127.0.0.1:8081", "127.0.0.1:8080"),
        ("null", "app.example.com"), ("", "app.example.com"), ("app.example.com", "app.example.com"),
        ("ftp://app.example.com", "app.example.com"), ("https://", ""), ("https://app.example.com/", "app.example.com"),
    ])
    func `another origin is refused`(origin: String, host: String) {
        #expect(refusal(headers(origin: origin, host: host))?.problem == .forbidden)
    }

    @Test func `without a host no origin is the own one`() {
        #expect(refusal(headers(origin: "https://app.example.com", host: nil))?.problem == .forbidden)
    }

    @Test func `the browser's word is enough when it says same-origin`() {
        #expect(refusal(headers(site: "same-origin")) == nil)
        for site in ["same-site", "cross-site", "none", "", "Same-Origin"] {
            #expect(refusal(headers(site: site))?.problem == .forbidden)
        }
    }

    @Test func `of two headers none may speak against it`() {
        let own = "https://app.example.com"
        #expect(refusal(headers(origin: own, site: "same-origin")) == nil)
        #expect(refusal(headers(origin: own, site: "cross-site"))?.problem == .forbidden)
        #expect(refusal(headers(origin: "https://evil.example", site: "same-origin"))?.problem == .forbidden)
    }

    @Test func `the header that no form can send is needed`() {
        for value in [nil, "", "Kernel", "XMLHttpRequest"] {
            let refused = refusal(headers(requestedWith: value, origin: "https://app.example.com", site: "same-origin"))
            #expect(refused?.problem == .forbidden)
            #expect(refused?.detail.contains("X-Requested-With") == true)
        }
    }

    @Test func `a request that says nothing of its origin is refused`() {
        #expect(refusal(headers())?.problem == .forbidden)
        #expect(!SameOrigin.isForeign(headers()))
    }
}
