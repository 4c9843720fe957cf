import Foundation
import Kernel
import KernelCrypto
import Synchronization

// The file `control.anchor` beside `control.db`, one line:
//
//   <seq> <hash, 64 hexadecimal digits>
//
// the end that the control database's journal had. Without it, who cuts the journal's tail in `control.db` leaves no
// trace: that journal has no other database to be anchored in.
//
// It is replaced as a whole: `control.anchor.new` is written and synced, renamed, and the folder synced. After a crash
// the old line or the new one is there. The journal's entry was on disk before its line, so the line never runs ahead;
// what was written in the last moment before a crash is anchored by the next write. A leftover `.new` is written over.
//
// A journal without the anchored entry keeps that line, whatever is written after it: `kernel audit verify` goes on
// saying so. A folder without the file gets one, which is an entry `anchored` of the journal.

/// The anchored end of the control database's journal.
final class ControlAnchor: Sendable {
    /// What the file says.
    enum Reading: Hashable, Sendable {
        /// There is no file.
        case absent
        /// The anchored end.
        case head(JournalHead)
        /// There is a file, and why it says nothing.
        case unreadable(String)
    }

    private struct State {
        var waiting: JournalHead?
        var isPinned = false
    }

    private let folder: String
    private let job: DelayedJob
    private let state = Mutex(State())
    /// One replaces the file at a time.
    private let writing = Mutex(())

    init(folder: String, pool: BlockingPool, interval: Double) {
        self.folder = folder
        job = DelayedJob(pool: pool, interval: interval)
    }

    /// Where it is.
    var path: String { "\(folder)/control.anchor" }

    /// Reads the file.
    func read() -> Reading {
        guard access(path, F_OK) == 0 || errno != ENOENT else { return .absent }
        guard let data = FileManager.default.contents(atPath: path) else { return .unreadable("it cannot be read") }
        let words = String(decoding: data.prefix(200), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let seq = Int64(words[0]), seq > 0, let hash = Hex.decode(String(words[1])),
            hash.count == 32
        else { return .unreadable("it holds no anchor") }
        return .head(JournalHead(seq: seq, hash: hash))
    }

    /// Writes what waits, then asks for nothing more.
    func close() throws {
        job.stop()
        try flush()
    }

    /// Leaves the file as it is from now on.
    func pin() {
        state.withLock { $0.isPinned = true }
    }

    /// Notes the journal's newest end.
    func note(_ head: JournalHead) {
        let isNew = state.withLock { state in
            guard !state.isPinned, head.seq > (state.waiting?.seq ?? 0) else { return false }
            state.waiting = head
            return true
        }
        guard isNew else { return }
        job.request { [weak self] in
            guard let self else { return false }
            do {
                try flush()
                return false
            } catch {
                return true
            }
        }
    }

    /// Writes what waits.
    /// - Throws: `DataFolderError` when the folder takes no file; the head waits on then.
    func flush() throws {
        try writing.withLock { _ in
            guard let head = state.withLock({ $0.waiting }) else { return }
            try FolderFiles.replace("control.anchor", in: folder, with: "\(head.seq) \(Hex.encode(head.hash))\n")
            state.withLock { state in
                if state.waiting == head { state.waiting = nil }
            }
        }
    }
}
