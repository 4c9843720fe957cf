import Foundation
import Kernel
import KernelCrypto

/// The last line of an export: SHA-256 over everything before it, so that no byte of the file can be another one unseen.
///
/// `kernel-export sha256 <64 hexadecimal digits>` and an end of line; SQLite takes as many pages as the file's head says, and
/// what follows is none of its business.
enum ExportDigest {
    private static let mark = "\nkernel-export sha256 "
    private static let length = mark.utf8.count + 2 * SHA256.byteCount + 1
    private static let piece = 1 << 20

    /// Appends the line to a file that nobody has open.
    static func append(to path: String) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        defer { file.closeFile() }
        let size = try file.seekToEnd()
        let digest = try digest(of: file, size)
        try file.seekToEnd()
        try file.write(contentsOf: Data((mark + digest + "\n").utf8))
    }

    /// How many bytes the database has.
    /// - Throws: 422 where the line is missing or speaks of other bytes.
    static func check(_ path: String) throws -> UInt64 {
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { file.closeFile() }
        let whole = try file.seekToEnd()
        let refusal = KernelError.invalid([
            Finding(
                "file",
                "format",
                "The file is no whole export of a tenant: its last line does not fit what is before it."
            )
        ])
        guard whole > UInt64(length) else { throw refusal }
        let size = whole - UInt64(length)
        try file.seek(toOffset: size)
        let line = try file.read(upToCount: length) ?? Data()
        guard try line == Data((mark + digest(of: file, size) + "\n").utf8) else { throw refusal }
        return size
    }

    /// Leaves the database alone.
    static func remove(from path: String) throws {
        let size = try check(path)
        let file = try FileHandle(forUpdating: URL(filePath: path))
        defer { file.closeFile() }
        try file.truncate(atOffset: size)
    }

    private static func digest(of file: FileHandle, _ size: UInt64) throws -> String {
        try file.seek(toOffset: 0)
        var hash = SHA256()
        var left = size
        while left > 0 {
            guard let bytes = try file.read(upToCount: Int(min(left, UInt64(piece)))), !bytes.isEmpty else { break }
            hash.update(bytes)
            left -= UInt64(bytes.count)
        }
        return Hex.encode(hash.finalize())
    }
}
