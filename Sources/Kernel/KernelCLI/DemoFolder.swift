import Foundation
import Kernel
import KernelCrypto

/// The demo tenant of a data folder: its logins are written down first and then made, so that a stop in between
/// never leaves people whose passwords nobody knows.
struct DemoFolder {
    let data: String
    let process: KernelProcess
    /// The pack to make it with; `nil` for the first one on offer that has demo rows.
    var named: String?
    /// What the tenant is like, before what the pack says of it.
    var company = DemoCompany()
    /// Whether progress is told on standard error.
    var isTold = true

    private var file: String { "\(data)/demo-logins.json" }

    /// Makes the demo tenant once; the logins of this data folder.
    func prepare() async throws -> [Runtime.DemoLogin] {
        if try process.runtime.hasDemo { return try read() ?? [] }
        guard let pack = try process.runtime.demoPack(named) else {
            if let named { throw Refusal("There is no pack `\(named)` with demo rows on offer.") }
            let hint = "Start where the folder `Packs` is, or name one with --packs."
            throw Refusal("No pack with demo rows is on offer, so there is nothing to make a demo of. \(hint)")
        }
        let logins = try read() ?? write(process.runtime.demoRoles(pack: pack))
        if isTold { Console.error("Making the demo tenant with the pack `\(pack)` ...") }
        do {
            try await process.runtime.makeDemo(logins, pack: pack, like: company)
        } catch let error as KernelError {
            let findings = error.findings.map { "\n  \($0.path): \($0.message)" }.joined()
            throw Refusal("The demo tenant could not be made: \(error.detail)\(findings)")
        }
        return logins
    }

    private func read() throws -> [Runtime.DemoLogin]? {
        guard let data = FileManager.default.contents(atPath: file) else { return nil }
        return try JSONDecoder().decode([Runtime.DemoLogin].self, from: data)
    }

    private func write(_ roles: [String]) throws -> [Runtime.DemoLogin] {
        let logins = roles.map { role in
            Runtime.DemoLogin(
                role: role,
                email: "\(role.map { $0 == "_" ? "-" : String($0) }.joined())@demo.example",
                password: Base64URL.encode(process.random.bytes(15))
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let made = FileManager.default.createFile(
            atPath: file,
            contents: try encoder.encode(logins),
            attributes: [.posixPermissions: 0o600]
        )
        guard made else { throw Refusal("The file \(file) cannot be written.") }
        return logins
    }
}
