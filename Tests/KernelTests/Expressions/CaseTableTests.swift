import Foundation
import Kernel
import Testing

/// The table of `expressions-case.js` is that of this process.
///
/// `KERNEL_GOLDEN=update` writes it anew, as a newer Swift with a newer Unicode needs.
struct CaseTableTests {
    @Test func `JavaScript has the same case mapping`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/Kernel/KernelConsole/Public/expressions-case.js")
        let module = Self.module()
        if ProcessInfo.processInfo.environment["KERNEL_GOLDEN"] == "update" {
            try Data(module.utf8).write(to: file)
        }
        #expect(try String(decoding: Data(contentsOf: file), as: UTF8.self) == module)
    }

    @Test(arguments: [
        ("ÀÉÎ", "àéî"), ("ΑΣ", "ας".replacing("ς", with: "σ")), ("İ", "İ"), ("ẞ", "ß"), ("𐐀", "𐐨"), ("Ⅷ", "ⅷ"),
        ("E\u{301}", "e\u{301}"),
    ])
    func `lower case goes scalar by scalar`(text: String, expected: String) {
        #expect(Array(SimpleCase.lower(text).utf8) == Array(expected.utf8))
    }

    @Test(arguments: [("àß", "Àß"), ("ﬁ", "ﬁ"), ("ŉ", "ŉ"), ("ÿ", "Ÿ"), ("ſ", "S"), ("µ", "Μ"), ("𐐨", "𐐀")])
    func `upper case goes scalar by scalar`(text: String, expected: String) {
        #expect(Array(SimpleCase.upper(text).utf8) == Array(expected.utf8))
    }

    private static func module() -> String {
        """
        // Simple case mapping, scalar by scalar: written by CaseTableTests from the table of the server.
        // Each four numbers: the first and the last scalar, the step between them, what is added.

        \(table("LOWER", SimpleCase.lower))
        \(table("UPPER", SimpleCase.upper))
        /** A text in lower case. */
        export function lowerCase(text) {
          return mapped(text, LOWER);
        }

        /** A text in upper case. */
        export function upperCase(text) {
          return mapped(text, UPPER);
        }

        function mapped(text, runs) {
          let result = "";
          for (const character of text) {
            const scalar = character.codePointAt(0);
            const run = find(scalar, runs);
            result += run < 0 ? character : String.fromCodePoint(scalar + runs[run + 3]);
          }
          return result;
        }

        /** Where the run of a scalar begins; -1 for what is mapped to itself. */
        function find(scalar, runs) {
          let [low, high] = [0, runs.length / 4];
          while (low < high) {
            const middle = (low + high) >> 1;
            if (runs[middle * 4 + 1] < scalar) low = middle + 1;
            else high = middle;
          }
          const run = low * 4;
          const isInside = run < runs.length && runs[run] <= scalar && (scalar - runs[run]) % runs[run + 2] === 0;
          return isInside ? run : -1;
        }

        """
    }

    private static func table(_ name: String, _ mapping: (String) -> String) -> String {
        var numbers = runs(mapping).flatMap { [$0.first, $0.last, $0.step, $0.delta] }.map(String.init)
        var lines: [String] = []
        while !numbers.isEmpty {
            lines.append("  " + numbers.prefix(16).joined(separator: ", ") + ",")
            numbers.removeFirst(min(16, numbers.count))
        }
        return "const \(name) = [\n\(lines.joined(separator: "\n"))\n];\n"
    }

    private struct Run {
        var first: Int, last: Int, step: Int, delta: Int
    }

    /// Scalars one or two apart with the same distance to what they are mapped to; runs do not interleave.
    private static func runs(_ mapping: (String) -> String) -> [Run] {
        var runs: [Run] = []
        for value in UInt32(0)...0x10ffff {
            guard let scalar = Unicode.Scalar(value),
                let mapped = mapping(String(Character(scalar))).unicodeScalars.first,
                mapped != scalar
            else { continue }
            let (number, delta) = (Int(value), Int(mapped.value) - Int(value))
            if var run = runs.last, run.delta == delta, number - run.last <= 2,
                run.first == run.last || number - run.last == run.step
            {
                run.step = number - run.last
                run.last = number
                runs[runs.count - 1] = run
            } else {
                runs.append(Run(first: number, last: number, step: 1, delta: delta))
            }
        }
        return runs
    }
}
