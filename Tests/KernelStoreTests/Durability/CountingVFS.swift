import Foundation
import GRDBSQLite
import Synchronization

/// SQLite's own file system with its syncs counted, by path.
///
/// Once made, every database that the process opens goes through it.
///
/// The copied method table of a file calls the original for everything but `xSync`, which counts first, and `xClose`.
enum CountingVFS {
    private struct State {
        var syncs: [String: Int] = [:]
        var paths: [UnsafeRawPointer: String] = [:]
        var originals: [UnsafeRawPointer: UnsafePointer<sqlite3_io_methods>] = [:]
        var copies: [UnsafePointer<sqlite3_io_methods>: UnsafePointer<sqlite3_io_methods>] = [:]
    }

    // The pointers are SQLite's for the life of the process, and only looked up under the lock.
    private struct Held: @unchecked Sendable {
        var state = State()
        let base: UnsafeMutablePointer<sqlite3_vfs>?
    }

    private static let held = Mutex(Held(base: sqlite3_vfs_find(nil)))

    /// Makes it the default; answers whether that worked.
    ///
    /// Runs once.
    static let isInstalled: Bool = {
        let base = held.withLock { UInt(bitPattern: $0.base) }
        guard let base = UnsafeMutablePointer<sqlite3_vfs>(bitPattern: base) else { return false }
        let counting = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        counting.initialize(to: base.pointee)
        counting.pointee.pNext = nil
        counting.pointee.zName = UnsafePointer(strdup("kernel-counting"))
        counting.pointee.xOpen = { _, name, file, flags, outFlags in
            CountingVFS.open(name, file, flags, outFlags)
        }
        return sqlite3_vfs_register(counting, 1) == SQLITE_OK
    }()

    /// Syncs so far of files whose path begins so.
    static func syncs(_ prefix: String) -> Int {
        held.withLock { held in
            held.state.syncs.filter { $0.key.hasPrefix(prefix) }.values.reduce(0, +)
        }
    }

    private static func open(
        _ name: UnsafePointer<CChar>?,
        _ file: UnsafeMutablePointer<sqlite3_file>?,
        _ flags: Int32,
        _ outFlags: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        let base = held.withLock { UInt(bitPattern: $0.base) }
        guard let base = UnsafeMutablePointer<sqlite3_vfs>(bitPattern: base), let file else { return SQLITE_ERROR }
        let code = base.pointee.xOpen(base, name, file, flags, outFlags)
        guard code == SQLITE_OK, let methods = file.pointee.pMethods else { return code }
        let path = name.map { String(cString: $0) } ?? ""
        let address = UInt(bitPattern: file)
        let original = UInt(bitPattern: methods)
        let copy: UInt = held.withLock { held in
            guard let methods = UnsafePointer<sqlite3_io_methods>(bitPattern: original),
                let file = UnsafeRawPointer(bitPattern: address)
            else { return 0 }
            let copy = held.state.copies[methods] ?? copied(methods)
            held.state.copies[methods] = copy
            held.state.originals[file] = methods
            held.state.paths[file] = path
            return UInt(bitPattern: copy)
        }
        file.pointee.pMethods = UnsafePointer(bitPattern: copy)
        return code
    }

    private static func copied(_ methods: UnsafePointer<sqlite3_io_methods>) -> UnsafePointer<sqlite3_io_methods> {
        let copy = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        copy.initialize(to: methods.pointee)
        copy.pointee.xSync = { file, flags in
            CountingVFS.original(of: file, counting: true)?.pointee.xSync(file, flags) ?? SQLITE_ERROR
        }
        copy.pointee.xClose = { file in
            let original = CountingVFS.original(of: file, counting: false)
            CountingVFS.forget(file)
            return original?.pointee.xClose(file) ?? SQLITE_ERROR
        }
        return UnsafePointer(copy)
    }

    private static func original(
        of file: UnsafeMutablePointer<sqlite3_file>?,
        counting: Bool
    ) -> UnsafePointer<sqlite3_io_methods>? {
        let address = UInt(bitPattern: file)
        let original: UInt = held.withLock { held in
            guard let file = UnsafeRawPointer(bitPattern: address) else { return 0 }
            if counting, let path = held.state.paths[file] { held.state.syncs[path, default: 0] += 1 }
            return UInt(bitPattern: held.state.originals[file])
        }
        return UnsafePointer(bitPattern: original)
    }

    private static func forget(_ file: UnsafeMutablePointer<sqlite3_file>?) {
        let address = UInt(bitPattern: file)
        held.withLock { held in
            guard let file = UnsafeRawPointer(bitPattern: address) else { return }
            held.state.paths[file] = nil
            held.state.originals[file] = nil
        }
    }
}
