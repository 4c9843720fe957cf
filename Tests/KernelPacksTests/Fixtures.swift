import Foundation

/// Files of the repository that tests read.
enum Fixtures {
    /// The repository's folder.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path(percentEncoded: false)

    /// The path of something in the repository.
    static func path(_ inside: String) -> String {
        root + inside
    }

    /// The folders in a folder of the repository, sorted.
    static func folders(in inside: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: path(inside))
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    /// The text of a file of the repository; `nil` where there is none.
    static func text(_ inside: String) -> String? {
        FileManager.default.contents(atPath: path(inside)).map { String(decoding: $0, as: UTF8.self) }
    }
}
