import KernelSQLite
import KernelStore
import Testing

/// The order of text for people, in Swift and in SQLite.
struct TextOrderTests {
    private func compare(_ left: String, _ right: String) -> Int {
        Array(left.utf8).withUnsafeBytes { a in
            Array(right.utf8).withUnsafeBytes { b in TextFolding.compare(a, b).signum() }
        }
    }

    @Test(arguments: [
        ("Zebra", "zebra"), ("ŽLUŤOUČKÝ", "zlutoucky"), ("Ångström", "angstrom"), ("Å", "a"), ("İ", "i"), ("ẞ", "ß"),
        ("ΩΜΈΓΑ", "ωμεγα"), ("Ёлка", "елка"), ("e\u{301}", "e"), ("Ø", "ø"), ("𐐀", "𐐨"), ("", ""), ("日本", "日本"),
        ("한", "\u{1112}\u{1161}\u{11ab}"),
    ])
    func `folding takes case and accents away`(_ text: String, _ folded: String) {
        #expect(TextFolding.fold(text) == folded || Array(TextFolding.fold(text).utf8) == Array(folded.utf8))
        #expect(TextFolding.fold(TextFolding.fold(text)) == TextFolding.fold(text))
    }

    @Test(arguments: [
        ("a", "B"), ("Anna", "Änne"), ("Äa", "Ab"), ("cote", "côté"), ("Zoe", "Zoë"), ("Zoë", "Zof"), ("a", "aa"),
        ("e\u{301}", "f"), ("E", "e"), ("e", "e\u{301}"), ("resume", "résumé"), ("", "a"), ("a", "é"), ("z", "日"),
    ])
    func `the first comes before the second, both ways round`(_ first: String, _ second: String) {
        #expect(compare(first, second) == -1)
        #expect(compare(second, first) == 1)
        #expect(compare(first, first) == 0)
    }

    @Test func `the short way for ASCII agrees with folding`() {
        let texts = [
            "", "a", "A", "ab", "aB", "a\u{301}", "a\u{301}b", "ab\u{301}", "b", "á", "áb", "Áa", "a b", "a-b", "z",
        ]
        for left in texts {
            for right in texts {
                let (a, b) = (Array(TextFolding.fold(left).utf8), Array(TextFolding.fold(right).utf8))
                let folded = a == b ? 0 : (a.lexicographicallyPrecedes(b) ? -1 : 1)
                let ties = Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8)) ? -1 : 1
                let expected = folded != 0 ? folded : (Array(left.utf8) == Array(right.utf8) ? 0 : ties)
                #expect(compare(left, right) == expected, "\(left) / \(right)")
            }
        }
    }

    @Test func `SQLite sorts by it on writers and readers, and folds in indexes`() throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDriver().open(path: folder.file("a.db"), create: true)
        defer { database.close() }
        let names = ["zoë", "Änne", "anna", "Émile", "bob", "Zoe", "emil"]
        let sorted = ["anna", "Änne", "bob", "emil", "Émile", "Zoe", "zoë"]
        try database.withWriter { connection throws in
            try connection.execute("CREATE TABLE t(name TEXT COLLATE KERNEL); CREATE INDEX t_name ON t(name)")
            try connection.execute("CREATE INDEX t_fold ON t(kernel_fold(name))")
            for name in names { try connection.run("INSERT INTO t VALUES(?)", [.text(name)]) }
            #expect(try connection.rows("SELECT name FROM t ORDER BY name") { $0.text(0) } == sorted)
        }
        try database.read { connection throws in
            #expect(try connection.rows("SELECT name FROM t ORDER BY name") { $0.text(0) } == sorted)
            let found = try connection.rows(
                "SELECT name FROM t WHERE kernel_fold(name) = kernel_fold(?)",
                [.text("EMILE")]
            ) {
                $0.text(0)
            }
            #expect(found == ["Émile"])
            let plan = try connection.rows("EXPLAIN QUERY PLAN SELECT name FROM t WHERE kernel_fold(name) = 'emile'") {
                $0.text(3)
            }
            #expect(plan.joined().contains("t_fold"))
            #expect(try connection.first("SELECT kernel_fold(NULL)") { $0.isNull(0) } == true)
            #expect(try connection.first("SELECT kernel_fold('') = ''") { $0.int(0) } == 1)
            #expect(try connection.first("SELECT kernel_fold(char(769)) = ''") { $0.int(0) } == 1)
        }
    }
}
