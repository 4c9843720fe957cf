import NIOCore
import ServiceLifecycle

/// Runs one server and says in an operator's words why it could not.
struct Listener: Service {
    let server: any Service
    let address: String

    func run() async throws {
        do {
            try await server.run()
        } catch let error as IOError {
            throw HostError.cannotListen(address: address, reason: SystemFault.text(of: error.errnoCode))
        } catch let error as SocketAddressError {
            throw HostError.cannotListen(address: address, reason: "\(error)")
        }
    }
}
