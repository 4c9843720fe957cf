import Kernel

/// Why bytes are not even text that a YAML reader may see.
struct ScreeningRefusal: Error {
    let diagnostic: Diagnostic
}

extension SourceText {
    /// Decodes a file strictly: UTF-8 with or without its mark, and only the characters that YAML allows.
    ///
    /// libyaml takes U+0000 for the end of its input and guesses UTF-16 from a mark, so both are refused here, before
    /// it sees a byte. Only the first offence is reported: a file that is not text has thousands.
    static func screened(_ bytes: [UInt8], file: String) throws(ScreeningRefusal) -> SourceText {
        if let name = foreignEncoding(bytes) {
            throw refusal(
                .notUTF8,
                "the file is \(name); packs are UTF-8",
                at: SourceSpan(file: file, line: 1, column: 1, length: 1),
                hint: "save it again as UTF-8"
            )
        }
        let (scalars, isWhole) = decoded(bytes.dropFirst(bytes.starts(with: utf8Mark) ? utf8Mark.count : 0))
        let source = SourceText(file: file, scalars: scalars)
        if let index = scalars.firstIndex(where: { !isAllowed($0) }) {
            throw refusal(
                .forbiddenCharacter,
                "the character \(name(of: scalars[index])) is not allowed in YAML",
                at: source.span(from: index, to: index + 1),
                hint: "remove it"
            )
        }
        guard isWhole else {
            throw refusal(
                .notUTF8,
                "the bytes from here on are not UTF-8",
                at: source.span(from: scalars.count, to: scalars.count + 1),
                hint: "save the file again as UTF-8"
            )
        }
        return source
    }

    static let utf8Mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func refusal(
        _ code: PackCode,
        _ message: String,
        at span: SourceSpan,
        hint: String
    ) -> ScreeningRefusal {
        ScreeningRefusal(diagnostic: Diagnostic(code, message, at: span, hint: hint))
    }

    /// UTF-32 is asked for first: its little-endian mark starts with that of UTF-16.
    private static func foreignEncoding(_ bytes: [UInt8]) -> String? {
        let marks: [(bytes: [UInt8], name: String)] = [
            ([0xFF, 0xFE, 0x00, 0x00], "UTF-32"), ([0x00, 0x00, 0xFE, 0xFF], "UTF-32"),
            ([0xFF, 0xFE], "UTF-16"), ([0xFE, 0xFF], "UTF-16"),
        ]
        return marks.first { bytes.starts(with: $0.bytes) }?.name
    }

    /// The scalars up to the first byte that is not UTF-8, and whether that was all.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> (scalars: [Unicode.Scalar], isWhole: Bool) {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(bytes.count)
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded): scalars.append(Unicode.UTF8.decode(encoded))
            case .emptyInput: return (scalars, true)
            case .error: return (scalars, false)
            }
        }
    }

    /// The printable characters of YAML 1.1 (section 5.1), as libyaml has them.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF: true
        case 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
