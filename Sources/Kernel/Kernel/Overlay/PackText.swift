/// Writes pack files as block YAML; every text that could be read as something else stands in quotes.
package struct PackText {
    /// A part of a pack: what holds more parts, or a value.
    package indirect enum Part {
        /// Keys in order.
        case group([(key: String, part: Part)])
        /// A value, with the name of where it came from.
        case value(JSONValue, origin: String)
    }

    /// The text so far, a line each.
    private var lines: [String] = []
    /// Where values came from, by line, the first being 1; a line that begins a group has all of the group.
    private var origins: [Int: [String]] = [:]

    /// Writes a whole file.
    package init(_ entries: [(key: String, part: Part)]) {
        write(entries, indent: 0)
    }

    /// The file.
    package var text: String { lines.map { "\($0)\n" }.joined() }

    /// Where the values on a line came from.
    package func origins(ofLine line: Int) -> [String] {
        origins[line] ?? []
    }

    private mutating func write(_ entries: [(key: String, part: Part)], indent: Int) {
        let margin = String(repeating: " ", count: indent)
        for (key, part) in entries {
            let head = "\(margin)\(Self.scalar(key)):"
            switch part {
            case .group(let inner):
                lines.append(head)
                let first = lines.count
                write(inner, indent: indent + 2)
                guard first < lines.count else { break }
                let all = ((first + 1)...lines.count).flatMap { origins[$0] ?? [] }
                origins[first] = Array(Set(all)).sorted()
            case .value(let value, let origin):
                write(value, head: head, indent: indent + 2, origin)
            }
        }
    }

    private mutating func write(_ value: JSONValue, head: String, indent: Int, _ origin: String) {
        let first = lines.count + 1
        switch value {
        case .object(let members) where !members.isEmpty && Self.isLarge(value):
            lines.append(head)
            let margin = String(repeating: " ", count: indent)
            for member in members {
                write(member.value, head: "\(margin)\(Self.scalar(member.name)):", indent: indent + 2, origin)
            }
        default: lines.append("\(head) \(Self.flow(value))")
        }
        for line in first...lines.count where !origin.isEmpty { origins[line] = [origin] }
    }

    /// Whether a mapping is easier to read line by line.
    private static func isLarge(_ value: JSONValue) -> Bool {
        flow(value).utf8.count > 72
    }

    /// A value on one line.
    private static func flow(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .string(let text): scalar(text)
        case .array(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
        case .object(let members) where members.isEmpty: "{}"
        case .object(let members):
            "{ " + members.map { "\(scalar($0.name)): \(flow($0.value))" }.joined(separator: ", ") + " }"
        }
    }

    /// A text as it stands in the file: bare where nobody can take it for anything else, else in quotes as JSON has them.
    private static func scalar(_ text: String) -> String {
        let isBare =
            text.utf8.first.map { isWord($0) } ?? false
            && text.utf8.last != UInt8(ascii: " ") && text != "null"
            && text.utf8.allSatisfy { isWord($0) || " ./+@-".utf8.contains($0) }
        if isBare { return text }
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
