import CFaultVFS
import Foundation

/// The disk under a folder's SQLite databases, to be broken by tests (fault_vfs.h says how).
public final class FaultyDisk: Sendable {
    /// A call of SQLite's on a file.
    public struct Calls: OptionSet, Sendable, CustomStringConvertible {
        /// One bit for each.
        public let rawValue: Int32

        /// Kinds by their bits.
        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// Reading a page or a frame.
        public static let read = Calls(rawValue: 1)
        /// Writing one.
        public static let write = Calls(rawValue: 2)
        /// Making a file durable.
        public static let sync = Calls(rawValue: 4)
        /// Cutting a file.
        public static let truncate = Calls(rawValue: 8)
        /// Mapping the shared index of the log.
        public static let shm = Calls(rawValue: 16)
        /// Opening a file.
        public static let open = Calls(rawValue: 32)
        /// Deleting a file.
        public static let delete = Calls(rawValue: 64)

        /// The names of the kinds.
        public var description: String {
            let names: [(Calls, String)] = [
                (.read, "read"), (.write, "write"), (.sync, "sync"), (.truncate, "truncate"), (.shm, "shm"),
                (.open, "open"), (.delete, "delete"),
            ]
            return names.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
        }
    }

    /// What of the unsynced writes is left when the power goes off.
    public enum Leftover: Int32, CaseIterable, Sendable {
        case nothing, everything, theFirstOnes, anySectors
    }

    /// Why a disk cannot be had.
    public struct Unavailable: Error {}

    private let number: Int32
    private let folder: String

    /// The disk of the databases below a folder that are opened from now on.
    public init(_ folder: String) throws {
        guard fv_install() == 0 else { throw Unavailable() }
        number = fv_disk_new(folder + "/")
        self.folder = folder
        guard number > 0 else { throw Unavailable() }
    }

    deinit { fv_disk_free(number) }

    /// Counts calls of a kind from 1 and fails those from the `nth` on: so many of them, or all until it is healed.
    public func fail(_ calls: Calls, at nth: Int, times: Int? = 1, full: Bool = false) {
        fv_fail(number, calls.rawValue, nth, times ?? 0, full ? 1 : 0)
    }

    /// Counts calls of a kind from 1.
    public func count(_ calls: Calls) {
        fv_fail(number, calls.rawValue, 0, 0, 0)
    }

    /// Works again.
    public func heal() { fv_heal(number) }

    /// Calls of the kind that is counted.
    public var calls: Int { fv_calls(number) }

    /// Calls that were failed.
    public var failed: Int { fv_failed(number) }

    /// Successful syncs.
    public var syncs: Int { fv_syncs(number) }

    /// Writes, syncs, truncations and deletions.
    public var changes: Int { fv_changes(number) }

    /// Makes every sync slower.
    public func delaySyncs(microseconds: UInt32) { fv_delay_sync(number, microseconds) }

    /// The power goes off with the so many-th change from now.
    public func powerOff(at change: Int) { fv_power_off_at(number, change) }

    /// Whether it is off.
    public var isOff: Bool { fv_is_off(number) != 0 }

    /// Writes the folder as a crash leaves it to another place.
    public func leave(_ leftover: Leftover, in target: String, seed: UInt64) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: target, withIntermediateDirectories: true)
        for name in try files.subpathsOfDirectory(atPath: folder) where !name.hasSuffix("-shm") {
            var isFolder: ObjCBool = false
            guard files.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder) else { continue }
            if isFolder.boolValue {
                try files.createDirectory(atPath: "\(target)/\(name)", withIntermediateDirectories: true)
            } else if fv_knows(number, "\(folder)/\(name)") == 0 {
                try copy(name, to: target)
            }
        }
        guard fv_leave(number, target + "/", leftover.rawValue, seed) == 0 else { throw Unavailable() }
    }

    /// What runs on meanwhile puts a file in the place of another: one that has gone since it was listed is not there.
    private func copy(_ name: String, to target: String) throws {
        let (source, files) = ("\(folder)/\(name)", FileManager.default)
        do {
            try files.copyItem(atPath: source, toPath: "\(target)/\(name)")
        } catch {
            guard !files.fileExists(atPath: source) else { throw error }
        }
    }
}
