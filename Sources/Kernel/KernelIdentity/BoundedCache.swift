/// A dictionary that never holds more than its capacity, at the cost of forgetting.
///
/// Two generations: what is new or was asked for lies in the young one; when that is full it becomes the old one, and
/// what nobody asked for in the meantime is gone. No step is dearer than a look-up, whoever fills it.
struct BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let generation: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    init(capacity: Int) {
        generation = max(1, capacity / 2)
    }

    /// Entries held now.
    var count: Int { young.count + old.count }

    /// Setting `nil` removes; reading keeps the entry young.
    subscript(_ key: Key) -> Value? {
        mutating get {
            if let value = young[key] { return value }
            guard let value = old[key] else { return nil }
            keep(value, for: key)
            return value
        }
        set {
            if let newValue {
                keep(newValue, for: key)
            } else {
                young[key] = nil
                old[key] = nil
            }
        }
    }

    private mutating func keep(_ value: Value, for key: Key) {
        if young[key] == nil, young.count >= generation {
            old = young
            young = [:]
        }
        old[key] = nil
        young[key] = value
    }
}
