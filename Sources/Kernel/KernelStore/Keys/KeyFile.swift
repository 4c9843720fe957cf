import Foundation
import Kernel
import KernelCrypto

/// The file of a key ring (its form: `KeyRing`): only its owner may read it, and it is on disk before a value is sealed
/// with what it holds.
package struct KeyFile: Sendable {
    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// Why keys cannot be used.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    package var exists: Bool { access(path, F_OK) == 0 }

    /// Reads the ring.
    /// - Throws: `Refusal` for a file that others may read, that cannot be read, or that holds no keys.
    package func read() throws(Refusal) -> KeyRing {
        var status = stat()
        guard stat(path, &status) == 0 else { throw refusal(String(cString: strerror(errno))) }
        guard status.st_mode & 0o077 == 0 else {
            throw refusal("others may read it; narrow it with `chmod 600`")
        }
        guard let data = FileManager.default.contents(atPath: path) else { throw refusal("it cannot be read") }
        do {
            let ring = try KeyRing(reading: String(decoding: data, as: UTF8.self))
            guard !ring.keys.isEmpty else { throw refusal("it holds no key; make one with `kernel keys generate`") }
            return ring
        } catch let error as KeyRingError {
            throw refusal("\(error)")
        } catch let error as Refusal {
            throw error
        } catch {
            throw refusal("\(error)")
        }
    }

    /// Writes a ring in place of what is there, as a whole or not at all.
    package func write(_ ring: KeyRing) throws(Refusal) {
        let draft = "\(path).new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw refusal(String(cString: strerror(errno))) }
        let bytes = Array(ring.text.utf8)
        let written = Foundation.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard written, rename(draft, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(draft)
            throw refusal(reason)
        }
        do {
            try FolderFiles.sync(FolderFiles.parent(of: path))
        } catch {
            throw refusal("\(error)")
        }
    }

    /// Makes a ring of one key where there is none.
    /// - Throws: `Refusal` where a file is there already.
    package func make(_ random: any RandomSource, now: Int64) throws(Refusal) -> KeyRing {
        guard !exists else { throw refusal("it is there already; `kernel keys rotate` adds a key") }
        do {
            let folder = FolderFiles.parent(of: path)
            if access(folder, F_OK) != 0 { try FolderFiles.makePrivate(folder) }
        } catch {
            throw refusal("\(error)")
        }
        let ring = KeyRing.empty.adding(random.bytes(AESGCM.keyLength), made: CalendarText.instant(now))
        try write(ring)
        return ring
    }

    private func refusal(_ reason: String) -> Refusal {
        Refusal(description: "The keys in \(path) cannot be used: \(reason).")
    }
}
