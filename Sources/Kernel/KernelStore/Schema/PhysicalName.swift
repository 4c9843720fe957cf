import Kernel
import KernelCrypto

/// The names of tables, columns and indexes, from addresses alone (DESIGN section 5, "Columns").
///
/// Table `<owner>__<entity>` · column `<owner>__<field>` · link table `<table>__<field>` · parts of a value
/// `<column>__currency`, `__zone`, `__lat`, `__lng`, `__accuracy` · hyphens become underscores. A name over 60 bytes keeps its first
/// 49 and gets `_` and ten hexadecimal digits of its SHA-256: PostgreSQL cuts at 63 by itself and would make two names one.
/// System columns have no `__`, so no field can take their names.
enum PhysicalName {
    /// Bytes a name may have.
    static let limit = 60

    static func table(_ entity: EntityID) -> String {
        clipped("\(word(entity.owner))__\(word(entity.name))")
    }

    static func column(owner: String, field: String) -> String {
        clipped("\(word(owner))__\(word(field))")
    }

    /// A longer name that begins with another: a part of a value, a link table, an index, a second column after a
    /// change of type.
    static func extended(_ name: String, _ suffix: String) -> String {
        clipped("\(name)__\(word(suffix))")
    }

    static func index(_ prefix: String, table: String, column: String) -> String {
        clipped("\(prefix)__\(table)__\(column)")
    }

    /// A name in double quotes, as SQL text.
    static func quoted(_ name: String) -> String {
        // Names made here never have one; the search for it is most of what a long statement costs.
        name.utf8.contains(UInt8(ascii: "\"")) ? "\"\(name.replacing("\"", with: "\"\""))\"" : "\"\(name)\""
    }

    /// A text in single quotes, as SQL text.
    static func literal(_ text: String) -> String {
        "'\(text.replacing("'", with: "''"))'"
    }

    private static func word(_ text: String) -> String {
        text.replacing("-", with: "_")
    }

    private static func clipped(_ name: String) -> String {
        guard name.utf8.count > limit else { return name }
        let digest = SHA256.hex(Array(name.utf8)).prefix(10)
        return String(decoding: Array(name.utf8.prefix(limit - 11)), as: UTF8.self) + "_" + digest
    }
}
