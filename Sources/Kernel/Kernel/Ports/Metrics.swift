import Synchronization

// The Prometheus text format 0.0.4, one block per family, families and series in the order of their names:
//
//     # HELP <name> <help: \ and line feed escaped>
//     # TYPE <name> counter|gauge|histogram
//     <name>{<label>="<value: \, " and line feed escaped>",...} <number>
//
// A histogram has `<name>_bucket{...,le="<bound>"}` (cumulative, the last one `+Inf`), `<name>_sum` and `<name>_count`.

/// What this process counts and measures; any room declares families here, `/metrics` renders them all.
///
/// Label values come from bounded sets: patterns, problem codes, kinds of things. Never ids of tenants, people or
/// records.
package final class Metrics: Sendable {
    /// The `Content-Type` of ``render()``.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Series kept per family; what comes later is counted in one series whose labels are all `other`.
    private let seriesPerFamily: Int
    private let families = Mutex<[String: Family]>([:])

    package init(seriesPerFamily: Int = 2_000) {
        self.seriesPerFamily = seriesPerFamily
    }

    /// Declares a counter, a number that only grows.
    ///
    /// Declaring the same family again gives the same one.
    package func counter(_ name: String, _ help: String, labels: [String] = []) -> Counter {
        Counter(family: family(name, help, labels, .counter))
    }

    /// Declares a gauge: a number that goes up and down.
    package func gauge(_ name: String, _ help: String, labels: [String] = []) -> Gauge {
        Gauge(family: family(name, help, labels, .gauge))
    }

    /// Declares a gauge without labels that is read when the metrics are rendered; `read` must be quick.
    package func gauge(_ name: String, _ help: String, read: @escaping @Sendable () -> Double) {
        family(name, help, [], .gauge).sample(with: read)
    }

    /// Declares a histogram with ascending upper bounds; `+Inf` is added.
    package func histogram(_ name: String, _ help: String, labels: [String] = [], bounds: [Double]) -> Histogram {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy(<), "bounds of \(name) do not ascend")
        return Histogram(family: family(name, help, labels, .histogram(bounds)))
    }

    /// Everything declared, as text; the same values give the same bytes.
    package func render() -> [UInt8] {
        let sorted = families.withLock { families in families.sorted { $0.key < $1.key }.map(\.value) }
        var text: [UInt8] = []
        text.reserveCapacity(16_384)
        for family in sorted { family.write(to: &text) }
        return text
    }

    private func family(_ name: String, _ help: String, _ labels: [String], _ kind: Kind) -> Family {
        precondition(
            MetricText.isName(name) && labels.allSatisfy(MetricText.isName),
            "not a metric name: \(name) \(labels)"
        )
        let limit = seriesPerFamily
        return families.withLock { families in
            if let known = families[name] {
                precondition(known.kind == kind && known.labels == labels, "\(name) is declared in two ways")
                return known
            }
            let family = Family(name: name, help: help, labels: labels, kind: kind, limit: limit)
            families[name] = family
            return family
        }
    }

    /// A number that only grows.
    package struct Counter: Sendable {
        fileprivate let family: Family

        /// Adds to the series of these label values, which stand in the order of the declared labels.
        package func add(_ amount: Double = 1, _ values: String...) {
            guard amount > 0 else { return }
            family.update(values) { $0.value += amount }
        }
    }

    /// A number that goes up and down.
    package struct Gauge: Sendable {
        fileprivate let family: Family

        /// Sets the series of these label values.
        package func set(_ value: Double, _ values: String...) {
            family.update(values) { $0.value = value }
        }

        /// Adds to the series of these label values; a negative amount takes away.
        package func add(_ amount: Double, _ values: String...) {
            family.update(values) { $0.value += amount }
        }
    }

    /// How often values fell below given bounds.
    package struct Histogram: Sendable {
        fileprivate let family: Family

        /// Counts a value in the series of these label values.
        package func observe(_ value: Double, _ values: String...) {
            guard case .histogram(let bounds) = family.kind else { return }
            let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
            family.update(values) { series in
                series.value += value
                series.buckets[bucket] += 1
            }
        }
    }

    fileprivate enum Kind: Sendable, Equatable {
        case counter
        case gauge
        case histogram([Double])

        var word: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }

        var bucketCount: Int {
            if case .histogram(let bounds) = self { bounds.count + 1 } else { 0 }
        }
    }
}

/// One series of a family: a value, or a histogram's sum and its buckets (not cumulative).
private struct MetricSeries: Sendable {
    var value = 0.0
    var buckets: [UInt64]
}

/// A family of series that differ in their label values.
private final class Family: Sendable {
    private struct State {
        var series: [[String]: MetricSeries] = [:]
        var sampler: (@Sendable () -> Double)?
    }

    let name: String
    let labels: [String]
    let kind: Metrics.Kind
    private let help: String
    private let limit: Int
    private let state: Mutex<State>

    init(name: String, help: String, labels: [String], kind: Metrics.Kind, limit: Int) {
        self.name = name
        self.help = help
        self.labels = labels
        self.kind = kind
        self.limit = limit
        var state = State()
        // A family without labels shows its zero from the start, so that rates have a first point.
        if labels.isEmpty { state.series[[]] = MetricSeries(buckets: Array(repeating: 0, count: kind.bucketCount)) }
        self.state = Mutex(state)
    }

    func update(_ values: [String], _ change: (inout MetricSeries) -> Void) {
        precondition(values.count == labels.count, "\(name) has the labels \(labels)")
        state.withLock { state in
            // One look into the dictionary for a known series: this runs several times a request.
            if let known = state.series.index(forKey: values) { return change(&state.series.values[known]) }
            let key = state.series.count < limit ? values : Array(repeating: "other", count: labels.count)
            change(&state.series[key, default: MetricSeries(buckets: Array(repeating: 0, count: kind.bucketCount))])
        }
    }

    func sample(with read: @escaping @Sendable () -> Double) {
        state.withLock { $0.sampler = read }
    }

    func write(to text: inout [UInt8]) {
        let (stored, sampler) = state.withLock { ($0.series, $0.sampler) }
        var series = stored
        // Outside the lock: a sampler may take locks of its own.
        if let sampler { series[[], default: MetricSeries(buckets: [])].value = sampler() }
        text += "# HELP \(name) \(MetricText.escaped(help, quotes: false))\n# TYPE \(name) \(kind.word)\n".utf8
        for (values, one) in series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let pairs = zip(labels, values).map { "\($0)=\"\(MetricText.escaped($1, quotes: true))\"" }
            switch kind {
            case .counter, .gauge: line(to: &text, "", pairs, MetricText.number(one.value))
            case .histogram(let bounds): write(one, bounds, pairs, to: &text)
            }
        }
    }

    private func write(_ one: MetricSeries, _ bounds: [Double], _ pairs: [String], to text: inout [UInt8]) {
        var total: UInt64 = 0
        for (index, count) in one.buckets.enumerated() {
            total += count
            let bound = index < bounds.count ? MetricText.number(bounds[index]) : "+Inf"
            line(to: &text, "_bucket", pairs + ["le=\"\(bound)\""], String(total))
        }
        line(to: &text, "_sum", pairs, MetricText.number(one.value))
        line(to: &text, "_count", pairs, String(total))
    }

    private func line(to text: inout [UInt8], _ suffix: String, _ pairs: [String], _ number: String) {
        let set = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
        text += "\(name)\(suffix)\(set) \(number)\n".utf8
    }
}

/// Spelling in the text format.
private enum MetricText {
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    static func escaped(_ text: String, quotes: Bool) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\"" where quotes: out += "\\\""
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return "\(value)"
    }
}
