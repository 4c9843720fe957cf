import Testing

@testable import Kernel

struct DecimalTextTests {
    @Test(arguments: [
        (Int64(0), 0, "0"), (0, 2, "0.00"), (5, 2, "0.05"), (50, 2, "0.50"), (1250, 2, "12.50"), (-1250, 2, "-12.50"),
        (-5, 2, "-0.05"), (7, 0, "7"), (-7, 0, "-7"), (1, 9, "0.000000001"), (.max, 0, "9223372036854775807"),
        (.min, 0, "-9223372036854775808"), (.min, 9, "-9223372036.854775808"),
    ])
    func `units and scale are written exactly`(units: Int64, scale: Int, expected: String) {
        #expect(DecimalText.write(units: units, scale: scale) == expected)
    }

    @Test(arguments: [
        ("0", 2, Int64(0)), ("-0", 2, 0), ("12", 2, 1200), ("12.5", 2, 1250), ("12.50", 2, 1250), ("12.500", 2, 1250),
        ("-12.5", 2, -1250), ("007", 0, 7), ("1e2", 0, 100), ("1E2", 1, 1000), ("1e+2", 0, 100), ("1e-2", 2, 1),
        ("125e-1", 1, 125), ("1.25e1", 1, 125), ("0.0", 0, 0), ("0e40", 2, 0), ("0.00000000000000000000", 2, 0),
        ("999999999999999999", 0, 999_999_999_999_999_999), ("9.99999999999999999", 17, 999_999_999_999_999_999),
        ("100000000000000000000e-20", 0, 1), ("1.000000000000000000000000", 0, 1),
    ])
    func `a number is read without loss`(text: String, scale: Int, expected: Int64) {
        #expect(DecimalText.read(text, scale: scale) == expected)
    }

    @Test(arguments: [
        ("", 2), ("-", 2), ("+1", 2), ("--1", 2), ("1-", 2), (".", 2), (".5", 2), ("5.", 2), ("1.2.3", 2), ("1,5", 2),
        ("1 000", 2), (" 1", 2), ("1 ", 2), ("abc", 2), ("0x1", 2), ("e1", 2), ("1e", 2), ("1e1e1", 2), ("1e1.5", 2),
        ("12.345", 2), ("0.1", 0), ("1e-3", 2), ("1000000000000000000", 0), ("10000000000000000", 2), ("1e41", 2),
        ("1e-41", 9), ("1e99999999999999999999", 2), ("٣", 0), ("１", 0), ("NaN", 2), ("Infinity", 2),
        ("1e-9223372036854775808", 2), ("1e9223372036854775807", 2),
    ])
    func `what is no number or does not fit is refused`(text: String, scale: Int) {
        #expect(DecimalText.read(text, scale: scale) == nil)
    }

    @Test(arguments: [Int64(0), 1, -1, 99, -12_345, 999_999_999_999_999_999, -999_999_999_999_999_999])
    func `what is written is read back`(units: Int64) {
        for scale in 0...9 {
            #expect(DecimalText.read(DecimalText.write(units: units, scale: scale), scale: scale) == units)
        }
    }

    @Test(arguments: [
        ("0", Int64(0)), ("-12", -12), ("12.0", 12), ("1e3", 1000), ("120e-1", 12), ("9223372036854775807", .max),
        ("-9223372036854775808", .min),
    ])
    func `a whole number may be written with a point or an exponent`(text: String, expected: Int64) {
        #expect(DecimalText.readInteger(text) == expected)
    }

    @Test(arguments: ["1.5", "9223372036854775808", "1e19", "", "a", "1e-9223372036854775808"])
    func `what is not whole or not of 64 bits is refused`(text: String) {
        #expect(DecimalText.readInteger(text) == nil)
    }
}
