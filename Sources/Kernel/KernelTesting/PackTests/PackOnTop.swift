import Kernel
import KernelPacks

/// A library that offers one pack, whose files are at hand, on top of those that it may stand on.
struct PackOnTop: PackLibrary {
    let id: String
    let files: [String: [UInt8]]
    /// Where the others are; `nil` when there are none.
    let below: (any PackLibrary)?

    func offered() throws -> [String] { Set(try below?.offered() ?? []).union([id]).sorted() }

    func folder(of pack: String) throws -> PackOnOffer? {
        // Another of the same name is another version at best: the one at hand is tested.
        pack == id ? PackOnOffer(folder: id, files: files) : try below?.folder(of: pack)
    }

    func read(
        _ files: [String: [UInt8]],
        named folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        PackDecoder.decode(files: files, folder: folder)
    }

    func readAccepted(
        _ files: [String: [UInt8]],
        named folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        PackFolders(folders: []).readAccepted(files, named: folder)
    }

    func judge(_ pack: PackDefinition, in model: TenantModel) -> [Diagnostic] {
        PackFolders(folders: []).judge(pack, in: model)
    }

    func text(_ diagnostics: [Diagnostic], files: [String: [UInt8]], named folder: String) -> String {
        PackFolders(folders: []).text(diagnostics, files: files, named: folder)
    }
}
