import CLibyaml

/// One event of libyaml, copied out of its memory.
///
/// Indices count Unicode scalars from 0.
struct YAMLEvent {
    enum Kind: Equatable {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias
        case scalar(String, YAMLScalar.Style)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
    }

    let kind: Kind
    /// Index of its first character; an anchor or a tag in front belongs to it.
    let start: Int
    /// Index behind its last character.
    let end: Int
    /// Whether libyaml reports an anchor or a tag in front of it.
    let hasProperties: Bool

    /// Copies an event; `nil` for a type that libyaml does not name.
    init?(_ raw: yaml_event_t) {
        var hasProperties = false
        switch raw.type {
        case YAML_STREAM_START_EVENT: kind = .streamStart
        case YAML_STREAM_END_EVENT: kind = .streamEnd
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_ALIAS_EVENT: kind = .alias
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            hasProperties = raw.data.sequence_start.anchor != nil || raw.data.sequence_start.tag != nil
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            hasProperties = raw.data.mapping_start.anchor != nil || raw.data.mapping_start.tag != nil
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            kind = .scalar(YAMLEvent.text(of: scalar.value, count: scalar.length), YAMLEvent.style(of: scalar.style))
            hasProperties = scalar.anchor != nil || scalar.tag != nil
        default: return nil
        }
        start = Int(raw.start_mark.index)
        end = Int(raw.end_mark.index)
        self.hasProperties = hasProperties
    }

    /// Whether nothing was written here.
    var isAbsent: Bool { kind == .scalar("", .plain) }

    private static func text(of bytes: UnsafeMutablePointer<yaml_char_t>?, count: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count), as: UTF8.self)
    }

    private static func style(of style: yaml_scalar_style_t) -> YAMLScalar.Style {
        switch style {
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
        default: .plain
        }
    }
}
