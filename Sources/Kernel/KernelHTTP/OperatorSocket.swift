import HummingbirdCore
import Kernel
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// The operator's door: HTTP on a Unix socket in the data folder, mode 0600, whose invocations are the operator's.
///
/// The socket is bound in a folder that only its owner can enter, gets its mode there, and is then renamed to its
/// place. So there is no moment at which others could connect, no process-wide umask, and a stale socket is replaced in
/// one step.
package struct OperatorSocket: Sendable {
    /// The socket's name in a data folder; short, since a socket's whole path is bounded to 107 bytes.
    package static let fileName = "kernel.sock"

    /// Where the socket is.
    package let path: String
    /// Bytes of a request's body on this socket; packs come through it.
    package let bodyLimit: Int

    private let place: SocketPlace

    /// A socket at a path.
    /// - Parameters:
    ///   - path: where it will be; its folder exists.
    ///   - holdingLock: whether the caller holds the data folder's lock, so that an old socket there is nobody's.
    ///   - bodyLimit: bytes of a request's body.
    /// - Throws: ``HostError`` when the path is too long, or taken and not to be replaced.
    package init(path: String, holdingLock: Bool, bodyLimit: Int = 64 << 20) throws(HostError) {
        self.path = path
        self.bodyLimit = bodyLimit
        place = try SocketPlace(path: path, mayReplace: holdingLock)
    }

    /// The socket's path in a data folder.
    package static func path(inDataFolder folder: String) -> String {
        folder.hasSuffix("/") ? folder + fileName : folder + "/" + fileName
    }

    /// The same connections, with the operator as their origin and no proxies.
    func connection(like network: HTTPConnection) -> HTTPConnection {
        let exchange = Exchange(
            handler: network.exchange.handler,
            origin: .operatorConsole,
            isEncrypted: false,
            bodyLimit: bodyLimit,
            insecureCookies: false,
            ids: network.exchange.ids,
            clock: network.exchange.clock,
            dates: network.exchange.dates,
            metrics: network.exchange.metrics,
            log: network.exchange.log
        )
        return HTTPConnection(exchange: exchange, bounds: network.bounds, proxies: network.proxies)
    }

    func listener(_ connection: HTTPConnection, _ readiness: Readiness, _ logger: Logger) -> any Service {
        let failure = Failure()
        let server = connection.server(
            configuration: ServerConfiguration(
                address: .unixDomainSocket(path: place.bindPath),
                availableConnectionsDelegate: .maximum(connection.connections.limit, logger: logger)
            ),
            onServerRunning: { [place] channel in
                do throws(HostError) {
                    try place.publish()
                } catch {
                    failure.error.withLock { $0 = error }
                    channel.close(promise: nil)
                    return
                }
                await readiness.opened()
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        return OperatorListener(listener: Listener(server: server, address: path), place: place, failure: failure)
    }

    /// Why the socket could not be put in its place, carried from the server's callback to its end.
    final class Failure: Sendable {
        let error = Mutex<HostError?>(nil)
    }
}

/// Prepares the place, serves, and leaves the place clean.
private struct OperatorListener: Service {
    let listener: Listener
    let place: SocketPlace
    let failure: OperatorSocket.Failure

    func run() async throws {
        try place.prepare()
        defer { place.clear() }
        try await listener.run()
        if let error = failure.error.withLock({ $0 }) { throw error }
    }
}
