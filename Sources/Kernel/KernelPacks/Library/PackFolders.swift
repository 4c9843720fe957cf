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

    /// The folder `<id>` of a pack; `nil` when there is none.
    package func folder(of pack: String) -> PackOnOffer? {
        path(of: pack).map { PackFolders.read(path: $0, named: pack) }
    }

    /// Every version on offer: of `<id>` first, then of `<id>@<version>`, the highest first.
    ///
    /// A folder that cannot be read, or exceeds `PackLimits`, says so itself and hides no other.
    /// - Throws: the system's error when a folder of packs is there but cannot be listed.
    package func versions(of pack: String) throws -> [PackOnOffer] {
        guard Naming.isKebab(pack) else { return [] }
        var beside: [(version: Version, name: String, path: String)] = []
        for folder in folders where FileManager.default.fileExists(atPath: folder) {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let parts = name.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2, parts[0] == pack, let version = Version(parts[1]),
                    PackFolders.holdsPack("\(folder)/\(name)"), !beside.contains(where: { $0.version == version })
                else { continue }
                beside.append((version, name, "\(folder)/\(name)"))
            }
        }
        let others = beside.sorted { $0.version > $1.version }.map { PackFolders.read(path: $0.path, named: $0.name) }
        return [folder(of: pack)].compactMap(\.self) + others
    }

    private static func read(path: String, named folder: String) -> PackOnOffer {
        do {
            return PackOnOffer(folder: folder, files: try PackFolder(path: path, name: folder).files())
        } catch {
            return PackOnOffer(folder: folder, files: [:], refusals: error.diagnostics)
        }
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
