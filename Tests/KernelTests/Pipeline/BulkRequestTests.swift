import Testing

@testable import Kernel

struct BulkRequestTests {
    private static let id = "01890a5d-ac96-774b-bcce-b302099a8057"

    private func read(_ operation: String) throws -> Result<RecordOperation, KernelError> {
        let json = try JSONReader.read(Array("{\"ops\":[\(operation)]}".utf8))
        return try #require(try BulkRequest.read(json).operations.first)
    }

    private func findings(_ operation: String) throws -> [String] {
        guard case .failure(let error) = try read(operation) else { return [] }
        return error.findings.map { "\($0.path) \($0.code)" }
    }

    private func refusal(_ body: String) -> KernelError? {
        #expect(throws: KernelError.self) { try BulkRequest.read(try JSONReader.read(Array(body.utf8))) }
    }

    @Test func `operations are read as what the single routes get`() throws {
        guard case .create(let body) = try read(#"{"op":"create","id":"x","set":{"name":"a"}}"#).get() else {
            Issue.record("no create")
            return
        }
        #expect(body == .object([.init("id", .string("x")), .init("name", .string("a"))]))
        guard
            case .update(let id, 3, let patch) = try read(#"{"op":"update","id":"\#(Self.id)","version":3,"set":{}}"#)
                .get()
        else {
            Issue.record("no update")
            return
        }
        #expect(id.raw == Self.id && patch == .object([]))
        guard case .delete(id, 1) = try read(#"{"op":"delete","id":"\#(Self.id)","version":1.0}"#).get() else {
            Issue.record("no delete")
            return
        }
        let move = #"{"op":"move","id":"\#(Self.id)","move":"finish","args":{"a":1}}"#
        guard case .move(id, "finish", nil, let arguments) = try read(move).get() else {
            Issue.record("no move")
            return
        }
        #expect(arguments == .object([.init("a", .number("1"))]))
    }

    @Test func `success has the status of the single route`() throws {
        let asked = [
            #"{"op":"create","set":{}}"#, #"{"op":"update","id":"\#(Self.id)","version":1,"set":{}}"#,
            #"{"op":"delete","id":"\#(Self.id)","version":1}"#, #"{"op":"move","id":"\#(Self.id)","move":"x"}"#,
        ]
        #expect(try asked.map { try read($0).get().status } == [201, 200, 204, 200])
    }

    @Test(
        arguments: [
            ("7", " type"), ("{}", "op option"), (#"{"op":"Create"}"#, "op option"),
            (#"{"op":"create"}"#, "set required"),
            (#"{"op":"create","set":[]}"#, "set type"), (#"{"op":"create","set":{},"version":1}"#, "version unknown"),
            (#"{"op":"create","set":{"id":"x"}}"#, "set.id read_only"),
            (#"{"op":"delete","id":7,"version":1}"#, "id format"),
            (#"{"op":"delete","id":"\#(id)","version":0}"#, "version type"),
            (#"{"op":"delete","id":"\#(id)","version":1.5}"#, "version type"),
            (#"{"op":"delete","id":"\#(id)","version":1,"set":{}}"#, "set unknown"),
            (#"{"op":"move","id":"\#(id)"}"#, "move required"),
            (#"{"op":"move","id":"\#(id)","move":"x","args":null}"#, "args type"),
            (#"{"op":"update","id":"\#(id)","set":{}}"#, "version required"),
            (#"{"op":"delete","id":"\#(id)","version":null}"#, "version required"),
        ]
    )
    func `what is wrong is told`(operation: String, finding: String) throws {
        #expect(try findings(operation) == [finding])
    }

    @Test func `a missing version is 428, anything else 422`() throws {
        guard case .failure(let missing) = try read(#"{"op":"delete","id":"\#(Self.id)"}"#),
            case .failure(let wrong) = try read(#"{"op":"delete","id":"x"}"#)
        else {
            Issue.record("not refused")
            return
        }
        #expect(missing.problem == .versionMissing)
        #expect(wrong.problem == .invalid)
    }

    @Test func `the body is a list of at most 500`() {
        #expect(refusal("{}")?.findings.map(\.code) == ["required"])
        #expect(refusal(#"{"ops":{}}"#)?.findings.map(\.code) == ["required"])
        #expect(refusal(#"{"ops":[],"x":1}"#)?.findings.map(\.path) == ["x"])
        let many = Array(repeating: "0", count: 501).joined(separator: ",")
        #expect(refusal("{\"ops\":[\(many)]}")?.findings.map(\.code) == ["too_many"])
    }

    @Test func `findings are put under their operation`() {
        let error = KernelError.invalid([Finding("name", "required", "x"), Finding("", "type", "y")])
        #expect(error.located(at: 3, .set).findings.map(\.path) == ["ops[3].set.name", "ops[3].set"])
        #expect(error.located(at: 3, nil).findings.map(\.path) == ["ops[3].name", "ops[3]"])
        let bare = KernelError.notFound.located(at: 0, nil)
        #expect(bare.findings == [Finding("ops[0]", "not_found", KernelError.notFound.detail)])
        #expect(bare.problem == .notFound)
    }
}
