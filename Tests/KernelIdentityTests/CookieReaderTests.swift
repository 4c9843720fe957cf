import Kernel
import Testing

@testable import KernelIdentity

struct CookieReaderTests {
    private let reader = CookieReader()

    private func headers(authorization: String? = nil, cookie: String? = nil) -> InvocationHeaders {
        var headers = InvocationHeaders()
        headers.authorization = authorization
        headers.cookie = cookie
        return headers
    }

    @Test(arguments: ["Bearer abc", "bearer abc", "BEARER  abc"])
    func `a bearer token is found in any case`(header: String) {
        let found = reader.credential(in: headers(authorization: header))
        #expect(found == CookieReader.Credential(token: "abc", isCookie: false))
    }

    @Test(arguments: [
        "__Host-kernel=abc", "a=b; __Host-kernel=abc", "__Host-kernel=abc; a=b", "a=b;__Host-kernel=abc;c=d",
        "__Host-kernel=abc; __Host-kernel=abc", "kernel=no; __Host-kernel=abc; __Host-kernel-x=no",
    ])
    func `the cookie is found among others`(header: String) {
        let found = reader.credential(in: headers(cookie: header))
        #expect(found == CookieReader.Credential(token: "abc", isCookie: true))
    }

    @Test(arguments: [
        nil, "", "a=b", "kernel=abc", "__host-kernel=abc", "x__Host-kernel=abc", "__Host-kernel", "__Host-kernel=",
        "__Host-kernel=abc; __Host-kernel=def", "__Host-kernel=; __Host-kernel=abc",
    ])
    func `everything else is no cookie`(header: String?) {
        #expect(reader.credential(in: headers(cookie: header)) == nil)
    }

    @Test func `with both, the bearer token counts`() {
        let found = reader.credential(in: headers(authorization: "Bearer one", cookie: "__Host-kernel=two"))
        #expect(found == CookieReader.Credential(token: "one", isCookie: false))
    }

    @Test func `an empty bearer token does not fall back to the cookie`() {
        for header in ["Bearer", "Bearer "] {
            let found = reader.credential(in: headers(authorization: header, cookie: "__Host-kernel=two"))
            #expect(found == CookieReader.Credential(token: "", isCookie: false))
        }
    }

    @Test(arguments: ["Basic YTpi", "Bearers abc", ""])
    func `another scheme leaves the cookie to count`(header: String) {
        let found = reader.credential(in: headers(authorization: header, cookie: "__Host-kernel=two"))
        #expect(found == CookieReader.Credential(token: "two", isCookie: true))
    }

    @Test func `the cookie is for this host, over TLS, and not for scripts`() {
        let setting = "__Host-kernel=abc; Path=/; Secure; HttpOnly; SameSite=Lax"
        #expect(reader.setting("abc") == Outcome.Header("Set-Cookie", setting))
        let clearing = "__Host-kernel=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
        #expect(reader.clearing == Outcome.Header("Set-Cookie", clearing))
    }

    @Test func `insecure cookies have the plain name`() {
        let insecure = CookieReader(insecure: true)
        #expect(insecure.setting("abc").value == "kernel=abc; Path=/; HttpOnly; SameSite=Lax")
        #expect(insecure.clearing.value == "kernel=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
        #expect(insecure.credential(in: headers(cookie: "kernel=abc"))?.token == "abc")
        #expect(insecure.credential(in: headers(cookie: "__Host-kernel=abc")) == nil)
    }
}
