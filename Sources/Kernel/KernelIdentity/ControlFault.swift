import Kernel

/// Brings failures of the control database and of the membership directory to the runtime's one error.
enum ControlFault {
    /// Runs a call.
    ///
    /// A failure that is no `KernelError` is told by its type alone: its text may hold bound values.
    static func mapped<T>(_ call: () throws -> T) throws(KernelError) -> T {
        do {
            return try call()
        } catch let error as KernelError {
            throw error
        } catch {
            throw .unavailable("The control database cannot answer now.", cause: String(reflecting: type(of: error)))
        }
    }
}
