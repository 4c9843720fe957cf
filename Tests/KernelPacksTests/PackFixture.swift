import Foundation
import Glibc
import Kernel
import KernelPacks

/// One folder of `Tests/Fixtures/packs`: a pack, and what surrounds it.
///
/// Besides the pack's own files it may have
/// - `expected.txt`, what is told;
/// - `beside/<pack>/`, packs that are on offer beside it;
/// - `made.json`, files too large, too many or too odd to keep: a list of `{ "path", "text", "times" }` (the text that
///   many times over; `{n}` in the path makes as many files), `{ "path", "link" }`, `{ "path", "pipe" }` and
///   `{ "path", "folder" }`.
struct PackFixture {
    /// The folder, from the repository's root.
    let place: String

    private struct Made: Decodable {
        let path: String
        let text: String?
        let times: Int?
        let link: String?
        let pipe: Bool?
        let folder: Bool?
    }

    private var name: String { place.split(separator: "/").last.map(String.init) ?? place }

    /// What `kernel packs validate` says of it.
    func report() throws -> PackReport {
        guard let catalog = Catalog.sample else { throw CocoaError(.coderInvalidValue) }
        let beside = PackFolders(folders: [Fixtures.path("\(place)/beside")])
        let check = PackCheck(catalog: catalog, library: beside)
        let files = try PackFolder(path: Fixtures.path(place), name: name).files().filter { path, _ in
            path != "expected.txt" && path != "made.json" && !path.hasPrefix("beside/")
        }
        guard let description = FileManager.default.contents(atPath: Fixtures.path("\(place)/made.json")) else {
            return check.validate(files: files, folder: name)
        }
        let folder = try TemporaryFolder()
        for (path, bytes) in files { try folder.write(path, bytes) }
        for made in try JSONDecoder().decode([Made].self, from: description) { try make(made, in: folder) }
        return check.validate(path: folder.path, as: name)
    }

    private func make(_ made: Made, in folder: TemporaryFolder) throws {
        if let target = made.link { return try folder.link(made.path, to: target) }
        if made.pipe == true {
            guard mkfifo("\(folder.path)/\(made.path)", 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
            return
        }
        if made.folder == true { return try folder.makeFolder(made.path) }
        let (text, times) = (made.text ?? "", made.times ?? 1)
        guard made.path.contains("{n}") else {
            return try folder.write(made.path, String(repeating: text, count: times))
        }
        for number in 1...times { try folder.write(made.path.replacing("{n}", with: "\(number)"), text) }
    }

    /// Findings as they are kept: of very many the first and the last lines.
    static func kept(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 200 else { return text }
        let left = "... \(lines.count - 12) lines ..."
        return (lines.prefix(6) + [left[...]] + lines.suffix(6)).joined(separator: "\n")
    }
}
