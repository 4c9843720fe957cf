import Foundation
import Kernel
import KernelTesting
import Testing

struct RequestLogTests {
    private static func lines(_ body: (RequestLog) -> Void) throws -> [String] {
        let path = NSTemporaryDirectory() + "request-log-\(UUID().uuidString)"
        body(RequestLog(path: path))
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        try FileManager.default.removeItem(atPath: path)
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test
    func `requests are noted by the route that answers them, judged answers by theirs`() throws {
        let found = try Self.lines { log in
            log.note("GET", "/api/customers")
            log.note("GET", "/api/customers/01a2070e-cf0e-76cb-ac9f-b50498024bb5")
            log.note("PATCH", "/nothing/there")
            log.note(.me)
        }
        #expect(
            found == ["request GET /api/{collection}", "request GET /api/{collection}/{id}", "isolation GET /api/me"]
        )
    }

    @Test
    func `without a file nothing is noted`() throws {
        RequestLog(path: nil).note("GET", "/api/me")
        RequestLog(path: "").note(.me)
        #expect(try Self.lines { _ in } == [])
    }

    @Test
    func `requests of many tasks at once are whole lines`() async throws {
        let path = NSTemporaryDirectory() + "request-log-\(UUID().uuidString)"
        let log = RequestLog(path: path)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 { group.addTask { log.note("GET", "/api/me") } }
        }
        let text = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
        try FileManager.default.removeItem(atPath: path)
        #expect(text == String(repeating: "request GET /api/me\n", count: 200))
    }
}
