import Kernel

/// What a kernel under test answered.
public struct Answer: Sendable {
    /// The HTTP status code.
    public let status: Int
    /// Headers in the order of the answer.
    public let headers: [(name: String, value: String)]
    /// The body.
    public let body: [UInt8]

    /// A body that is made while it is sent is read to its end; one without an end stays empty.
    init(_ outcome: Outcome) async {
        status = outcome.status
        headers = outcome.headers.map { ($0.name, $0.value) }
        // A body that breaks off is not whole; a test that looks for its content fails by that.
        body = await (try? outcome.stream?.collected()) ?? outcome.body
    }

    /// An answer inside of another one, such as of one operation of a bulk.
    init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
        headers = []
    }

    /// The body as text.
    public var text: String {
        String(decoding: body, as: UTF8.self)
    }

    /// The first header of a name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as JSON; `null` when it is none.
    package var json: JSONValue {
        // A body that is no JSON has no members, and a test that looks for one fails by that.
        (try? JSONReader.read(body)) ?? .null
    }

    /// The items of a page.
    package var items: [JSONValue] {
        if case .array(let items) = json["items"] { items } else { [] }
    }
}
