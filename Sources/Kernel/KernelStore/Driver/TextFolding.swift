import Foundation

/// Text order for people: without regard to case and accents (http-contract, "Records").
///
/// `fold` = the canonical decomposition of every scalar (NFD without the reordering of marks, which only the marks
/// dropped here take part in), nonspacing marks dropped, lower case scalar by scalar, as UTF-8.
/// Order = by the bytes of the folded texts, which is by scalar; ties by the bytes of the texts themselves.
///
/// Indexes on disk are sorted by this order. A change of its outcome needs a migration that rebuilds them.
package enum TextFolding {
    /// A text, folded.
    package static func fold(_ text: String) -> String {
        var copy = text
        return copy.withUTF8 { bytes in
            String(decoding: folded(bytes), as: UTF8.self)
        }
    }

    /// The folded bytes of a text.
    package static func folded(_ utf8: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(utf8.count)
        guard let firstWide = utf8.firstIndex(where: { $0 >= 0x80 }) else {
            for byte in utf8 { out.append(lower(byte)) }
            return out
        }
        for byte in utf8[..<firstWide] { out.append(lower(byte)) }
        for scalar in String(decoding: UnsafeBufferPointer(rebasing: utf8[firstWide...]), as: UTF8.self).unicodeScalars
        {
            append(scalar, to: &out)
        }
        return out
    }

    /// Orders two texts: negative, zero or positive, as `memcmp` does.
    ///
    /// Nothing is allocated while both are ASCII.
    package static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        let shared = min(left.count, right.count)
        var index = 0
        while index < shared {
            let (a, b) = (left[index], right[index])
            if (a | b) >= 0x80 { return compareFolded(left, right) }
            // What follows an ASCII character never changes it: a mark is dropped on its own.
            if a != b, lower(a) != lower(b) { return Int(lower(a)) - Int(lower(b)) }
            index += 1
        }
        if left.count == right.count { return compareBytes(left, right) }
        let rest = left.count > shared ? left[shared...] : right[shared...]
        // A rest of marks alone folds to nothing.
        if rest.contains(where: { $0 >= 0x80 }) { return compareFolded(left, right) }
        return left.count - right.count
    }

    private static func compareFolded(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        let order = folded(left.assumingMemoryBound(to: UInt8.self)).withUnsafeBytes { a in
            folded(right.assumingMemoryBound(to: UInt8.self)).withUnsafeBytes { b in compareBytes(a, b) }
        }
        return order == 0 ? compareBytes(left, right) : order
    }

    private static func compareBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return Int(left[index]) - Int(right[index])
        }
        return left.count - right.count
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }

    /// Latin, Greek and Cyrillic letters, folded once: most text beyond ASCII.
    private static let common: [[UInt8]] = (0x80..<0x530).map { value in
        UnicodeScalar(UInt32(value)).map(decompose) ?? []
    }

    private static func append(_ scalar: UnicodeScalar, to out: inout [UInt8]) {
        switch scalar.value {
        case 0..<0x80: out.append(lower(UInt8(scalar.value)))
        case 0x80..<0x530: out.append(contentsOf: common[Int(scalar.value) - 0x80])
        default: out.append(contentsOf: decompose(scalar))
        }
    }

    private static func decompose(_ scalar: UnicodeScalar) -> [UInt8] {
        var out: [UInt8] = []
        for part in String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars
        where part.properties.generalCategory != .nonspacingMark {
            // After the decomposition no scalar has a lower case of several scalars.
            out.append(contentsOf: part.properties.lowercaseMapping.utf8)
        }
        return out
    }
}
