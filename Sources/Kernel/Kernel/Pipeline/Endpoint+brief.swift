extension Endpoint {
    /// Whether it takes microseconds of the thread that it runs on: one record read by its id, or a write that is handed to
    /// the tenant's writer.
    package var isBrief: Bool {
        switch self {
        case .health, .me, .get, .create, .update, .delete, .restore, .move, .writeAction: true
        default: false
        }
    }
}
