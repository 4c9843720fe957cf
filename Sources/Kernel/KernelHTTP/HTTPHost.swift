import HummingbirdCore
import Kernel
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Carries HTTP requests into the kernel: one TCP listener, and one on the operator's Unix socket where there is one.
package struct HTTPHost: Sendable {
    /// Where the host listens.
    package struct Addresses: Sendable, Hashable {
        /// The port of the TCP listener.
        package let port: Int
        /// The TCP listener's address as a URL that this machine can open, such as `http://127.0.0.1:8080`.
        package let url: String
        /// The operator's socket.
        package let operatorSocket: String?
    }

    /// What the host is given by the composition root.
    package struct Surroundings: Sendable {
        let logger: Logger
        let metrics: Metrics
        let ids: IDGenerator
        let clock: any WallClock

        package init(logger: Logger, metrics: Metrics, ids: IDGenerator, clock: any WallClock) {
            self.logger = logger
            self.metrics = metrics
            self.ids = ids
            self.clock = clock
        }
    }

    private let group: ServiceGroup

    /// Prepares a host; nothing is opened yet.
    /// - Parameters:
    ///   - configuration: what the operator set.
    ///   - operatorSocket: the second listener; needs the data folder's lock.
    ///   - handler: answers everything.
    ///   - surroundings: logger, metrics, ids and time.
    ///   - onReady: called once, when all listeners are open.
    /// - Throws: ``HostError`` for a trusted proxy that is no address, and for a certificate that cannot be used.
    package init(
        _ configuration: HTTPConfiguration,
        operatorSocket: OperatorSocket? = nil,
        handler: any InvocationHandler,
        surroundings: Surroundings,
        onReady: @escaping @Sendable (Addresses) async -> Void
    ) throws(HostError) {
        let proxies = try TrustedProxies(configuration.trustedProxies)
        HTTPMetrics.describeProcess(
            surroundings.metrics,
            version: configuration.version,
            startedAt: surroundings.clock.now()
        )
        let certificate = try configuration.tls.map { files throws(HostError) in try TLSCertificate(files) }
        let exchange = Exchange(
            handler: handler,
            origin: .network,
            isEncrypted: certificate != nil,
            bodyLimit: configuration.bounds.body,
            insecureCookies: configuration.insecureCookies,
            ids: surroundings.ids,
            clock: surroundings.clock,
            dates: DateHeader(),
            metrics: HTTPMetrics(surroundings.metrics),
            log: AccessLog(surroundings.logger)
        )
        let network = HTTPConnection(
            exchange: exchange,
            bounds: configuration.bounds,
            proxies: proxies,
            certificate: certificate
        )
        let readiness = Readiness(waitingFor: operatorSocket == nil ? 1 : 2) { port in
            await onReady(Addresses(configuration, port, operatorSocket?.path))
        }
        var listeners: [any Service] = []
        if let certificate, configuration.handlesSignals {
            listeners.append(ReloadAtHangup(certificate: certificate, logger: surroundings.logger))
        }
        if let operatorSocket {
            let connection = operatorSocket.connection(like: network)
            listeners.append(operatorSocket.listener(connection, readiness, Self.quiet(surroundings.logger)))
        }
        listeners.append(Self.listener(configuration, network, readiness, Self.quiet(surroundings.logger)))
        group = Self.group(listeners, configuration, Self.quiet(surroundings.logger))
    }

    /// Serves until SIGTERM, SIGINT or ``shutDown()``; then accepts nothing more, finishes accepted requests and
    /// returns.
    /// - Throws: ``HostError`` when a listener cannot be opened.
    package func run() async throws {
        try await group.run()
    }

    /// Starts the graceful shutdown that a signal would start.
    package func shutDown() async {
        await group.triggerGracefulShutdown()
    }

    private static func listener(
        _ configuration: HTTPConfiguration,
        _ connection: HTTPConnection,
        _ readiness: Readiness,
        _ logger: Logger
    ) -> any Service {
        let server = connection.server(
            configuration: ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                // As long as the system allows: a connection that finds it full waits a second for its next try.
                backlog: 8_192,
                availableConnectionsDelegate: .maximum(connection.connections.limit, logger: logger)
            ),
            onServerRunning: { await readiness.opened(port: $0.localAddress?.port) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        return Listener(server: server, address: "\(configuration.host):\(configuration.port)")
    }

    /// Shuts down from the last listener to the first: the network stops first, the operator can watch it drain.
    private static func group(
        _ listeners: [any Service],
        _ configuration: HTTPConfiguration,
        _ logger: Logger
    ) -> ServiceGroup {
        var group = ServiceGroupConfiguration(
            services: listeners.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: configuration.handlesSignals ? [.sigterm, .sigint] : [],
            logger: logger
        )
        group.maximumGracefulShutdownDuration = configuration.shutdownLimit
        return ServiceGroup(configuration: group)
    }

    /// The libraries' own lines are for debugging them.
    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }
}

extension HTTPHost.Addresses {
    fileprivate init(_ configuration: HTTPConfiguration, _ port: Int, _ operatorSocket: String?) {
        // Nobody can open the address that means all of this machine's.
        let host =
            switch configuration.host {
            case "0.0.0.0": "127.0.0.1"
            case "::", "::0": "::1"
            default: configuration.host
            }
        let name = host.contains(":") ? "[\(host)]" : host
        let scheme = configuration.tls == nil ? "http" : "https"
        self.init(port: port, url: "\(scheme)://\(name):\(port)", operatorSocket: operatorSocket)
    }
}

/// Calls back once all listeners are open.
final class Readiness: Sendable {
    private let state: Mutex<(waiting: Int, port: Int)>
    private let whenReady: @Sendable (_ port: Int) async -> Void

    init(waitingFor listeners: Int, _ whenReady: @escaping @Sendable (_ port: Int) async -> Void) {
        state = Mutex((listeners, 0))
        self.whenReady = whenReady
    }

    /// Counts an open listener; the TCP one tells its port.
    func opened(port: Int? = nil) async {
        let ready: Int? = state.withLock { state in
            state.waiting -= 1
            state.port = port ?? state.port
            return state.waiting == 0 ? state.port : nil
        }
        if let ready { await whenReady(ready) }
    }
}
