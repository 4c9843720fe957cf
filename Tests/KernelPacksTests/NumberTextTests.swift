import Testing

@testable import KernelPacks

@Suite struct NumberTextTests {
    @Test(arguments: 0...9)
    func `what is written is read back, at every scale`(scale: Int) {
        let numbers: [Int64] = [0, 1, -1, 9, 10, -10, 99, 100, 12_345, -98_765_432_109, .max, .min]
        for units in numbers {
            let text = NumberText.text(of: units, scale: scale)
            #expect(NumberText.units(of: text, scale: scale) == .units(units), "\(text)")
        }
    }

    @Test func `decimals are written with all their places`() {
        #expect(NumberText.text(of: 5, scale: 2) == "0.05")
        #expect(NumberText.text(of: -5, scale: 2) == "-0.05")
        #expect(NumberText.text(of: 1_200, scale: 2) == "12.00")
        #expect(NumberText.text(of: 12, scale: 0) == "12")
        #expect(NumberText.text(of: .min, scale: 9) == "-9223372036.854775808")
    }

    @Test func `the bounds of 64 bits are exact`() {
        #expect(NumberText.units(of: "-9223372036854775808", scale: 0) == .units(.min))
        #expect(NumberText.units(of: "-9223372036854775809", scale: 0) == .tooLarge)
        #expect(NumberText.units(of: "922337203685477580.8", scale: 1) == .tooLarge)
        #expect(NumberText.units(of: "922337203685477580.7", scale: 1) == .units(.max))
    }

    @Test func `a number of a thousand digits is only too large`() {
        let digits = String(repeating: "9", count: 1_000)
        #expect(NumberText.units(of: digits, scale: 2) == .tooLarge)
        #expect(NumberText.units(of: "0.\(digits)", scale: 2) == .tooPrecise)
        #expect(NumberText.hint(for: "+" + digits, isInteger: true) == nil)
    }

    @Test func `hints are numbers themselves`() {
        for text in ["+1", "007", "1_0", "+", "_", "", "0", "-", "+-1", "0.0.", "'", "00.5", " 1", "٣", "1e3"] {
            for isInteger in [true, false] {
                guard let hint = NumberText.hint(for: text, isInteger: isInteger) else { continue }
                let guess = hint.split(separator: "`").dropFirst().first.map(String.init) ?? ""
                #expect(guess != text)
                #expect(isInteger ? NumberText.isInteger(guess) : NumberText.units(of: guess, scale: 9) != .notNumber)
            }
        }
    }
}
