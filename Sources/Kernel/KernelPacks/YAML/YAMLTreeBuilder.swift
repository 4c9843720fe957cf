import Kernel

/// Turns events into one tree of nodes, refusing what packs do not use.
///
/// Recursion is bounded by `YAMLLimits.depth`, memory by `YAMLLimits.nodes`; both are checked before a node is made.
struct YAMLTreeBuilder: ~Copyable {
    /// Reading cannot go on; the finding is already reported.
    struct Stop: Error {}

    let source: SourceText
    let limits: YAMLLimits
    private(set) var diagnostics: [Diagnostic] = []
    private var events: YAMLEvents
    private var nodes = 0
    private var isWhole = true
    private var lastLine = 0

    init(source: SourceText, limits: YAMLLimits, events: consuming YAMLEvents) {
        self.source = source
        self.limits = limits
        self.events = events
    }

    /// The root of the only document; `nil` when there is none that could be read to its end.
    mutating func document() -> YAMLNode? {
        do {
            let root = try onlyDocument()
            return isWhole ? root : nil
        } catch {
            return nil
        }
    }

    private mutating func onlyDocument() throws(Stop) -> YAMLNode? {
        if let index = source.directive(after: 0) {
            report(.directive, "`%` directives are not part of the pack format", at: source.restOfLine(from: index))
            throw Stop()
        }
        _ = try next()  // the start of the stream
        guard try next().kind == .documentStart else { return empty() }
        let first = try next()
        let root = try node(first, depth: 1)
        let end = try next()
        // A directive after the document would make libyaml read them all before its next event.
        if let index = source.directive(after: end.end) { return several(at: index, root) }
        let last = try next()
        if last.kind == .documentStart { return several(at: last.start, root) }
        return first.isAbsent && !first.hasProperties ? empty() : root
    }

    private mutating func empty() -> YAMLNode? {
        report(.emptyDocument, "the file says nothing", at: source.span(from: 0, to: 1))
        return nil
    }

    private mutating func several(at index: Int, _ root: YAMLNode?) -> YAMLNode? {
        let span = source.span(from: index, to: index + 3)
        report(.severalDocuments, "a second document starts here; a file holds one", at: span)
        return root
    }

    // MARK: Nodes

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(Stop) -> YAMLNode? {
        try count(event, depth: depth)
        let start = contentStart(of: event)
        switch event.kind {
        case .scalar(let text, let style): return .scalar(scalar(text, style, from: start, to: event.end))
        case .sequenceStart: return try sequence(from: start, depth: depth)
        case .mappingStart: return try mapping(from: start, depth: depth)
        default:
            let span = source.span(from: event.start, to: event.end)
            let hint = "write the value again, or put a text that starts with `*` in quotes"
            report(.alias, "aliases are not part of the pack format", at: span, hint: hint)
            isWhole = false
            return nil
        }
    }

    private mutating func count(_ event: YAMLEvent, depth: Int) throws(Stop) {
        nodes += 1
        let span = source.span(from: event.start, to: max(event.end, event.start + 1))
        if nodes > limits.nodes {
            report(.tooManyNodes, "the file holds more than \(limits.nodes) values", at: span, hint: "split the file")
            throw Stop()
        }
        if depth > limits.depth, event.kind == .sequenceStart || event.kind == .mappingStart {
            report(.tooDeep, "lists and mappings stand more than \(limits.depth) deep in one another", at: span)
            throw Stop()
        }
    }

    private mutating func sequence(from start: Int, depth: Int) throws(Stop) -> YAMLNode {
        var items: [YAMLNode] = []
        while true {
            let event = try next()
            if event.kind == .sequenceEnd {
                let end = source.scalar(at: start) == "[" ? event.end : start + 1
                return .sequence(items, source.span(from: start, to: end))
            }
            if let item = try node(event, depth: depth + 1) { items.append(item) }
        }
    }

