import Foundation
import Testing

@testable import KernelStore

struct FolderFilesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func reason(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `a folder is made private and may be there already`() throws {
        try FolderFiles.makePrivate(folder.file("a"))
        #expect(try folder.mode("a") == 0o700)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.file("a"))
        try FolderFiles.makePrivate(folder.file("a"))
        #expect(try folder.mode("a") == 0o700)
    }

    @Test func `a missing parent and a file in its place are named`() throws {
        let orphan = folder.file("no/a")
        #expect(
            reason { try FolderFiles.makePrivate(orphan) }
                == "The data folder \(orphan) cannot be used: No such file or directory."
        )
        let file = folder.file("file")
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        #expect(
            reason { try FolderFiles.makePrivate(file) } == "The data folder \(file) cannot be used: Not a directory."
        )
        #expect(reason { try FolderFiles.sync(file) }?.contains("cannot be used") == true)
    }

    @Test func `names are synced without an error where there is a folder`() throws {
        try FolderFiles.sync(folder.path)
        #expect(reason { try FolderFiles.sync(folder.file("missing")) }?.contains("No such file") == true)
    }

    @Test func `a lock is held once, given up once, and its file stays private`() throws {
        let lock = try FolderLock(folder: folder.path)
        #expect(try folder.mode("lock") == 0o600)
        #expect(reason { _ = try FolderLock(folder: folder.path) }?.contains("process \(getpid())") == true)
        lock.release()
        lock.release()
        let second = try FolderLock(folder: folder.path)
        lock.release()
        #expect(reason { _ = try FolderLock(folder: folder.path) } != nil, "the first owner gives up nothing twice")
        second.release()
    }

    @Test func `a lock ends with its value`() throws {
        do {
            let lock = try FolderLock(folder: folder.path)
            #expect(reason { _ = try FolderLock(folder: folder.path) } != nil)
            withExtendedLifetime(lock) {}
        }
        try FolderLock(folder: folder.path).release()
    }

    @Test func `a lock whose note is no number still refuses`() throws {
        let lock = try FolderLock(folder: folder.path)
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: folder.file("lock")), options: [])
        #expect(reason { _ = try FolderLock(folder: folder.path) }?.contains("process unknown") == true)
        lock.release()
    }
}
