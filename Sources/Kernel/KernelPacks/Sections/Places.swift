import Kernel

/// Where the addresses of a pack stand (`PackDefinition.spans`).
///
/// A class because every decoder of one pack writes to it; it stays within the task that decodes.
///
/// Addresses: `pack` · `setting/<id>` · `permission/<id>` · `role/<id>` · `entity/<name>` · `extend/<entity>` ·
/// `<entity or extend address>/{field,state,move,check}/<id>` · `unit/<id>` · `rate_card/<id>` · `formula/<id>` ·
/// `terminology/<entity>` · `seed/<entity>/<key>` and
/// `seed/<entity>/<key>/<field>`.
final class Places {
    private(set) var spans: [String: SourceSpan] = [:]

    /// Keeps the first place of an address.
    func note(_ address: String, _ span: SourceSpan) {
        if spans[address] == nil { spans[address] = span }
    }
}
