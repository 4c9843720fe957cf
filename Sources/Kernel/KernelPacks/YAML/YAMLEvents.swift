import CLibyaml

/// The events of one YAML text, pulled from libyaml one at a time.
///
/// Nothing is expanded: an alias is an event like any other, so a bomb of aliases costs what its bytes cost. The parser
/// lives behind a pointer because libyaml keeps its own address inside it.
struct YAMLEvents: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// Starts on UTF-8 bytes, which must outlive the events; `nil` when there is no memory for a parser.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        self.parser = parser
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event.
    ///
    /// After an error or the end of the stream there is none to ask for.
    mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw failure() }
        defer { yaml_event_delete(&raw) }
        guard let event = YAMLEvent(raw) else {
            let index = Int(raw.start_mark.index)
            throw YAMLSyntaxError(problem: "unknown event", context: nil, index: index, contextIndex: nil)
        }
        return event
    }

    private func failure() -> YAMLSyntaxError {
        let state = parser.pointee
        guard state.error != YAML_MEMORY_ERROR else {
            return YAMLSyntaxError(problem: "out of memory", context: nil, index: 0, contextIndex: nil)
        }
        let context = state.context.map { String(cString: $0) }
        return YAMLSyntaxError(
            problem: state.problem.map { String(cString: $0) } ?? "unknown problem",
            context: context,
            index: Int(state.problem_mark.index),
            contextIndex: context == nil ? nil : Int(state.context_mark.index)
        )
    }
}
