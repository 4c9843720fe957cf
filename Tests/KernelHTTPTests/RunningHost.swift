import Kernel
import KernelHTTP
import Logging

/// A host under test, on a free port of loopback.
struct RunningHost: Sendable {
    let host: HTTPHost
    let addresses: HTTPHost.Addresses
    let metrics: Metrics
    let log: LogLines
    private let end: Gate

    var port: Int { addresses.port }

    /// The host went down before it was ready.
    struct NeverReady: Error {}

    /// Starts a host, hands it to `body`, shuts it down gracefully and waits for its end.
    static func with(
        _ handler: any InvocationHandler,
        operatorSocket: OperatorSocket? = nil,
        configure: (inout HTTPConfiguration) -> Void = { _ in },
        _ body: (RunningHost) async throws -> Void
    ) async throws {
        var configuration = HTTPConfiguration(port: 0)
        configuration.handlesSignals = false
        configuration.version = "1.2.3"
        configure(&configuration)
        let metrics = Metrics()
        let log = LogLines()
        let end = Gate()
        let (ready, announce) = AsyncStream.makeStream(of: HTTPHost.Addresses.self)
        let host = try HTTPHost(
            configuration,
            operatorSocket: operatorSocket,
            handler: handler,
            surroundings: .init(
                logger: log.logger(),
                metrics: metrics,
                ids: IDGenerator(clock: FixedClock(), random: CountingRandom()),
                clock: FixedClock()
            ),
            onReady: { announce.yield($0) }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer {
                    announce.finish()
                    end.open()
                }
                try await host.run()
            }
            guard let addresses = await ready.first(where: { _ in true }) else {
                try await group.waitForAll()
                throw NeverReady()
            }
            do {
                try await body(RunningHost(host: host, addresses: addresses, metrics: metrics, log: log, end: end))
            } catch {
                await host.shutDown()
                throw error
            }
            await host.shutDown()
            try await group.waitForAll()
        }
    }

    /// Shuts the host down and waits for its end.
    func ended() async {
        await host.shutDown()
        await end.opened()
    }

    /// A line of the metrics, by its beginning.
    func metric(_ prefix: String) -> String? {
        String(decoding: metrics.render(), as: UTF8.self)
            .split(separator: "\n")
            .first { $0.hasPrefix(prefix) }
            .map(String.init)
    }
}
