/// The row that a running statement stands on.
///
/// Columns count from 0. A row is valid inside the callback only, and reads straight from the statement: nothing is
/// copied until asked for.
package protocol SQLRow {
    /// Whether the column is NULL.
    func isNull(_ column: Int) -> Bool
    /// The column as an integer; 0 for NULL.
    func int(_ column: Int) -> Int64
    /// The column as a floating-point number; 0 for NULL.
    func real(_ column: Int) -> Double
    /// The column as text; empty for NULL.
    func text(_ column: Int) -> String
    /// The column as bytes; empty for NULL.
    func blob(_ column: Int) -> [UInt8]
    /// The column's text as UTF-8 without a copy; the buffer lives until the statement moves on, and is empty for NULL.
    func utf8(_ column: Int) -> UnsafeBufferPointer<UInt8>
    /// The column's text as UTF-8 without a copy; the buffer dies with the call, and is empty for NULL.
    func withUTF8<R>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R
}

extension SQLRow {
    /// The column as text, `nil` for NULL.
    package func optionalText(_ column: Int) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// The column as an integer, `nil` for NULL.
    package func optionalInt(_ column: Int) -> Int64? {
        isNull(column) ? nil : int(column)
    }
}
