import Kernel

extension NodeDecoder {
    /// A whole number.
    /// - Parameter range: The smallest and largest that can stand here.
    /// - Returns: The number; `nil` once reported.
    package func int(in range: ClosedRange<Int64> = Int64.min...Int64.max) -> Int64? {
        guard let scalar = scalar("a whole number") else { return nil }
        guard NumberText.isInteger(scalar.text) else {
            let message = "expected a whole number, found `\(scalar.text.clipped)`"
            report(.notInteger, message, hint: NumberText.hint(for: scalar.text, isInteger: true))
            return nil
        }
        guard let number = Int64(scalar.text), range.contains(number) else {
            let message = "`\(scalar.text.clipped)` is not between \(range.lowerBound) and \(range.upperBound)"
            report(.outOfRange, message)
            return nil
        }
        return number
    }

    /// An exact decimal as its units: `1.25` at scale 2 is 125.
    ///
    /// Places beyond the scale must be zeros.
    /// - Parameters:
    ///   - scale: Decimal places, 0 to 9.
    ///   - range: The smallest and largest units that can stand here.
    /// - Returns: The units; `nil` once reported.
    package func decimal(scale: Int, in range: ClosedRange<Int64> = Int64.min...Int64.max) -> Int64? {
        guard let scalar = scalar("a decimal number") else { return nil }
        switch NumberText.units(of: scalar.text, scale: scale) {
        case .units(let units) where range.contains(units):
            return units
        case .units, .tooLarge:
            let low = NumberText.text(of: range.lowerBound, scale: scale)
            let high = NumberText.text(of: range.upperBound, scale: scale)
            report(.outOfRange, "`\(scalar.text.clipped)` is not between \(low) and \(high)")
        case .tooPrecise:
            let places = scale == 1 ? "1 decimal place" : "\(scale) decimal places"
            let message = "`\(scalar.text.clipped)` has more than \(places)"
            report(.notDecimal, message, hint: "numbers are never rounded here")
        case .notNumber:
            let message = "expected a decimal number, found `\(scalar.text.clipped)`"
            report(.notDecimal, message, hint: NumberText.hint(for: scalar.text, isInteger: false))
        }
        return nil
    }

    /// A version `2.1.0`, all three numbers.
    package func version() -> Version? {
        guard let scalar = scalar("a version such as `2.1.0`") else { return nil }
        let numbers = scalar.text.count { $0 == "." } + 1
        guard numbers == 3, let version = Version(scalar.text) else {
            let guess = numbers == 2 ? Version(scalar.text) : nil
            let hint = guess.map { "did you mean `\($0)`?" }
            report(.badVersion, "`\(scalar.text.clipped)` is not a version such as `2.1.0`", hint: hint)
            return nil
        }
        return version
    }

    /// The version of a needed or offered interface, `"2.3"`, with the place of its id.
    /// - Parameter id: The interface, usually this entry's key.
    /// - Returns: The interface; `nil` once reported.
    package func interface(_ id: String) -> Interface? {
        guard let scalar = scalar("an interface version such as `2.3`") else { return nil }
        let numbers = scalar.text.count { $0 == "." } + 1
        let version = Version(scalar.text)
        guard numbers == 2, let version else {
            let hint = version.map { "did you mean `\($0.major).\($0.minor)`?" }
            report(.badVersion, "`\(scalar.text.clipped)` is not an interface version such as `2.3`", hint: hint)
            return nil
        }
        return Interface(id, version.major, version.minor, at: headSpan)
    }
}
