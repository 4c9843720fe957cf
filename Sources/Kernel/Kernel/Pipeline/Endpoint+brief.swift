extension Endpoint {
    /// Whether it hands its work to the tenant's writer and takes microseconds of the thread that it runs on.
    ///
    /// Reads are not brief: what one computes may pass over many records.
    package var isBrief: Bool {
        switch self {
        case .health, .create, .update, .delete, .restore, .move, .writeAction: true
        default: false
        }
    }
}
