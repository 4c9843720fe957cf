import Kernel

extension NodeDecoder {
    /// What stands here, as written: it is typed by the field that it is for.
    /// - Returns: The value; `nil` when something has no value, once reported.
    func seedValue() -> SeedValue? {
        switch node {
        case .scalar:
            return scalar("a value").map { .text($0.text, $0.span) }
        case .sequence(let items, let span):
            let values = items.map { NodeDecoder($0, findings: findings).seedValue() }
            return values.contains(nil) ? nil : .list(values.compactMap(\.self), span)
        case .mapping(let entries, let span):
            var values: [String: SeedValue] = [:]
            for entry in entries {
                values[entry.key] = NodeDecoder(entry, findings: findings).seedValue()
            }
            return values.count == entries.count ? .mapping(values, span) : nil
        }
    }
}
