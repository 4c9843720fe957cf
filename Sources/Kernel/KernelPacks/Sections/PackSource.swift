import Kernel
import KernelCrypto

/// The files of a pack, by path inside its folder, and what each is for.
///
/// Read: `pack.yaml`, `entities/*.yaml`, `seed/reference.yaml`, `seed/demo.yaml`, `tests/*.yaml`,
/// `i18n/<language>.yaml`. For people: `README.md`, `docs/`,
/// the pictures `icon.svg` and `logo.svg`. Everything else is refused, so that a misspelt path is never silently without effect.
package struct PackSource: Sendable {
    /// What a file is for.
    enum Kind: Equatable {
        case manifest
        case entities
        case referenceSeeds
        case demoSeeds
        case tests
        /// A picture that the branding may name.
        case image
        case translations
        /// For people; not read.
        case ignored
        /// Of the format, but not of this version.
        case later
        case unknown
    }

    /// The pictures that the branding may name.
    static let images = ["icon.svg", "logo.svg"]

    /// The files.
    package let files: [String: [UInt8]]
    /// The folder as the author named it; its last part is the pack's id.
    ///
    /// Empty when it is not known.
    package let folder: String

    package init(files: [String: [UInt8]], folder: String) {
        self.files = files
        self.folder = String(folder.reversed().drop { $0 == "/" }.reversed())
    }

    /// A file as findings name it.
    package func name(of path: String) -> String {
        folder.isEmpty ? path : "\(folder)/\(path)"
    }

    /// The folder's own name without the version behind it; `nil` when it is not known.
    var folderName: String? {
        lastPart.flatMap { $0.split(separator: "@", omittingEmptySubsequences: false).first.map(String.init) }
    }

    /// The version that the folder's name says, as in `cleaning@1.4.0`; `nil` where it says none.
    var folderVersion: String? {
        lastPart.flatMap { name in name.firstIndex(of: "@").map { String(name[name.index(after: $0)...]) } }
    }

    private var lastPart: String? {
        folder.split(separator: "/").last.map(String.init).flatMap { $0 == "." || $0 == ".." ? nil : $0 }
    }

    /// The paths of one kind, sorted.
    func paths(_ kind: Kind) -> [String] {
        files.keys.filter { PackSource.kind(of: $0) == kind }.sorted()
    }

    /// Whether a folder may be there with nothing in it.
    static func isKnown(folder: String) -> Bool {
        ["entities", "seed", "tests", "docs", "i18n"].contains(folder) || folder.hasPrefix("docs/")
    }

    /// What a path is for.
    static func kind(of path: String) -> Kind {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        switch path {
        case "pack.yaml": return .manifest
        case "seed/reference.yaml": return .referenceSeeds
        case "seed/demo.yaml": return .demoSeeds
        case "README.md": return .ignored
        case "icon.svg", "logo.svg": return .image
        case "pack.lock": return .later
        default: break
        }
        switch parts[0] {
        case "entities" where parts.count == 2 && path.hasSuffix(".yaml") && parts[1].count > 5: return .entities
        case "tests" where parts.count == 2 && path.hasSuffix(".yaml") && parts[1].count > 5: return .tests
        case "docs" where parts.count > 1: return .ignored
        case "i18n" where parts.count == 2 && path.hasSuffix(".yaml") && parts[1].count > 5: return .translations
        default: return .unknown
        }
    }

    /// The files that take effect in a tenant, line endings as LF and without a byte order mark.
    package var canonical: [String: [UInt8]] {
        normalised([.manifest, .entities, .referenceSeeds, .demoSeeds, .image, .translations])
    }

    /// Every file that is read, the tests too, in the same form.
    var readable: [String: [UInt8]] {
        normalised([.manifest, .entities, .referenceSeeds, .demoSeeds, .image, .translations, .tests])
    }

    private func normalised(_ read: [Kind]) -> [String: [UInt8]] {
        let effective = files.filter { read.contains(PackSource.kind(of: $0.key)) }
        return effective.mapValues(PackSource.normalised)
    }

    /// SHA-256 over the canonical files by path: for each the length of the path, the path, the length of the bytes,
    /// the bytes; lengths as 8 bytes, the highest first.
    package var hash: String {
        var digest = SHA256()
        for (path, bytes) in canonical.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            for part in [Array(path.utf8), bytes] {
                digest.update((0..<8).map { UInt8(truncatingIfNeeded: part.count >> (8 * (7 - $0))) })
                digest.update(part)
            }
        }
        return Hex.encode(digest.finalize())
    }

    private static func normalised(_ bytes: [UInt8]) -> [UInt8] {
        var normal: [UInt8] = []
        normal.reserveCapacity(bytes.count)
        var previous: UInt8?
        for byte in bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...] {
            switch byte {
            case UInt8(ascii: "\r"): normal.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"): break
            default: normal.append(byte)
            }
            previous = byte
        }
        return normal
    }
}
