import Foundation

/// The files around a Unix socket: a private folder to bind in, and the socket's place.
struct SocketPlace: Sendable {
    /// Bytes of a socket path on Linux: `sun_path` is 108 with its closing zero.
    static let pathLimit = 107

    private let path: String
    private let privateFolder: String
    private let mayReplace: Bool

    /// Where the listener binds.
    let bindPath: String

    init(path: String, mayReplace: Bool) throws(HostError) {
        self.path = path
        self.mayReplace = mayReplace
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        privateFolder = (slash.map { String(path[...$0]) } ?? "") + ".op"
        bindPath = privateFolder + "/s"
        guard max(path.utf8.count, bindPath.utf8.count) <= Self.pathLimit else {
            throw .socketPathTooLong(path: path, limit: Self.pathLimit)
        }
    }

    /// Makes the private folder; one left over from a crash is taken over when the lock is held.
    func prepare() throws(HostError) {
        try checkPlace()
        if mkdir(privateFolder, 0o700) == 0 { return }
        let reason = errno
        guard reason == EEXIST, mayReplace, kind(of: privateFolder) == S_IFDIR, chmod(privateFolder, 0o700) == 0 else {
            throw .socketTaken(path: path, reason: SystemFault.text(of: reason))
        }
    }

    /// Gives the bound socket its mode and its place, and removes the private folder.
    func publish() throws(HostError) {
        try checkPlace()
        guard chmod(bindPath, 0o600) == 0, rename(bindPath, path) == 0 else {
            throw .socketTaken(path: path, reason: SystemFault.text(of: errno))
        }
        rmdir(privateFolder)
    }

    /// Removes the socket, and what a failed start left.
    func clear() {
        if kind(of: path) == S_IFSOCK { unlink(path) }
        unlink(bindPath)
        rmdir(privateFolder)
    }

    /// Only an old socket may be replaced, never a file, and only by the data folder's owner.
    private func checkPlace() throws(HostError) {
        switch kind(of: path) {
        case nil: return
        case S_IFSOCK where mayReplace: return
        case S_IFSOCK: throw .socketTaken(path: path, reason: "a socket is there, and the data folder is not locked")
        default: throw .socketTaken(path: path, reason: "something else is there")
        }
    }

    private func kind(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
