import Foundation
import Kernel

/// The packs in some folders, read at the moment of asking.
///
/// A pack is a folder with a `pack.yaml` whose name is the pack's id; more of its versions stand beside it as
/// `<id>@<version>`. Where two folders hold the same name, the first folder given wins.
package struct PackFolders: PackLibrary {
    private let folders: [String]

    /// A library over folders of packs; those that do not exist offer nothing.
    package init(folders: [String]) {
        self.folders = folders
    }

    /// Ids of the packs on offer, sorted.
    /// - Throws: the system's error when a folder is there but cannot be listed.
    package func offered() throws -> [String] {
        var ids: Set<String> = []
        for folder in folders where FileManager.default.fileExists(atPath: folder) {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            ids.formUnion(names.filter { Naming.isKebab($0) && PackFolders.holdsPack("\(folder)/\($0)") })
        }
        return ids.sorted()
    }

    /// The files of a pack on offer, by path inside its folder; `nil` when it is not on offer.
    /// - Throws: `PackFolderError` when the folder cannot be read or exceeds `PackLimits`.
    package func files(of pack: String) throws -> [String: [UInt8]]? {
        guard let folder = path(of: pack) else { return nil }
        return try PackFolder(path: folder).files()
    }

    /// The files of every version on offer: of `<id>` first, then of `<id>@<version>`, the highest first.
    /// - Throws: `PackFolderError` when a folder cannot be read or exceeds `PackLimits`.
    package func versions(of pack: String) throws -> [[String: [UInt8]]] {
        guard Naming.isKebab(pack) else { return [] }
        var beside: [(version: Version, path: String)] = []
        for folder in folders where FileManager.default.fileExists(atPath: folder) {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let parts = name.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2, parts[0] == pack, let version = Version(parts[1]),
                    PackFolders.holdsPack("\(folder)/\(name)"), !beside.contains(where: { $0.version == version })
                else { continue }
                beside.append((version, "\(folder)/\(name)"))
            }
        }
        let others = try beside.sorted { $0.version > $1.version }.map { try PackFolder(path: $0.path).files() }
        return [try files(of: pack)].compactMap(\.self) + others
    }

    /// Where a pack on offer stands, or `nil`.
    package func path(of pack: String) -> String? {
        // An id is checked before it becomes a path: it may come from a request.
        guard Naming.isKebab(pack) else { return nil }
        return folders.map { "\($0)/\(pack)" }.first(where: PackFolders.holdsPack)
    }

    /// Reads a pack's files; the definition is `nil` when there are errors.
    package func read(
        _ files: [String: [UInt8]],
        named folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        PackDecoder.decode(files: files, folder: folder)
    }

    /// Reads files that a server accepted once.
    package func readAccepted(
        _ files: [String: [UInt8]],
        named folder: String
    ) -> (definition: PackDefinition?, diagnostics: [Diagnostic]) {
        PackDecoder.decodeAccepted(files: files, folder: folder)
    }

    /// What a pack's rows and migrations have against a model.
    package func judge(_ pack: PackDefinition, in model: TenantModel) -> [Diagnostic] {
        PackCheck.judge(pack, in: model)
    }

    /// Findings as text for people, with source lines and carets.
    package func text(_ diagnostics: [Diagnostic], files: [String: [UInt8]], named folder: String) -> String {
        PackReport.renderer(PackSource(files: files, folder: folder)).text(diagnostics)
    }

    private static func holdsPack(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
            && FileManager.default.fileExists(atPath: "\(path)/pack.yaml")
    }
}
