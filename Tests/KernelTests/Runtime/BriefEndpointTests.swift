import Kernel
import Testing

/// What may be answered on the thread of a connection stays a short list.
@Suite struct BriefEndpointTests {
    @Test func `what passes over many records leaves the connection's thread`() {
        for endpoint in [
            Endpoint.list, .search, .export, .importRows, .bulk, .history, .audit, .readAction, .model, .login,
        ] {
            #expect(!endpoint.isBrief, "\(endpoint)")
        }
    }

    @Test func `no operator's route is brief`() {
        let operators = RouteTable.routes.filter { $0.access == .operatorConsole }
        #expect(operators.count > 20)
        #expect(operators.allSatisfy { !$0.endpoint.isBrief })
    }

    @Test func `one record and one write are`() {
        for endpoint in [Endpoint.get, .create, .update, .delete, .move, .me] { #expect(endpoint.isBrief) }
    }
}
