import Foundation
import Kernel

/// The requests of a test run:
/// `{"finished_at": "...", "requests": [{"method": "GET", "path": "/api/customers", "tests": ["..."]}]}`.
struct TestRecord {
    /// When the run ended.
    let finished: String
    private let byPattern: [String: Set<String>]

    /// Reads a record; `nil` where there is none.
    /// - Throws: `Refusal` for a file that is no record, so that nothing is counted from half of one.
    init?(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        guard let json = try? JSONReader.read([UInt8](data)), let finished = json["finished_at"]?.text else {
            throw Refusal("`\(path)` is no record of a test run.")
        }
        var found: [String: Set<String>] = [:]
        for request in json.items("requests") {
            let (method, path) = (request.string("method"), request.string("path"))
            guard let pattern = RouteTable.pattern(method: method, path: path) else { continue }
            found[pattern, default: []].formUnion(request.items("tests").compactMap(\.text))
        }
        self.finished = finished
        byPattern = found
    }

    /// How many tests sent a request to a route.
    func tests(of pattern: String) -> Int {
        byPattern[pattern]?.count ?? 0
    }
}

/// The routes that a run of the Swift tests asked: a line each, `request GET /api/me` or `isolation GET /api/me`.
struct SwiftTestRecord {
    private let counts: [String: Int]

    /// Reads a record; `nil` where there is none.
    /// - Throws: `Refusal` for a file that is no record.
    init?(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        var counts: [String: Int] = [:]
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            guard line.hasPrefix("request ") || line.hasPrefix("isolation ") else {
                throw Refusal("`\(path)` is no record of a test run.")
            }
            counts[String(line), default: 0] += 1
        }
        self.counts = counts
    }

    /// How many requests went to a route.
    func requests(of pattern: String) -> Int { counts["request \(pattern)"] ?? 0 }

    /// How many answers of a route the isolation suite judged.
    func judged(of pattern: String) -> Int { counts["isolation \(pattern)"] ?? 0 }
}
