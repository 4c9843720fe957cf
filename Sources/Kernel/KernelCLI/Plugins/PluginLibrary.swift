import Foundation
import Kernel

/// A plugin's shared library and the walls before its code (docs/adr/0004).
struct PluginLibrary {
    let path: String

    /// Compares the note with this server and with the library; nothing of the library runs.
    func check() throws(PluginRefusal) {
        guard FileManager.default.fileExists(atPath: path) else { throw .missing(path) }
        guard let note = PluginNote.read(of: path) else { throw .noNote(PluginNote.path(of: path)) }
        guard note.compiler == KernelAPI.compiler else {
            throw .compiler(theirs: note.compiler, ours: KernelAPI.compiler)
        }
        guard note.api == KernelAPI.fingerprint else { throw .api(theirs: note.api, ours: KernelAPI.fingerprint) }
        guard PluginNote.digest(path) == note.digest else { throw .digest }
    }

    /// Checks and loads the library; it stays loaded as long as the process runs.
    ///
    /// Every symbol is bound at once: a library that refers to another API's symbol ends here, whatever its note says.
    func load() throws(PluginRefusal) -> any Capability {
        try check()
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw .loading(dlerror().map { String(cString: $0) } ?? "the system gives no reason")
        }
        guard let symbol = dlsym(handle, "kernel_plugin") else { throw .noEntry }
        let make = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafeMutableRawPointer).self)
        return Plugin.taken(from: make()).capability
    }
}
