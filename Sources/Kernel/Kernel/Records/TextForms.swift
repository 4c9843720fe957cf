import Foundation

/// The one stored spelling of e-mail addresses, phone numbers and URLs.
package enum TextForms {
    /// Brings e-mail, phone and URL to their stored form; other text stays as typed.
    package static func normalise(_ raw: String, _ type: FieldType) -> Result<String, FieldRules.Problem> {
        switch type {
        case .email: email(raw)
        case .phone: phone(raw)
        case .url: url(raw)
        default: .success(raw)
        }
    }

    /// Trimmed, one `@`, no spaces, a dot-free or dotted domain in lower case (a subset of RFC 5321).
    package static func email(_ raw: String) -> Result<String, FieldRules.Problem> {
        let text = raw.trimmingCharacters(in: .whitespaces)
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), isDomain(parts[1]),
            parts[0].unicodeScalars.allSatisfy(isMailbox)
        else { return .failure(FieldRules.Problem("format", "Must be an e-mail address.")) }
        return .success("\(parts[0])@\(parts[1].lowercased())")
    }

    private static func isMailbox(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x20 && scalar.value != 0x7f && !"()<>[]:;,\\\"".unicodeScalars.contains(scalar)
            && !scalar.properties.isWhitespace
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return (1...253).contains(text.utf8.count)
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.unicodeScalars.allSatisfy {
                        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-"
                    }
            }
    }

    /// E.164: a plus sign and 7 to 15 digits; spaces, dots, hyphens, slashes and brackets are dropped, `00` becomes `+`.
    package static func phone(_ raw: String) -> Result<String, FieldRules.Problem> {
        let separators: Set<Character> = [" ", "-", ".", "(", ")", "/", "\u{a0}"]
        var text = String(raw.filter { !separators.contains($0) })
        if text.hasPrefix("00") { text = "+" + text.dropFirst(2) }
        let digits = text.dropFirst()
        guard text.first == "+", (7...15).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) }),
            digits.first != "0"
        else {
            return .failure(
                FieldRules.Problem("format", "Must be a phone number with country code, such as +49 30 1234567.")
            )
        }
        return .success(text)
    }

    /// An absolute http or https URL with a host.
    package static func url(_ raw: String) -> Result<String, FieldRules.Problem> {
        let text = raw.trimmingCharacters(in: .whitespaces)
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = url.host(), !host.isEmpty, !text.unicodeScalars.contains(where: { $0.value < 0x21 })
        else { return .failure(FieldRules.Problem("format", "Must be a web address such as https://example.com.")) }
        return .success(text)
    }
}

/// ISO 4217 codes by shape; which of them a tenant uses is the tenant's choice.
package enum Currency {
    /// Three capital letters.
    package static func isCode(_ text: String) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy { (65...90).contains($0) }
    }
}

/// IANA time zones known to this machine.
package enum TimeZones {
    /// Whether the zone database has a name.
    package static func isKnown(_ name: String) -> Bool {
        name.utf8.count <= 64 && TimeZone(identifier: name) != nil
    }
}
