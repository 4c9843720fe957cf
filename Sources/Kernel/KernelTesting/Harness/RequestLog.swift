import Foundation
import Kernel

/// Which routes the Swift tests ask, for `kernel inventory`.
///
/// Off unless the environment's `KERNEL_TEST_REQUESTS` names a file. Each line is a word and a route: `request GET /api/me` for
/// what went through the pipeline of a `TestKernel`, `isolation GET /api/me` for an answer that the isolation suite judged.
package struct RequestLog: Sendable {
    /// What a line says of a route.
    package enum Kind: String, Sendable {
        case request, isolation
    }

    private let path: String?

    package init(path: String? = ProcessInfo.processInfo.environment["KERNEL_TEST_REQUESTS"]) {
        self.path = path.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Notes a request; one that no route answers is none.
    package func note(_ method: String, _ path: String) {
        guard self.path != nil, let pattern = RouteTable.pattern(method: method, path: path) else { return }
        append(.request, pattern)
    }

    /// Notes an answer that was judged.
    package func note(_ endpoint: Endpoint) {
        guard path != nil, let route = RouteTable.routes.first(where: { $0.endpoint == endpoint }) else { return }
        append(.isolation, "\(route.method) \(route.pattern)")
    }

    /// One write to the end of the file: tests in parallel, and in several processes, never mix their lines.
    ///
    /// What cannot be written is told, and fails no test.
    private func append(_ kind: Kind, _ pattern: String) {
        guard let path else { return }
        let line = Array("\(kind.rawValue) \(pattern)\n".utf8)
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        let isWritten = file >= 0 && write(file, line, line.count) == line.count
        let reason = String(cString: strerror(errno))
        if !isWritten { FileHandle.standardError.write(Data("KERNEL_TEST_REQUESTS: \(path): \(reason)\n".utf8)) }
        if file >= 0 { close(file) }
    }
}
