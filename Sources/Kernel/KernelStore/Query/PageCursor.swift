import Kernel
import KernelCrypto

/// Where a page of a list ended: the values of the sort keys in its last row.
///
/// Text: base64url of `check` (8 bytes) and, for each key, a tag and a value: `0` null · `1` integer, 8 bytes, big-endian ·
/// `2` text, length in 4 bytes, UTF-8. `check` is the beginning of SHA-256 over the entity, the order and the values, so that
/// a cursor of another list or order, or one that was changed, is refused. It guards against mistakes, not against
/// forgery: what a cursor says only moves the place where the caller's own rows go on.
struct PageCursor {
    /// The values, one per column of the order.
    let values: [SQLValue]

    private static let checkLength = 8

    /// The cursor as text.
    static func write(_ values: [SQLValue], entity: EntityID, order: SortOrder) -> String {
        var body: [UInt8] = []
        for value in values { append(value, to: &body) }
        return Base64URL.encode(check(body, entity, order) + body)
    }

    /// - Throws: 422 at `after` for what `write` did not make for this list in this order.
    init(_ text: String, entity: EntityID, order: SortOrder) throws {
        guard let bytes = Base64URL.decode(text), bytes.count > Self.checkLength else { throw Self.refused }
        let body = Array(bytes.dropFirst(Self.checkLength))
        guard Array(bytes.prefix(Self.checkLength)) == Self.check(body, entity, order),
            let values = Self.read(body), values.count == order.keys.count
        else { throw Self.refused }
        self.values = values
    }

    /// The refusal of a cursor.
    static var refused: KernelError {
        KernelError.invalid([Finding("after", "cursor", "This is no cursor of this list in this order.")])
    }

    private static func check(_ body: [UInt8], _ entity: EntityID, _ order: SortOrder) -> [UInt8] {
        var message = Array("kernel cursor 1 \(entity.raw)".utf8)
        for key in order.keys { message += Array("\n\(key.column) \(key.descending)".utf8) }
        return Array(SHA256.digest(message + [0] + body).prefix(checkLength))
    }

    private static func append(_ value: SQLValue, to body: inout [UInt8]) {
        switch value {
        case .int(let number):
            body.append(1)
            append(UInt64(bitPattern: number), bytes: 8, to: &body)
        case .text(let text):
            body.append(2)
            append(UInt64(text.utf8.count), bytes: 4, to: &body)
            body.append(contentsOf: text.utf8)
        case .null, .real, .blob:
            // No order has a column of floating-point numbers or bytes.
            body.append(0)
        }
    }

    private static func append(_ number: UInt64, bytes: Int, to body: inout [UInt8]) {
        for shift in (0..<bytes).reversed() { body.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * shift))) }
    }

    private static func read(_ body: [UInt8]) -> [SQLValue]? {
        var rest = body[...]
        var values: [SQLValue] = []
        while let tag = rest.popFirst() {
            switch tag {
            case 0: values.append(.null)
            case 1:
                guard let number = number(&rest, bytes: 8) else { return nil }
                values.append(.int(Int64(bitPattern: number)))
            case 2:
                guard let length = number(&rest, bytes: 4), length <= UInt64(rest.count),
                    let text = String(validating: rest.prefix(Int(length)), as: UTF8.self)
                else { return nil }
                values.append(.text(text))
                rest = rest.dropFirst(Int(length))
            default: return nil
            }
        }
        return values
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, bytes: Int) -> UInt64? {
        guard rest.count >= bytes else { return nil }
        defer { rest = rest.dropFirst(bytes) }
        return rest.prefix(bytes).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
