import Foundation
import Kernel
import KernelCrypto

// Beside each library `libHello.so` lies `libHello.so.json`, written when it is built:
//
//   {"format": 1, "compiler": "Swift version ...", "api": "<fingerprint>", "digest": "<SHA-256 of the library>"}
//
// It is compared before a byte of the library runs: a library of another API loads without an error and crashes later.

/// What a library says about itself.
struct PluginNote: Hashable {
    let compiler: String
    let api: String
    let digest: String

    static func path(of library: String) -> String { "\(library).json" }

    /// Reads the note of a library; `nil` where it cannot be read.
    static func read(of library: String) -> PluginNote? {
        guard let data = FileManager.default.contents(atPath: path(of: library)) else { return nil }
        // Written by `write` and by nothing else: what cannot be read is no note.
        guard let json = try? JSONReader.read(Array(data)), json["format"] == .number("1"),
            let compiler = json["compiler"]?.text, let api = json["api"]?.text, let digest = json["digest"]?.text
        else { return nil }
        return PluginNote(compiler: compiler, api: api, digest: digest)
    }

    /// Writes the note of a library.
    func write(of library: String) throws(Refusal) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("format")
            writer.int(1)
            for (name, value) in [("compiler", compiler), ("api", api), ("digest", digest)] {
                writer.key(name)
                writer.string(value)
            }
        }
        let path = Self.path(of: library)
        guard FileManager.default.createFile(atPath: path, contents: Data(writer.bytes)) else {
            throw Refusal("The file \(path) cannot be written.")
        }
    }

    /// The digest of a file as notes have it.
    static func digest(_ library: String) -> String? {
        FileManager.default.contents(atPath: library).map { SHA256.hex(Array($0)) }
    }
}
