import Kernel
import Testing

/// What may be answered on the thread of a connection stays a short list.
@Suite struct BriefEndpointTests {
    @Test func `what passes over many records leaves the connection's thread`() {
        for endpoint in [
            Endpoint.get, .list, .search, .export, .importRows, .bulk, .history, .audit, .readAction, .me, .model,
            .login,
        ] {
            #expect(!endpoint.isBrief, "\(endpoint)")
        }
    }

    @Test func `no operator's route is brief`() {
        let operators = RouteTable.routes.filter { $0.access == .operatorConsole }
        #expect(operators.count > 20)
        #expect(operators.allSatisfy { !$0.endpoint.isBrief })
    }

    @Test func `one write is, since the tenant's writer does the work`() {
        for endpoint in [Endpoint.create, .update, .delete, .restore, .move, .writeAction] { #expect(endpoint.isBrief) }
    }
}
