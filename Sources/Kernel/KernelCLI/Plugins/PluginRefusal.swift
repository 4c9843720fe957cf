/// Why a plugin is not loaded, and what to do about it.
enum PluginRefusal: Error, Hashable {
    /// There is no library.
    case missing(String)
    /// The library has no note, or one that cannot be read.
    case noNote(String)
    /// Another compiler built it.
    case compiler(theirs: String, ours: String)
    /// It was built against another API.
    case api(theirs: String, ours: String)
    /// The library is not the one that was built.
    case digest
    /// The system's loader refuses it.
    case loading(String)
    /// It loads, and brings no plugin.
    case noEntry
    /// It does not fit in with what is there: it threw in `register`, or collides with somebody.
    case catalog([String])
}

extension PluginRefusal: CustomStringConvertible {
    private static let again = "Build it again with `kernel plugins build <its folder>`."

    var description: String {
        switch self {
        case .missing(let path):
            "There is no library \(path). Build it with `kernel plugins build <its folder>`, or correct its line in plugins.yaml."
        case .noNote(let path): "The note \(path) beside the library is missing or cannot be read. \(Self.again)"
        case .compiler(let theirs, let ours):
            "It was built with another compiler (\(theirs); this server: \(ours)). Use this one, and build it again."
        case .api(let theirs, let ours):
            "It was built for another version of the plugin API (\(theirs.prefix(8)); this server: \(ours.prefix(8))). \(Self.again)"
        case .digest: "The library is not the one that was built: its digest differs from its note. \(Self.again)"
        case .loading(let reason): "The library does not load: \(reason). \(Self.again)"
        case .noEntry: "The library brings no plugin (`kernel_plugin`). \(Self.again)"
        case .catalog(let findings):
            "It does not fit in: \(findings.joined(separator: "; ")). Mend the plugin, or take it out of plugins.yaml."
        }
    }
}
