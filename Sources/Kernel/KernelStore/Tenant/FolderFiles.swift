import Foundation

/// Folders of the data: private to their owner, and on disk before anything rests on them.
enum FolderFiles {
    /// Makes a folder that only its owner may enter; narrows the mode of one that exists.
    static func makePrivate(_ path: String) throws(DataFolderError) {
        if mkdir(path, 0o700) != 0 {
            let code = errno
            var status = stat()
            guard code == EEXIST, stat(path, &status) == 0 else { throw unusable(path, code) }
            guard status.st_mode & S_IFMT == S_IFDIR else { throw unusable(path, ENOTDIR) }
        } else {
            try sync(parent(of: path))
        }
        guard chmod(path, 0o700) == 0 else { throw unusable(path, errno) }
    }

    /// The folder that a path lies in; `.` for a bare name.
    ///
    /// Not `NSString`'s, which traps on a path of one character.
    static func parent(of path: String) -> String {
        let bare = path.count > 1 && path.hasSuffix("/") ? path.dropLast() : path[...]
        guard let slash = bare.lastIndex(of: "/") else { return "." }
        return slash == bare.startIndex ? "/" : String(bare[..<slash])
    }

    /// Makes the names in a folder durable: a synced file whose name is lost is lost.
    static func sync(_ path: String) throws(DataFolderError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unusable(path, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unusable(path, errno) }
    }

    /// Replaces a small file as a whole: after a crash the old text or the new one is there.
    static func replace(_ name: String, in folder: String, with text: String) throws(DataFolderError) {
        let path = "\(folder)/\(name)"
        let descriptor = open("\(path).new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unusable(path, errno) }
        let bytes = Array(text.utf8)
        let isWritten = write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        let code = errno
        guard close(descriptor) == 0, isWritten else { throw unusable(path, code == 0 ? ENOSPC : code) }
        guard rename("\(path).new", path) == 0 else { throw unusable(path, errno) }
        try sync(folder)
    }

    /// Makes an empty file that is its owner's alone from the first byte on.
    static func makeEmpty(_ path: String) throws(DataFolderError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0, close(descriptor) == 0 else { throw unusable(path, errno) }
    }

    /// Moves a finished file to its place: after a crash it is there wholly or not at all.
    static func moveWhole(_ draft: String, to path: String) throws(DataFolderError) {
        let descriptor = open(draft, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unusable(draft, errno) }
        let isSynced = fsync(descriptor) == 0
        let code = errno
        guard close(descriptor) == 0, isSynced else { throw unusable(draft, code) }
        guard rename(draft, path) == 0 else { throw unusable(path, errno) }
        try sync(parent(of: path))
    }

    private static func unusable(_ path: String, _ code: Int32) -> DataFolderError {
        .unusable(path: path, reason: String(cString: strerror(code)))
    }
}

/// The number of files the process may have open.
enum FileLimit {
    /// Files of one open tenant at most: database, log and index, for the writer and four readers.
    private static let filesPerTenant = 15
    /// Left for connections and everything else.
    private static let reserve = 256

    /// Raises the limit as far as allowed, and answers how many tenants may be open.
    static func tenants(wanted: Int) -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return wanted }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        let files = Int(clamping: limit.rlim_cur)
        return max(1, min(wanted, (files - reserve) / filesPerTenant))
    }
}
