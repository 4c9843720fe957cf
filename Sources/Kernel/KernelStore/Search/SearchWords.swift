import Kernel
import KernelCrypto

/// The words of texts, as `?q=` compares them.
///
/// A word is a run of letters, numbers and spacing marks of the folded text (`TextFolding`); everything else separates.
/// The index stores each word behind the key of its field: `<8 characters><word>`. Words on disk follow these rules: a change
/// of their outcome needs a rebuilt index.
package enum SearchWords {
    /// The words of a text, folded, each once, in order of first appearance.
    package static func words(_ text: String) -> [String] {
        var seen: Set<String> = []
        return TextFolding.fold(text).unicodeScalars.split { !isPartOfWord($0) }
            .map(String.init)
            .filter { seen.insert($0).inserted }
    }

    /// What stands before the words of a field: the first 40 bits of its address's SHA-256, in lower-case base 32.
    ///
    /// Two fields of one entity with the same key are refused (`PhysicalTable`), so that no field's words are another's.
    static func key(_ address: String) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        let bits = SHA256.digest(Array(address.utf8)).prefix(5).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let symbols = (0..<8).reversed().map { alphabet[Int(bits >> UInt64(5 * $0) & 31)] }
        return String(decoding: symbols, as: UTF8.self)
    }

    private static func isPartOfWord(_ scalar: UnicodeScalar) -> Bool {
        if scalar.isASCII {
            return (0x61...0x7A).contains(scalar.value) || (0x30...0x39).contains(scalar.value)
        }
        return switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        case .decimalNumber, .letterNumber, .otherNumber, .spacingMark: true
        default: false
        }
    }
}
