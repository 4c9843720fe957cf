import Testing

@testable import Kernel

struct CSVTextTests {
    private func read(_ text: String) throws -> [[CSVCell]] {
        try CSVReader.read(Array(text.utf8)).map(\.cells)
    }

    private func texts(_ text: String) throws -> [[String]] {
        try read(text).map { $0.map(\.text) }
    }

    private func written(_ cells: [String?]) -> String {
        var writer = CSVWriter()
        for cell in cells { writer.cell(cell) }
        writer.endLine()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `cells are quoted where they must be, and nowhere else`() {
        #expect(written(["a", "b c", "1.5", "äöü 🧽"]) == "a,b c,1.5,äöü 🧽\r\n")
        #expect(
            written(["a,b", "say \"x\"", "two\nlines", "cr\r", " edge", "edge "]) == """
                "a,b","say ""x\""","two\nlines","cr\r"," edge","edge "\r\n
                """
        )
    }

    @Test func `no value and the empty text are told apart`() throws {
        #expect(written([nil, "", "x", nil]) == ",\"\",x,\r\n")
        let cells = try read(",\"\",x,\r\n")[0]
        #expect(cells.map(\.isNothing) == [true, false, false, true])
        #expect(cells[1].text.isEmpty && cells[1].isQuoted)
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func `every kind of line end is read`(end: String) throws {
        #expect(try texts("a,b\(end)c,d\(end)") == [["a", "b"], ["c", "d"]])
        #expect(try texts("a,b\(end)c,d") == [["a", "b"], ["c", "d"]])
        #expect(try texts("a,b\(end)\(end)c,d\(end)\(end)") == [["a", "b"], ["c", "d"]])
    }

    @Test func `a byte order mark is read over, and an empty text has no lines`() throws {
        #expect(try texts("\u{feff}a,b\r\n") == [["a", "b"]])
        #expect(try texts("") == [])
        #expect(try texts("\u{feff}") == [])
    }

    @Test func `lines are counted through line breaks inside of quotes`() throws {
        let lines = try CSVReader.read(Array("h\r\n\"a\r\nb\nc\"\r\n\r\nlast\r\n".utf8))
        #expect(lines.map(\.number) == [1, 2, 6])
        #expect(lines[1].cells == [CSVCell("a\r\nb\nc", isQuoted: true)])
    }

    @Test(
        arguments: [
            ("a\nb,\"open", 2, 2, "not closed"), ("a\n\"x\"y", 2, 1, "after the closing"),
            ("a,b\"c\n", 1, 2, "A quote inside"),
        ]
    )
    func `what is no CSV is refused with its place`(text: String, line: Int, column: Int, words: String) {
        let failure = #expect(throws: CSVReader.Failure.self) { try CSVReader.read(Array(text.utf8)) }
        #expect(failure?.line == line)
        #expect(failure?.column == column)
        #expect(failure?.message.contains(words) == true)
    }

    @Test func `what is not UTF-8 is refused with its place`() {
        let failure = #expect(throws: CSVReader.Failure.self) { try CSVReader.read([0x61, 0x0a, 0x62, 0x2c, 0xff]) }
        #expect(failure == CSVReader.Failure(line: 2, column: 2, message: "Not UTF-8."))
    }

    @Test(arguments: ["=1+1", "+49", "-x", "@x", "\tx", "\rx", "\nx", "'=1", "''+x"])
    func `a text that a spreadsheet would run gets an apostrophe, and loses it again`(text: String) {
        let guarded = CSVFormula.guarded(text)
        #expect(guarded == "'" + text)
        #expect(CSVFormula.unguarded(guarded) == text)
    }

    @Test(arguments: ["", "x", "'", "''", "'x", "a=b", "1", " =x", "´=1"])
    func `any other text stays as it is`(text: String) {
        #expect(CSVFormula.guarded(text) == text)
        #expect(CSVFormula.unguarded(text) == text)
    }

    @Test func `random texts come back as they were`() throws {
        var random = SplitMix(seed: 20)
        let alphabet: [Character] = ["a", ",", "\"", "\n", "\r", "=", "'", "+", " ", "\t", "ß", "🧽", ";", "-"]
        for _ in 0..<2_000 {
            let row = (0..<4).map { _ -> String in
                String((0..<random.next(below: 6)).map { _ in alphabet[random.next(below: alphabet.count)] })
            }
            let text = written(row.map { CSVFormula.guarded($0) })
            let lines = try read(text)
            #expect(lines.count == 1)
            #expect(lines[0].map { CSVFormula.unguarded($0.text) } == row)
        }
    }
}

/// A small generator with a seed (SplitMix64).
private struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((value ^ (value >> 31)) % UInt64(bound))
    }
}
