import Foundation
import Kernel
import KernelCrypto
import Testing

@testable import KernelStore

struct KeyFileTests {
    private let folder: TemporaryFolder
    private let file: KeyFile

    init() throws {
        folder = try TemporaryFolder()
        file = KeyFile(folder.file("keys"))
    }

    @Test func `a new file is its owner's alone and is read as it was made`() throws {
        let made = try file.make(CountingRandom(), now: 1_767_225_600_000)
        #expect(try folder.mode("keys") == 0o600)
        #expect(try file.read().text == made.text)
        #expect(made.keys.map(\.made) == ["2026-01-01T00:00:00.000Z"])
        let again = #expect(throws: KeyFile.Refusal.self) { try file.make(CountingRandom(), now: 0) }
        #expect(again?.description.contains("kernel keys rotate") == true)
        #expect(try file.read().text == made.text)
    }

    @Test func `a missing folder is made, and is its owner's alone`() throws {
        let inner = KeyFile(folder.file("deep/keys"))
        _ = try inner.make(CountingRandom(), now: 0)
        #expect(try folder.mode("deep") == 0o700)
        #expect(try inner.read().keys.count == 1)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644])
    func `a file that others may read is refused`(mode: Int) throws {
        _ = try file.make(CountingRandom(), now: 0)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        let refusal = #expect(throws: KeyFile.Refusal.self) { try file.read() }
        #expect(refusal?.description.contains("chmod 600") == true)
    }

    @Test func `what is no key ring is refused with its line`() throws {
        func refusal(_ text: String) throws -> String {
            let made = FileManager.default.createFile(
                atPath: file.path,
                contents: Data(text.utf8),
                attributes: [.posixPermissions: 0o600]
            )
            #expect(made)
            return #expect(throws: KeyFile.Refusal.self) { try file.read() }?.description ?? ""
        }
        #expect(try refusal("# a comment\nnonsense\n").contains("Line 2"))
        #expect(try refusal("").contains("holds no key"))
        try FileManager.default.removeItem(atPath: file.path)
        let missing = #expect(throws: KeyFile.Refusal.self) { try file.read() }
        #expect(missing?.description.contains(file.path) == true)
    }
}

struct KeyChestTests {
    private let folder: TemporaryFolder
    private let file: KeyFile
    private let clock = StandingClock()
    private let random = CountingRandom()

    init() throws {
        folder = try TemporaryFolder()
        file = KeyFile(folder.file("keys"))
    }

    private func chest() -> KeyChest { KeyChest(file: file, clock: clock, random: random) }

    @Test func `keys are made once and found again`() throws {
        let first = chest()
        #expect(try first.load(making: true))
        #expect(first.keys.map(\.seals) == [true])
        let second = chest()
        #expect(try !second.load(making: true))
        #expect(second.keys == first.keys)
    }

    @Test func `without a file and without leave to make one there is no key`() throws {
        let chest = chest()
        #expect(try !chest.load(making: false))
        #expect(chest.keys == [])
        #expect(!file.exists)
    }

    @Test func `a rotation is on disk before it seals, and keeps the keys before it`() throws {
        let chest = chest()
        _ = try chest.load(making: true)
        let old = chest.keys
        clock.advance(1_000)
        let new = try chest.rotate()
        #expect(chest.keys.map(\.id) == [old[0].id, new.id])
        #expect(chest.keys.map(\.seals) == [false, true])
        #expect(try file.read().keys.map(\.id) == chest.keys.map(\.id))
        #expect(try folder.mode("keys") == 0o600)
    }

    @Test func `a rotation that cannot be written changes nothing`() throws {
        let chest = chest()
        _ = try chest.load(making: true)
        let before = chest.keys
        try FileManager.default.removeItem(atPath: folder.path)
        let error = #expect(throws: KernelError.self) { try chest.rotate() }
        #expect(error?.problem == .unavailable)
        #expect(error?.cause?.contains("keys") == true)
        #expect(chest.keys == before)
    }

    @Test func `keys of the environment are not rotated here`() throws {
        let chest = KeyChest(clock: clock, random: random)
        chest.take(KeyRing.empty.adding([UInt8](repeating: 1, count: 32), made: "now"))
        let error = #expect(throws: KernelError.self) { try chest.rotate() }
        #expect(error?.problem == .invalid)
        #expect(chest.keys.count == 1)
    }
}
