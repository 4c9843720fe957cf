/// Where a permission that the caller holds does not reach.
enum Shortfall: Sendable {
    /// The record lies outside the rows of every grant.
    case record
    /// The record as the change leaves it would.
    case result
    /// No grant that reaches the record covers these fields.
    case fields([String])
    /// These numbers are over the `limit` of every grant that reaches the record.
    case limits([String])

    /// 403 `forbidden` that names the permission and says what it falls short of.
    func refusal(_ permission: String) -> KernelError {
        KernelError(.forbidden, detail, permission: permission)
    }

    private var detail: String {
        switch self {
        case .record: "Your grant of this permission does not reach this record."
        case .result: "The change would take the record out of what your grant reaches."
        case .fields(let names): "Your grant does not reach \(Self.list(names)) of this record."
        case .limits(let names): "Your grant sets a limit that \(Self.list(names)) would be over."
        }
    }

    private static func list(_ names: [String]) -> String {
        names.map { "`\($0)`" }.joined(separator: ", ")
    }
}
