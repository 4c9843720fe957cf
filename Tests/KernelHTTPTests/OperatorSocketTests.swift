import Foundation
import Kernel
import Synchronization
import Testing

@testable import KernelHTTP

/// The Unix socket and its client.
@Suite(.timeLimit(.minutes(5)))
struct OperatorSocketTests {
    /// The client blocks its thread, so it gets one of its own.
    private func off<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try work() })
            }
        }
    }

    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    /// A Unix socket that listens, or that a dead server left.
    private func bareSocket(_ path: String, listening: Bool) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        if listening { try #require(listen(descriptor, 4) == 0) }
        return descriptor
    }

    @Test
    func `an invocation goes through the socket as the operator's and its outcome comes back`() async throws {
        try await withFolder { folder in
            let path = OperatorSocket.path(inDataFolder: folder)
            let handler = RecordingHandler { invocation in
                Outcome(status: 201, headers: [.init("ETag", "\"7\"")], body: invocation.body + Array("!".utf8))
            }
            let socket = try OperatorSocket(path: path, holdingLock: true)
            try await RunningHost.with(handler, operatorSocket: socket) { host in
                #expect(host.addresses.operatorSocket == path)
                #expect(try mode(path) == 0o600)
                var headers = InvocationHeaders()
                headers.contentType = "text/plain"
                let sent = Invocation(
                    method: "POST",
                    path: "/api/x",
                    query: "q=1",
                    headers: headers,
                    body: Array("hello".utf8),
                    requestID: "r-9"
                )
                let outcome = try await off { try OperatorClient(socketPath: path).send(sent) }
                #expect(outcome.status == 201)
                #expect(outcome.body == Array("hello!".utf8))
                #expect(outcome.headers.contains(.init("ETag", "\"7\"")))
                #expect(outcome.headers.contains(.init("X-Request-Id", "r-9")))
                #expect(try await off { try OperatorClient(socketPath: path).serverListens() })
                let arrived = try #require(handler.invocations.first)
                #expect(arrived.origin == .operatorConsole)
                #expect(arrived.peer == "local")
                #expect(arrived.path == "/api/x")
                #expect(arrived.query == "q=1")
                #expect(arrived.headers.contentType == "text/plain")
                #expect(arrived.requestID == "r-9")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test
    func `large bodies go both ways, over the network's limit`() async throws {
        try await withFolder { folder in
            let path = OperatorSocket.path(inDataFolder: folder)
            let handler = RecordingHandler { Outcome(status: 200, body: $0.body) }
            let socket = try OperatorSocket(path: path, holdingLock: true, bodyLimit: 3_000_000)
            try await RunningHost.with(handler, operatorSocket: socket) { _ in
                let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
                let sent = Invocation(method: "POST", path: "/", body: body, requestID: "r")
                let echoed = try await off { try OperatorClient(socketPath: path).send(sent) }
                #expect(echoed.body == body)
                let tooLarge = Invocation(method: "POST", path: "/", body: body + [0], requestID: "r")
                let refused = try await off { try OperatorClient(socketPath: path).send(tooLarge) }
                #expect(refused.status == 413)
            }
        }
    }

    @Test
    func `the network is not the operator`() async throws {
        try await withFolder { folder in
            let handler = RecordingHandler.echo()
            let socket = try OperatorSocket(path: OperatorSocket.path(inDataFolder: folder), holdingLock: true)
            try await RunningHost.with(handler, operatorSocket: socket) { host in
                _ = try await Wire.ask(host.port, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            }
            #expect(handler.invocations.map(\.origin) == [.network])
        }
    }

    @Test
    func `the owner of the folder replaces a socket that a dead server left`() async throws {
        try await withFolder { folder in
            let path = OperatorSocket.path(inDataFolder: folder)
            close(try bareSocket(path, listening: false))
            mkdir(folder + "/.op", 0o755)
            let socket = try OperatorSocket(path: path, holdingLock: true)
            try await RunningHost.with(RecordingHandler.echo(), operatorSocket: socket) { _ in
                let sent = Invocation(method: "GET", path: "/", requestID: "r")
                let outcome = try await off { try OperatorClient(socketPath: path).send(sent) }
                #expect(outcome.status == 200)
            }
        }
    }

    @Test(arguments: ["a socket without the lock", "a file", "a folder"])
    func `anything else in its place is left alone`(kind: String) async throws {
        try await withFolder { folder in
            let path = OperatorSocket.path(inDataFolder: folder)
            switch kind {
            case "a file": try Data("keep".utf8).write(to: URL(fileURLWithPath: path))
            case "a folder": mkdir(path, 0o700)
            default: close(try bareSocket(path, listening: false))
            }
            let socket = try OperatorSocket(path: path, holdingLock: kind != "a socket without the lock")
            let error = await #expect(throws: HostError.self) {
                try await RunningHost.with(RecordingHandler.echo(), operatorSocket: socket) { _ in }
            }
            guard case .socketTaken(path, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [OperatorSocket.fileName])
        }
    }

    @Test
    func `a path that is too long is told before anything is opened`() throws {
        let folder = "/tmp/" + String(repeating: "d", count: 100)
        let error = #expect(throws: HostError.self) {
            try OperatorSocket(path: OperatorSocket.path(inDataFolder: folder), holdingLock: true)
        }
        #expect(error?.description.contains("117 bytes, the system takes 107") == true)
        #expect(throws: OperatorClientError.self) {
            try OperatorClient(socketPath: folder + "/kernel.sock").serverListens()
        }
    }

    @Test
    func `no server is told as such, whether the socket is missing or dead`() throws {
        let missing = "/tmp/kh-none-\(UUID().uuidString.prefix(8))"
        let client = OperatorClient(socketPath: missing)
        #expect(try !client.serverListens())
        #expect(throws: OperatorClientError.noServer(path: missing)) {
            try client.send(Invocation(method: "GET", path: "/", requestID: "r"))
        }
        close(try bareSocket(missing, listening: false))
        defer { unlink(missing) }
        #expect(try !client.serverListens())
    }

    @Test
    func `a server that does not answer is waited for as long as asked`() async throws {
        try await withFolder { folder in
            let path = folder + "/silent"
            let descriptor = try bareSocket(path, listening: true)
            defer { close(descriptor) }
            let client = OperatorClient(socketPath: path, timeout: .milliseconds(50))
            let error = await #expect(throws: OperatorClientError.self) {
                try await off { try client.send(Invocation(method: "GET", path: "/", requestID: "r")) }
            }
            #expect(error == .timedOut)
        }
    }

    @Test
    func `an answer over the client's limit is a broken one`() async throws {
        try await withFolder { folder in
            let path = OperatorSocket.path(inDataFolder: folder)
            let handler = RecordingHandler { _ in Outcome(status: 200, body: Array(repeating: 0, count: 5_000)) }
            let socket = try OperatorSocket(path: path, holdingLock: true)
            try await RunningHost.with(handler, operatorSocket: socket) { _ in
                let client = OperatorClient(socketPath: path, answerLimit: 1_000)
                let error = await #expect(throws: OperatorClientError.self) {
                    try await off { try client.send(Invocation(method: "GET", path: "/", requestID: "r")) }
                }
                #expect(error == .brokenAnswer(reason: "it is longer than 1000 bytes"))
            }
        }
    }
}
