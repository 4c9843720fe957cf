import Kernel

/// Reads the section `branding`.
struct BrandingDecoder {
    let source: PackSource

    func branding(_ node: NodeDecoder) -> BrandingDefinition? {
        let known = ["primary", "secondary", "logo", "logo_style"]
        guard let keys = node.mapping("a branding", known: known) else { return nil }
        var branding = BrandingDefinition()
        branding.primary = keys["primary"].flatMap(colour)
        branding.secondary = keys["secondary"].flatMap(colour)
        branding.logo = keys["logo"].flatMap(logo)
        branding.logoStyle = keys["logo_style"]?.choice("a style", BrandingDefinition.LogoStyle.self)
        return branding
    }

    private func colour(_ node: NodeDecoder) -> String? {
        guard let text = node.scalar("a colour such as `\"#2E86AB\"`")?.text else { return nil }
        guard let colour = Colour(text) else {
            let hint = "a colour is `#` and six digits from 0 to F, in quotes"
            node.report(.badColour, "`\(text.clipped)` is not a colour", hint: hint)
            return nil
        }
        let contrast = colour.contrastWithWhite
        if contrast < 4.5 {
            let shown = (contrast * 100).rounded(.down) / 100
            let message = "`\(colour.text)` has a contrast of \(shown):1 with white; texts need 4.5:1"
            node.findings.warn(.lowContrast, message, at: node.span, hint: "`\(colour.readable.text)` has it")
        }
        return colour.text
    }

    private func logo(_ node: NodeDecoder) -> PackImage? {
        guard let path = node.choice("a logo", of: PackSource.images) else { return nil }
        guard let bytes = source.files[path] else {
            let hint = Spelling.hint(for: path, in: source.paths(.image))
            node.report(.logoMissing, "the pack has no file `\(path)`", hint: hint)
            return nil
        }
        guard bytes.count <= PackImage.maximumBytes, String(validating: bytes, as: UTF8.self)?.contains("<svg") == true
        else {
            let message = "`\(path)` is not an SVG of at most \(PackImage.maximumBytes) bytes"
            node.report(.logoMissing, message)
            return nil
        }
        return PackImage(path: path, bytes: bytes)
    }
}

extension PackImage {
    /// A logo is part of the model, which every device loads.
    static let maximumBytes = 65_536
}

/// A colour of the screen, sRGB.
struct Colour {
    private let parts: [Int]

    /// `#RRGGBB`; `nil` for anything else.
    init?(_ text: String) {
        let digits = text.dropFirst()
        guard text.first == "#", digits.utf8.count == 6, let number = Int(digits, radix: 16), !digits.contains("-"),
            !digits.contains("+")
        else { return nil }
        parts = [number >> 16, number >> 8 & 255, number & 255]
    }

    private init(parts: [Int]) {
        self.parts = parts
    }

    /// `#2E86AB`.
    var text: String {
        "#"
            + parts.map { part in
                let digits = String(part, radix: 16, uppercase: true)
                return digits.count == 1 ? "0\(digits)" : digits
            }.joined()
    }

    /// WCAG 2.2, "contrast ratio": from 1 to 21.
    var contrastWithWhite: Double { 1.05 / (luminance + 0.05) }

    /// The nearest darker colour on which white text can be read.
    var readable: Colour {
        var colour = self
        while colour.contrastWithWhite < 4.5 {
            colour = Colour(parts: colour.parts.map { $0 * 49 / 50 })
        }
        return colour
    }

    /// WCAG 2.2, "relative luminance".
    private var luminance: Double {
        let linear = parts.map { part in
            let value = Double(part) / 255
            return value <= 0.04045 ? value / 12.92 : Colour.power((value + 0.055) / 1.055)
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// To the power of 2.4, as x^2 times the fifth root of x^2, by Newton's method: no mathematics library is linked here.
    private static func power(_ base: Double) -> Double {
        let square = base * base
        guard square > 0 else { return 0 }
        var root = 1.0
        for _ in 0..<60 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
        return square * root
    }
}
