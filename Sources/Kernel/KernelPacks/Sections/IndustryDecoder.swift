import Kernel

/// Reads the section `industry`: the trade by category and official codes.
struct IndustryDecoder {
    /// The trade.
    func industry(_ node: NodeDecoder) -> Industry? {
        guard let keys = node.mapping("an industry", known: ["category", "naics", "sic"]) else { return nil }
        return Industry(
            category: keys["category"]?.id(.kebab),
            naics: keys["naics"].map { codes($0, digits: 2...6) } ?? [],
            sic: keys["sic"].map { codes($0, digits: 2...4) } ?? []
        )
    }

    private func codes(_ node: NodeDecoder, digits: ClosedRange<Int>) -> [String] {
        node.refuseEmpty("code")
        var codes: [String] = []
        for item in node.list("a list of codes") ?? [] {
            guard let code = item.text("a code", length: digits) else { continue }
            guard code.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
                item.report(.badID, "`\(code.clipped)` is not a code; codes are digits")
                continue
            }
            guard !codes.contains(code) else {
                item.report(.repeatedItem, "`\(code)` stands in this list already")
                continue
            }
            codes.append(code)
        }
        return codes
    }
}
