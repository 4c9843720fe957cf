import Kernel

/// Lists of record ids as JSON arrays, as statements take and answer them.
///
/// Ids are hexadecimal digits and hyphens, which JSON never escapes.
enum IDList {
    static func json(_ ids: [RecordID]) -> String {
        var text = "["
        for id in ids {
            text += text.utf8.count == 1 ? "\"" : ",\""
            text += id.raw
            text += "\""
        }
        return text + "]"
    }

    static func read(_ json: String) -> [RecordID] {
        json.split(separator: "\"").compactMap { RecordID($0) }
    }
}
