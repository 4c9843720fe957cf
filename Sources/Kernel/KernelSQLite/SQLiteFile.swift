internal import Foundation
internal import KernelStore

/// The database file before SQLite opens it.
enum SQLiteFile {
    /// Makes an empty file that only its owner may read, or checks that there is one.
    ///
    /// SQLite would make it readable for others, and gives its `-wal` and `-shm` files the mode of the database. Only a
    /// file that did not exist is opened here: closing a second descriptor of a live database drops SQLite's locks.
    static func prepare(_ path: String, create: Bool) throws(StoreFailure) {
        guard access(path, F_OK) != 0 else { return }
        guard create else { throw StoreFailure(.missing, code: ENOENT, "There is no database file.") }
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let code = errno
            if code == EEXIST { return }
            let kind: StoreFailure.Kind = code == ENOSPC || code == EDQUOT ? .full : .io
            throw StoreFailure(
                kind,
                code: code,
                "The database file cannot be made: \(String(cString: strerror(code)))."
            )
        }
        Foundation.close(descriptor)
    }
}
