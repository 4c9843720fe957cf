import ArgumentParser
import Foundation
import Kernel
import KernelHTTP
import Logging

/// `kernel serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the data folder's tenants over HTTP until SIGTERM."
    )

    @OptionGroup var options: CommandOptions
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port; 0 picks a free one.") var port = 8080
    @Flag(help: "Make the demo tenant once, with a login per role.") var demo = false
    @Option(
        help: ArgumentHelp(
            "The pack that the demo tenant is made with; the first one on offer with demo rows if left out.",
            valueName: "pack"
        )
    ) var demoPack: String?
    @OptionGroup var demoCompany: DemoCompanyOptions
    @Option(
        help: ArgumentHelp(
            "The certificate chain in PEM: HTTPS in place of HTTP. SIGHUP reads it again.",
            valueName: "file"
        )
    )
    var tlsCert: String?
    @Option(help: ArgumentHelp("The certificate's private key in PEM.", valueName: "file")) var tlsKey: String?
    @Option(help: "An address or network whose X-Forwarded-* headers count; may be repeated.") var trustedProxy:
        [String] = []
    @Flag(help: "Set cookies without TLS and off loopback too.") var insecureCookies = false
    @Option(help: "Open connections in all; at most half of the files the process may open.") var connections =
        HTTPBounds().connections
    @Option(help: "Open connections of one address; loopback and trusted proxies are not counted.")
    var connectionsPerAddress = HTTPBounds().connectionsPerAddress
    @Option(help: "Seconds that a client may take to send a head, or to begin to send or read in earnest.")
    var patience = 10
    @Option(
        help: ArgumentHelp(
            "Requests answered before 429, such as tenant:write=100/s:500 or off; may be repeated.",
            valueName: "rule"
        )
    ) var rateLimit: [String] = []
    @Option(help: "Days for which a pack that was switched off is kept before it may be purged.")
    var purgeAfter = 30
    @Option(help: "The bearer token that opens /metrics; without one, this machine only. Also KERNEL_METRICS_TOKEN.")
    var metricsToken: String?

    @OptionGroup var keys: KeyOption

    func validate() throws {
        for (name, value) in [
            ("connections", connections), ("connections-per-address", connectionsPerAddress), ("patience", patience),
        ] where !(1...1_000_000).contains(value) {
            throw ValidationError("--\(name) is a number from 1 to 1000000.")
        }
        guard (0...3650).contains(purgeAfter) else {
            throw ValidationError("--purge-after is a number from 0 to 3650.")
        }
        if demoPack != nil && !demo { throw ValidationError("--demo-pack goes with --demo.") }
        if demoCompany.company != DemoCompany() && !demo {
            throw ValidationError("--demo-zone and --demo-currency go with --demo.")
        }
        if (tlsCert == nil) != (tlsKey == nil) {
            throw ValidationError("--tls-cert and --tls-key go together.")
        }
        do {
            _ = try limits()
        } catch let fault as RateLimits.Fault {
            throw ValidationError("--rate-limit \(fault)")
        }
    }

    private func limits() throws -> RateLimits {
        var limits = RateLimits.standard
        for rule in rateLimit { try limits.add(rule) }
        return limits
    }

    func run() async throws {
        let logger = makeLogger()
        var settings = KernelProcess.Options(data: options.data, packs: options.packs, logger: logger)
        settings.insecureCookies = insecureCookies
        settings.rateLimits = try limits()
        settings.purgeAfter = purgeAfter
        settings.metricsToken = metricsToken ?? ProcessInfo.processInfo.environment["KERNEL_METRICS_TOKEN"]
        settings.keys = keys.keys
        settings.makesKeys = true
        settings.plugins = options.plugins
        let process = try KernelProcess(settings)
        do {
            try await serve(process, logger)
        } catch {
            await process.close()
            throw (error as? HostError).map { Refusal("\($0)") } ?? error
        }
        await process.close()
    }

    private func makeLogger() -> Logger {
        let output = LogOutput.standardError()
        let clock = SystemClock()
        let format = options.format
        return Logger(label: "kernel") { label in
            switch format {
            case .text: TextLogHandler(label: label, clock: clock, output: output)
            case .json: JSONLogHandler(label: label, clock: clock, output: output)
            }
        }
    }

    private func serve(_ process: KernelProcess, _ logger: Logger) async throws {
        let dirty = try await process.recover(logger)
        let logins =
            demo
            ? try await DemoFolder(
                data: options.data,
                process: process,
                named: demoPack,
                company: demoCompany.company,
                isTold: options.format == .text
            ).prepare() : []
        var configuration = HTTPConfiguration(host: host, port: port)
        configuration.trustedProxies = trustedProxy
        configuration.insecureCookies = insecureCookies
        configuration.version = ProductVersion.text
        if let tlsCert, let tlsKey { configuration.tls = TLSFiles(certificate: tlsCert, key: tlsKey) }
        configuration.bounds.connections = connections
        configuration.bounds.connectionsPerAddress = connectionsPerAddress
        configuration.bounds.wait(for: .seconds(patience))
        let format = options.format
        if host != "127.0.0.1", host != "localhost", host != "::1", !insecureCookies, trustedProxy.isEmpty,
            tlsCert == nil
        {
            logger.notice("no cookies without TLS: clients off this machine must send bearer tokens")
        }
        let host = try HTTPHost(
            configuration,
            operatorSocket: OperatorSocket(path: OperatorSocket.path(inDataFolder: options.data), holdingLock: true),
            handler: process.runtime,
            surroundings: HTTPHost.Surroundings(
                logger: logger,
                metrics: process.metrics,
                ids: IDGenerator(clock: process.clock, random: process.random),
                clock: process.clock
            ),
            onReady: { addresses in Greeting(address: addresses.url, logins: logins).show(format) }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await process.runtime.attend() }
            group.addTask { try await process.runtime.attendAutomations(dirty: dirty) }
            defer { group.cancelAll() }
            try await host.run()
        }
    }
}

/// What `serve` prints when it serves.
struct Greeting {
    let address: String
    let logins: [Runtime.DemoLogin]

    func show(_ format: OutputFormat) {
        switch format {
        case .json: Console.line("{\"event\": \"ready\", \"address\": \"\(address)\"}")
        case .text: Console.line(text)
        }
    }

    private var text: String {
        var lines = ["", "Kernel serves at \(address)", ""]
        guard let first = logins.first else { return lines.joined(separator: "\n") }
        lines.append("Demo logins (also in demo-logins.json of the data folder):")
        lines.append(TextTable.write(["ROLE", "E-MAIL", "PASSWORD"], logins.map { [$0.role, $0.email, $0.password] }))
        lines += [
            "", "Try:",
            "  TOKEN=$(curl -s \(address)/api/auth/login -H 'Content-Type: application/json' -d '{\"email\":\"\(first.email)\",\"password\":\"\(first.password)\"}' | sed 's/.*\"token\":\"\\([^\"]*\\)\".*/\\1/')",
            "  curl -s \(address)/api/me -H \"Authorization: Bearer $TOKEN\"",
            "  curl -s '\(address)/api/work-orders?sort=starts&limit=5&expand=customer' -H \"Authorization: Bearer $TOKEN\"",
            "",
        ]
        return lines.joined(separator: "\n")
    }
}
