import Testing

@testable import Kernel

struct RecordIDTests {
    @Test(arguments: [
        "01890a5d-ac96-774b-bcce-b302099a8057", "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff", "f47ac10b-58cc-4372-a567-0e02b2c3d479",
    ])
    func `a UUID of any version is read`(text: String) throws {
        #expect(try #require(RecordID(text)).raw == text)
        #expect(try #require(RecordID(text.uppercased())).raw == text)
        #expect(try #require(RecordID(Substring(text))).description == text)
    }

    @Test(arguments: [
        "", "01890a5d", "01890a5dac96774bbcceb302099a8057", "{01890a5d-ac96-774b-bcce-b302099a8057}",
        "01890a5d-ac96-774b-bcce-b302099a805", "01890a5d-ac96-774b-bcce-b302099a80577",
        "01890a5d-ac96-774b-bcce-b302099a805g", "01890a5dac96-774b-bcce-b302099a8057-",
        " 1890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a805７",
        "é1890a5d-ac96-774b-bcce-b302099a805",
    ])
    func `another shape is refused`(text: String) {
        #expect(RecordID(text) == nil)
    }

    @Test func `a made id holds the time, the version, the variant and the random bytes`() {
        let id = RecordID(
            milliseconds: 0x0189_0a5d_ac96,
            random: [0x07, 0x4b, 0x3c, 0xce, 0xb3, 2, 9, 0x9a, 0x80, 0x57]
        )
        #expect(id.raw == "01890a5d-ac96-774b-bcce-b302099a8057")
        let full = RecordID(milliseconds: 0, random: [UInt8](repeating: 0xff, count: 10))
        #expect(full.raw == "00000000-0000-7fff-bfff-ffffffffffff")
        let empty = RecordID(milliseconds: -1, random: [UInt8](repeating: 0, count: 10))
        #expect(empty.raw == "ffffffff-ffff-7000-8000-000000000000")
    }

    @Test(arguments: [
        ("01890a5d-ac96-774b-bcce-b302099a8057", true), ("01890A5D-AC96-774B-BCCE-B302099A8057", true),
        ("f47ac10b-58cc-4372-a567-0e02b2c3d479", false), ("00000000-0000-0000-0000-000000000000", false),
    ])
    func `version 7 is told from the others`(text: String, isVersion7: Bool) throws {
        #expect(try #require(RecordID(text)).isVersion7 == isVersion7)
    }

    @Test func `ids are ordered by the time they were made`() {
        let times: [Int64] = [5, 1, 1_795_372_200_000, 255, 256]
        let sorted = times.map { RecordID(milliseconds: $0, random: [0xff, UInt8(truncatingIfNeeded: $0)]) }.sorted()
        #expect(
            sorted == times.sorted().map { RecordID(milliseconds: $0, random: [0xff, UInt8(truncatingIfNeeded: $0)]) }
        )
    }

    @Test func `the generator takes the clock's time and ten fresh bytes`() {
        let ids = Shop.ids
        let first = ids.next()
        let second = ids.next()
        #expect(first.isVersion7)
        #expect(first != second)
        #expect(first.raw.prefix(13) == RecordID(milliseconds: Shop.now, random: []).raw.prefix(13))
    }
}
