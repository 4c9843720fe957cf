import Kernel

/// The host's own metric families.
struct HTTPMetrics: Sendable {
    let inFlight: Metrics.Gauge
    let connections: Metrics.Gauge
    /// Connections ended with a bare 400: not HTTP, or headers over their bounds.
    let unreadable: Metrics.Counter
    /// Connections ended by their client's slowness or number, by what it owed.
    let cuts: Metrics.Counter
    /// Answers whose body is being made while it is sent.
    let streams: Metrics.Gauge
    /// How such answers ended.
    let streamEnds: Metrics.Counter
    private let requests: Metrics.Counter
    private let durations: Metrics.Histogram
    private let problems: Metrics.Counter

    /// Upper bounds in seconds; from a read that stays in memory to a write that waits its full turn.
    private static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    init(_ metrics: Metrics) {
        inFlight = metrics.gauge("kernel_http_requests_in_flight", "Requests accepted and not yet answered.")
        connections = metrics.gauge("kernel_http_connections", "Open connections.")
        unreadable = metrics.counter("kernel_http_unreadable_total", "Connections ended since what came was not HTTP.")
        cuts = metrics.counter(
            "kernel_http_connections_cut_total",
            "Connections ended for slow, silent or too many clients.",
            labels: ["cause"]
        )
        streams = metrics.gauge("kernel_http_streams", "Open streams: events and exports.")
        streamEnds = metrics.counter("kernel_http_streams_ended_total", "Streams ended, by how.", labels: ["end"])
        requests = metrics.counter(
            "kernel_http_requests_total",
            "Requests answered.",
            labels: ["method", "pattern", "status"]
        )
        durations = metrics.histogram(
            "kernel_http_request_duration_seconds",
            "Time from a request's head to its answer.",
            labels: ["pattern"],
            bounds: Self.bounds
        )
        problems = metrics.counter("kernel_http_problems_total", "Problem documents sent.", labels: ["code"])
    }

    /// Says what runs here since when.
    static func describeProcess(_ metrics: Metrics, version: String, startedAt milliseconds: Int64) {
        metrics.gauge("kernel_process_start_time_seconds", "When this process started, in Unix time.")
            .set(Double(milliseconds) / 1_000)
        metrics.gauge("kernel_build_info", "What is running.", labels: ["version"]).set(1, version)
    }

    func record(method: String, outcome: Outcome, seconds: Double) {
        requests.add(1, method, outcome.labels.pattern, Self.statusClass(outcome.status))
        durations.observe(seconds, outcome.labels.pattern)
        if let problem = outcome.labels.problem { problems.add(1, problem) }
    }

    /// A method as a label: the known ones, and one word for all others.
    static func methodLabel(_ method: String) -> String {
        switch method {
        case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS": method
        default: "other"
        }
    }

    private static func statusClass(_ status: Int) -> String {
        switch status {
        case 200...299: "2xx"
        case 300...399: "3xx"
        case 400...499: "4xx"
        default: "5xx"
        }
    }
}
