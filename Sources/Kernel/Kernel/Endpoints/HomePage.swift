import Foundation
import KernelCrypto

/// The page at `/` until the console takes its place: state, version, the API's description, how to sign in by curl.
enum HomePage {
    private static let style = """
        :root{color-scheme:light dark;--ink:#1a2330;--soft:#5a6675;--line:#d8dee6;--ground:#f6f8fa;--card:#fff;--ok:#116b3c;--bad:#a4261d;--link:#1750a6}
        @media(prefers-color-scheme:dark){:root{--ink:#e6ebf2;--soft:#9aa7b6;--line:#2d3745;--ground:#10151c;--card:#181f29;--ok:#5fd394;--bad:#ff8a80;--link:#8ab8ff}}
        *{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
        main{max-width:44rem;margin:0 auto;padding:clamp(1.5rem,6vw,4rem) 1.25rem}
        h1{font-size:1.75rem;margin:0;letter-spacing:-.01em}h2{font-size:1.05rem;margin:0 0 .5rem}
        .state{display:flex;gap:.6rem;align-items:center;margin:.5rem 0 2rem;color:var(--soft)}
        .state b{color:var(--ok)}.state.bad b{color:var(--bad)}
        section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.1rem 1.25rem;margin:0 0 1rem}
        p{margin:.25rem 0 .6rem}pre{margin:.5rem 0 0;padding:.8rem 1rem;background:var(--ground);border:1px solid var(--line);border-radius:.5rem;overflow-x:auto;font:13.5px/1.5 ui-monospace,monospace}
        a{color:var(--link)}a:focus-visible{outline:2px solid var(--link);outline-offset:2px}code{font-family:ui-monospace,monospace;font-size:.92em}
        """

    /// The CSP source that allows the page's one style sheet and nothing else.
    static let styleHash = "sha256-" + Data(SHA256.digest(Array(style.utf8))).base64EncodedString()

    /// The page.
    ///
    /// Nothing in it comes from a request.
    static func html(version: String, trouble: String?) -> String {
        let state = trouble == nil ? "<b>Running</b>" : "<b>Read-only</b> <span>the disk takes no writes</span>"
        return """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1"><title>Kernel</title>
            <style>\(style)</style></head><body><main>
            <h1>Kernel</h1>
            <p class="state\(trouble == nil ? "" : " bad")" role="status">\(state)<span>version \(escape(version))</span></p>
            <section><h2>The API</h2>
            <p>Everything this server answers is described in <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).
            Signed in, the description shows what your role can use.</p></section>
            <section><h2>Sign in</h2><p>With the e-mail and password of a member; a demo server writes its logins to
            <code>demo-logins.json</code> in its data folder. <code>KERNEL</code> is this server's
            address.</p>
            <pre tabindex="0">curl -s \(origin)/api/auth/login -H 'Content-Type: application/json' \\
              -d '{"email": "you@example.com", "password": "..."}'</pre></section>
            <section><h2>Ask</h2><p>With <code>TOKEN</code> set to the token from the answer.</p>
            <pre tabindex="0">curl -s \(origin)/api/me -H "Authorization: Bearer $TOKEN"
            curl -s "\(origin)/api/work-orders?limit=5" -H "Authorization: Bearer $TOKEN"</pre></section>
            <section><h2>Watch</h2><p><a href="/healthz">/healthz</a> says whether the process runs,
            <a href="/readyz">/readyz</a> whether it can serve.</p></section>
            </main></body></html>
            """
    }

    /// The page is the same for every host, so its examples name none.
    private static let origin = "$KERNEL"

    private static func escape(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            default: String(character)
            }
        }.joined()
    }
}
