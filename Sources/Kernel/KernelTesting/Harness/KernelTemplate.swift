import Foundation
import Kernel

/// The data folder of a kernel at rest, from which kernels begin as copies.
struct KernelTemplate {
    private static let subfolder = "tenants"

    private let shared: TestKernel.Shared
    /// Decides the key of sealed values, which every copy must have.
    private let secret: UInt64
    private let files: [(path: String, bytes: Data)]

    /// A template that begins with an empty folder.
    init(shared: TestKernel.Shared, secret: UInt64) {
        self.init(shared: shared, secret: secret, files: [])
    }

    private init(shared: TestKernel.Shared, secret: UInt64, files: [(path: String, bytes: Data)]) {
        self.shared = shared
        self.secret = secret
        self.files = files
    }

    /// A kernel that begins with what the template has.
    ///
    /// `seed` decides its ids, tokens and salts; it is another one than those of the kernels that made the template.
    func kernel(seed: UInt64) throws -> TestKernel {
        var place = TestKernel.Place()
        place.root = Self.memory
        place.files = files
        return try TestKernel(shared: shared, seed: seed, secret: secret, place: place)
    }

    /// What there is after a change to a copy; the template stays as it is.
    func changed<T>(
        seed: UInt64,
        _ change: (TestKernel) async throws -> T
    ) async throws -> (template: KernelTemplate, result: T) {
        let kernel = try kernel(seed: seed)
        let result: T
        do {
            result = try await change(kernel)
        } catch {
            try await kernel.close()
            throw error
        }
        await kernel.rest()
        let template = KernelTemplate(shared: shared, secret: secret, files: try Self.files(in: kernel.path))
        try FileManager.default.removeItem(atPath: kernel.path)
        return (template, result)
    }

    /// The databases and what stands beside them.
    ///
    /// A database at rest has no log: closing writes it back.
    private static func files(in folder: String) throws -> [(path: String, bytes: Data)] {
        let manager = FileManager.default
        let top = try manager.contentsOfDirectory(atPath: folder)
        let tenants = try manager.contentsOfDirectory(atPath: "\(folder)/\(subfolder)").map { "\(subfolder)/\($0)" }
        return try (top + tenants).sorted().compactMap { path in
            guard path != subfolder, path != "lock" else { return nil }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)"))
            guard !path.hasSuffix("-wal") || bytes.isEmpty else {
                throw TestKernelError("`\(path)` was not written back when its database was closed")
            }
            return path.hasSuffix("-wal") || path.hasSuffix("-shm") ? nil : (path, bytes)
        }
    }

    /// A file system that lies in memory, where the machine has one.
    private static var memory: String? {
        FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : nil
    }
}
