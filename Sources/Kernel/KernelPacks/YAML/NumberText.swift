/// How numbers are spelt in packs: an optional `-`, digits without leading zeros, and for decimals `.` and digits.
enum NumberText {
    /// What a decimal's text amounts to.
    enum Reading: Equatable {
        case units(Int64)
        case notNumber
        case tooPrecise
        case tooLarge
    }

    static func isInteger(_ text: String) -> Bool {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        guard text.utf8.count - digits.count <= 1, let first = digits.first else { return false }
        return digits.allSatisfy(isDigit) && (first != UInt8(ascii: "0") || text == "0")
    }

    /// The units of a decimal; never rounded.
    static func units(of text: String, scale: Int) -> Reading {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = String(parts[0])
        let fraction = parts.count == 2 ? Array(parts[1].utf8) : []
        guard isInteger(whole) || whole == "-0", parts.count == 1 || !fraction.isEmpty, fraction.allSatisfy(isDigit)
        else { return .notNumber }
        let kept = fraction.prefix(scale)
        guard fraction.dropFirst(scale).allSatisfy({ $0 == UInt8(ascii: "0") }) else { return .tooPrecise }
        let zeros = String(repeating: "0", count: max(0, scale - kept.count))
        guard let units = Int64(whole + String(decoding: kept, as: UTF8.self) + zeros) else { return .tooLarge }
        return .units(units)
    }

    /// The decimal as authors write it.
    static func text(of units: Int64, scale: Int) -> String {
        guard scale > 0 else { return String(units) }
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return (units < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
    }

    /// What would make a text a number, where that is plain to see.
    static func hint(for text: String, isInteger: Bool) -> String? {
        guard text.utf8.count <= 40 else { return nil }
        var guess = text.filter { $0 != "_" && $0 != "'" && $0 != " " }
        if guess.hasPrefix("+") { guess.removeFirst() }
        if guess.hasPrefix("."), !isInteger { guess = "0" + guess }
        while guess.hasPrefix("0"), guess.dropFirst().first?.isNumber == true { guess.removeFirst() }
        if isInteger, case .units(let whole) = units(of: guess, scale: 0) { guess = String(whole) }
        let isNumber = isInteger ? NumberText.isInteger(guess) : units(of: guess, scale: 18) != .notNumber
        return guess != text && isNumber ? "did you mean `\(guess)`?" : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
