import Foundation
import Kernel

/// What the files of one pack may cost together; each is checked before the cost arises.
package struct PackLimits: Hashable, Sendable {
    /// Bytes of all files.
    package var bytes: Int
    /// Files, and folders as well.
    package var files: Int
    /// Folders inside one another.
    package var depth: Int

    /// The limits of a pack unless told otherwise.
    package init(bytes: Int = 4_194_304, files: Int = 200, depth: Int = 4) {
        self.bytes = bytes
        self.files = files
        self.depth = depth
    }
}

/// Why a pack's folder cannot be read.
package struct PackFolderError: Error, CustomStringConvertible {
    /// One finding or more, each an error.
    package let diagnostics: [Diagnostic]

    /// The findings, one line each.
    package var description: String {
        diagnostics.map { "\($0.code): \($0.message)" }.joined(separator: "\n")
    }
}

/// One folder with a pack.
///
/// Hidden files are no part of it; links are refused, since they could lead anywhere.
package struct PackFolder {
    private let path: String
    private let name: String
    private let limits: PackLimits

    /// A folder.
    /// - Parameters:
    ///   - path: Where it is.
    ///   - name: The folder as the author named it, for findings; the path itself when left out.
    ///   - limits: What its files may cost.
    package init(path: String, name: String? = nil, limits: PackLimits = PackLimits()) {
        self.path = path
        self.name = name ?? path
        self.limits = limits
    }

    /// Every file, by path inside the folder; a folder that holds nothing and is none of a pack, with `/` at its end.
    /// - Throws: `PackFolderError`.
    package func files() throws(PackFolderError) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        var bytes = 0
        for inside in try paths() {
            guard !inside.hasSuffix("/") else {
                files[inside] = []
                continue
            }
            var own = YAMLLimits()
            own.bytes = limits.bytes - bytes
            let loaded = YAMLReader.load(path: "\(path)/\(inside)", as: "\(name)/\(inside)", limits: own)
            if loaded.diagnostics.contains(where: { $0.code == PackCode.fileTooLarge.rawValue }) {
                throw refused(.packTooLarge, "the files have more than \(limits.bytes) bytes together", at: inside)
            }
            guard let content = loaded.bytes else { throw PackFolderError(diagnostics: loaded.diagnostics) }
            files[inside] = content
            bytes += content.count
        }
        return files
    }

    private func paths() throws(PackFolderError) -> [String] {
        var found: [String] = []
        var folders = [""]
        var seen = 0
        while let folder = folders.popLast() {
            let entries = try names(in: folder)
            if entries.isEmpty, !folder.isEmpty, !PackSource.isKnown(folder: folder) { found.append("\(folder)/") }
            for entry in entries {
                let inside = folder.isEmpty ? entry : "\(folder)/\(entry)"
                seen += 1
                guard seen <= limits.files, inside.count(where: { $0 == "/" }) < limits.depth else {
                    throw refused(
                        .tooManyFiles,
                        "a pack has at most \(limits.files) files, \(limits.depth) folders deep",
                        at: inside
                    )
                }
                switch try kind(of: inside) {
                case .typeDirectory: folders.append(inside)
                case .typeSymbolicLink: throw refused(.linkInside, "`\(inside.clipped)` is a link", at: inside)
                default: found.append(inside)
                }
            }
        }
        return found.sorted()
    }

    private func names(in folder: String) throws(PackFolderError) -> [String] {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")
            return names.filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw refused(.unreadableFile, "the folder cannot be read", at: folder)
        }
    }

    private func kind(of inside: String) throws(PackFolderError) -> FileAttributeType? {
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(inside)")
            return attributes[.type] as? FileAttributeType
        } catch {
            throw refused(.unreadableFile, "the file cannot be read", at: inside)
        }
    }

    private func refused(_ code: PackCode, _ message: String, at inside: String) -> PackFolderError {
        let file = inside.isEmpty ? name : "\(name)/\(inside)"
        return PackFolderError(diagnostics: [
            Diagnostic(code, message, at: SourceSpan(file: file, line: 1, column: 1, length: 1))
        ])
    }
}