    private mutating func mapping(from start: Int, depth: Int) throws(Stop) -> YAMLNode {
        var entries: [YAMLEntry] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try next()
            if event.kind == .mappingEnd {
                let first = entries.first?.keySpan ?? source.span(from: start, to: start + 1)
                let isFlow = source.scalar(at: start) == "{"
                return .mapping(entries, isFlow ? source.span(from: start, to: event.end) : first)
            }
            let key = try key(event, depth: depth)
            let value = try node(next(), depth: depth + 1)
            guard let key, let value, isNew(key, &lines) else { continue }
            entries.append(YAMLEntry(key: key.text, keySpan: key.span, value: value.orAbsent(at: key.span)))
        }
    }

    private mutating func isNew(_ key: YAMLScalar, _ lines: inout [String: Int]) -> Bool {
        guard let line = lines[key.text] else {
            lines[key.text] = key.span.line
            return true
        }
        let message = "the key `\(key.text.clipped)` stands here again; it first stands on line \(line)"
        report(.duplicateKey, message, at: key.span, hint: "keep one of them")
        return false
    }

    private mutating func key(_ event: YAMLEvent, depth: Int) throws(Stop) -> YAMLScalar? {
        guard let node = try node(event, depth: depth + 1) else { return nil }
        guard case .scalar(let key) = node else {
            let hint = "a text that starts with `{` or `[` needs quotes"
            report(.keyNotText, "a key must be text", at: node.span, hint: hint)
            return nil
        }
        if key.isAbsent {
            report(.keyNotText, "a key is missing before `:`", at: key.span)
            return nil
        }
        if key.text == "<<", key.style == .plain {
            report(.mergeKey, "merge keys are not part of the pack format", at: key.span, hint: "write the keys out")
            return nil
        }
        return key
    }

    private mutating func scalar(
        _ text: String,
        _ style: YAMLScalar.Style,
        from start: Int,
        to end: Int
    ) -> YAMLScalar {
        let span = source.span(from: start, to: end)
        if text.utf8.count > limits.scalarLength, text.unicodeScalars.count > limits.scalarLength {
            let count = text.unicodeScalars.count
            report(.textTooLong, "the text has \(count) characters; at most \(limits.scalarLength) are read", at: span)
        }
        if text.utf8.contains(0) {
            report(.forbiddenCharacter, "the character U+0000 is not allowed, not even as an escape", at: span)
        }
        let origin = source.origin(of: text, style, from: start, to: end)
        return YAMLScalar(text: text, span: span, style: style, origin: origin)
    }

    // MARK: Events

    private mutating func next() throws(Stop) -> YAMLEvent {
        do {
            let event = try events.next()
            checkIndentation(of: event)
            return event
        } catch {
            diagnostics.append(error.diagnostic(in: source))
            throw Stop()
        }
    }

    /// libyaml refuses tabs in block context itself; inside `[...]` and `{...}` it lets them indent, so look here.
    private mutating func checkIndentation(of event: YAMLEvent) {
        let (line, column) = source.position(of: event.start)
        guard line > lastLine else { return }
        lastLine = line
        let blanks = source.line(line).prefix(while: SourceText.isBlank)
        guard blanks.count == column - 1, let tab = blanks.firstIndex(of: "\t") else { return }
        diagnostics.append(YAMLSyntaxError.tab(at: tab, in: source))
    }

    /// Reports anchors and tags in front of a node and gives the index where the node itself starts.
    private mutating func contentStart(of event: YAMLEvent) -> Int {
        // libyaml forgets a lone `!` before a scalar, so its first character counts too.
        let first = source.scalar(at: event.start)
        let isScalar = if case .scalar = event.kind { true } else { false }
        guard event.hasProperties || isScalar && event.start < event.end && first == "!" else { return event.start }
        let (properties, start) = source.properties(from: event.start, to: event.end)
        for property in properties {
            switch property.kind {
            case .anchor:
                let hint = "remove it, or put a text that starts with `&` in quotes"
                report(.anchor, "anchors are not part of the pack format", at: property.span, hint: hint)
            case .tag:
                let hint = "remove it, or put a text that starts with `!` in quotes"
                report(.tag, "tags are not part of the pack format", at: property.span, hint: hint)
            }
        }
        return start
    }

    private mutating func report(_ code: PackCode, _ message: String, at span: SourceSpan, hint: String? = nil) {
        diagnostics.append(Diagnostic(code, message, at: span, hint: hint))
    }
}

extension YAMLNode {
    /// Nothing written has no place of its own: it is where its key is.
    fileprivate func orAbsent(at keySpan: SourceSpan) -> YAMLNode {
        guard case .scalar(let scalar) = self, scalar.isAbsent else { return self }
        return .scalar(YAMLScalar(text: "", span: keySpan, style: .plain))
    }
}
