import Kernel

/// Rows that refer to each other so that none can be written first.
enum SeedCircle {
    /// Reports one circle, when there is one.
    static func report(_ rows: [SeedRowCheck], to findings: Findings) {
        var needs: [String: Set<String>] = [:]
        for row in rows {
            needs[row.address] = Set(row.targets().map { "seed/\($0.entity)/\($0.key)" })
        }
        let stuck = unwritable(needs)
        guard let start = stuck.min(), let path = circle(from: start, in: stuck, needs),
            let row = rows.first(where: { $0.address == path.first })
        else { return }
        let way = path.map { $0.dropFirst("seed/".count) }.joined(separator: " -> ")
        findings.report(.seedCircle, "rows refer to each other in a circle: \(way)", at: row.row.span)
    }

    /// What is left when every row is taken away whose needs are met; by levels, so that it ends in linear time.
    private static func unwritable(_ needs: [String: Set<String>]) -> Set<String> {
        var open = needs.mapValues(\.count)
        var users: [String: [String]] = [:]
        for (row, targets) in needs {
            for target in targets { users[target, default: []].append(row) }
        }
        // Targets that are no rows of their own were reported already and hold nothing up.
        var free = needs.keys.filter { needs[$0]?.isEmpty == true } + users.keys.filter { needs[$0] == nil }
        var left = Set(needs.keys)
        while let row = free.popLast() {
            left.remove(row)
            for user in users[row] ?? [] {
                let count = (open[user] ?? 1) - 1
                open[user] = count
                if count == 0 { free.append(user) }
            }
        }
        return left
    }

    /// Follows the smallest need of each row until one comes again.
    private static func circle(from start: String, in stuck: Set<String>, _ needs: [String: Set<String>]) -> [String]? {
        var path = [start]
        var places = [start: 0]
        while let last = path.last, let next = needs[last]?.intersection(stuck).min() {
            if let place = places[next] { return path[place...] + [next] }
            places[next] = path.count
            path.append(next)
        }
        return nil
    }
}
