import Foundation

/// A folder of a test, gone when the value goes.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "kernel-packs-\(UUID().uuidString)")
            .path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // What stays behind lies where the system clears up itself.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file with the folders on its way.
    func write(_ inside: String, _ content: String) throws {
        try write(inside, Array(content.utf8))
    }

    /// Writes a file with the folders on its way.
    func write(_ inside: String, _ content: [UInt8]) throws {
        let url = URL(filePath: "\(path)/\(inside)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content).write(to: url)
    }

    /// Makes a symbolic link.
    func link(_ inside: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(inside)", withDestinationPath: target)
    }

    /// Makes a folder that holds nothing.
    func makeFolder(_ inside: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(inside)", withIntermediateDirectories: true)
    }

    /// Removes a file or folder.
    func remove(_ inside: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(inside)")
    }
}
