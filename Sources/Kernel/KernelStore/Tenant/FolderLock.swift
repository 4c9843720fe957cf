import Foundation
import Synchronization

/// Why a data folder cannot be used.
package enum DataFolderError: Error, CustomStringConvertible {
    /// Another process has it.
    case owned(path: String, process: String)
    /// The file system refuses.
    case unusable(path: String, reason: String)

    package var description: String {
        switch self {
        case .owned(let path, let process):
            "The data folder \(path) belongs to another process (\(process)). Two processes never share one."
        case .unusable(let path, let reason): "The data folder \(path) cannot be used: \(reason)."
        }
    }
}

/// The ownership of a data folder: an exclusive lock on the file `lock` in it, which ends with the process at the
/// latest.
///
/// The file holds the owner's process id, for the message only.
final class FolderLock: Sendable {
    private let descriptor: Mutex<Int32?>

    init(folder: String) throws(DataFolderError) {
        let path = "\(folder)/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unusable(path: folder, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let owner = Self.owner(descriptor)
            close(descriptor)
            if code == EWOULDBLOCK { throw .owned(path: folder, process: owner) }
            throw .unusable(path: folder, reason: String(cString: strerror(code)))
        }
        self.descriptor = Mutex(descriptor)
        let note = Array("\(getpid())\n".utf8)
        // The note serves a message; the lock holds without it, on a full disk too.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, note, note.count, 0)
    }

    deinit { release() }

    /// Gives the folder up; twice is once.
    func release() {
        let held = descriptor.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
        if let held { close(held) }
    }

    private static func owner(_ descriptor: Int32) -> String {
        var note = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &note, note.count, 0)
        let text = String(decoding: note.prefix(max(0, count)), as: UTF8.self)
        return Int(text.trimmingCharacters(in: .whitespacesAndNewlines)).map { "process \($0)" } ?? "process unknown"
    }
}
