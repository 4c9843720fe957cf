import AccessControl
import Automations
import Customers
import Foundation
import KernelTesting
import Leads
import Testing
import TimeTracking
import WorkOrders

/// A tenant of a kernel with the three first capabilities and no pack, as its people use it.
struct Office {
    /// Somebody with a session.
    struct Person: Sendable {
        let id: String
        let token: String
    }

    let kernel: TestKernel
    let owner: Person

    /// Runs a test in an office of its own.
    static func open<T>(_ body: (Office) async throws -> T) async throws -> T {
        try await withKernel { kernel in
            let member = try await kernel.createTenant("alpha")
            let owner = Person(id: member.id, token: try await kernel.login(member))
            return try await body(Office(kernel: kernel, owner: owner))
        }
    }

    /// Runs a test in an office of a language, made as the operator makes it.
    static func open<T>(language: JSON, _ body: (Office) async throws -> T) async throws -> T {
        try await withKernel { kernel in
            let order: JSON = [
                "id": "alpha", "name": "Alpha", "owner": "owner@alpha.example", "language": language,
            ]
            var request = TestRequest("POST", "/operator/tenants", json: try order.body)
            request.fromOperator = true
            let made = await kernel.send(request)
            let password = try #require(made.content["owner"]?["password"])
            let login: JSON = ["email": "owner@alpha.example", "password": password, "tenant": "alpha"]
            let session = await kernel.send("POST", "/api/auth/login", json: try login.body)
            let owner = Person(
                id: try #require(session.content["user"]?["id"]?.text),
                token: try #require(session.content["token"]?.text)
            )
            return try await body(Office(kernel: kernel, owner: owner))
        }
    }

    private static func withKernel<T>(_ body: (TestKernel) async throws -> T) async throws -> T {
        let kernel = try TestKernel(capabilities: [
            AccessControlCapability(), CustomersCapability(), WorkOrdersCapability(),
            TimeTrackingCapability(), LeadsCapability(), AutomationsCapability(),
        ])
        do {
            let result = try await body(kernel)
            try await kernel.close()
            return result
        } catch {
            try await kernel.close()
            throw error
        }
    }

    /// Adds somebody with one role and signs in.
    func hire(_ role: String, as name: String? = nil) async throws -> Person {
        let email = "\(name ?? role)@alpha.example"
        let member = try await kernel.addMember(email, to: "alpha", roles: [role])
        return Person(id: member.id, token: try await kernel.login(member))
    }

    /// Asks; the owner does, unless somebody else is named.
    func ask(
        _ method: String,
        _ path: String,
        _ body: JSON? = nil,
        as person: Person? = nil,
        query: [(name: String, value: String)] = [],
        headers: [String: String] = [:]
    ) async throws -> Answer {
        await kernel.send(
            method,
            "/api/\(path)",
            query: query,
            token: (person ?? owner).token,
            json: try body?.body,
            headers: headers
        )
    }

    /// Creates a record that must be right, and answers it.
    func make(_ collection: String, _ values: JSON, as person: Person? = nil) async throws -> JSON {
        let answer = try await ask("POST", collection, values, as: person)
        try #require(answer.status == 201, "\(collection): \(answer.text)")
        return answer.content
    }

    /// A record that must be there, as the owner sees it.
    func get(_ collection: String, _ record: JSON) async throws -> JSON {
        let answer = try await ask("GET", "\(collection)/\(record.id)")
        try #require(answer.status == 200, "\(collection): \(answer.text)")
        return answer.content
    }

    /// The status of reading a record.
    func status(_ collection: String, _ record: JSON, as person: Person? = nil) async throws -> Int {
        try await ask("GET", "\(collection)/\(record.id)", as: person).status
    }

    /// Changes a record at its present version.
    func patch(
        _ collection: String,
        _ record: JSON,
        _ values: JSON,
        as person: Person? = nil
    ) async throws -> Answer {
        let version = try await version(collection, record)
        return try await ask(
            "PATCH",
            "\(collection)/\(record.id)",
            values,
            as: person,
            headers: ["If-Match": "\"\(version)\""]
        )
    }

    /// Deletes a record at its present version.
    func delete(_ collection: String, _ record: JSON, as person: Person? = nil) async throws -> Answer {
        let version = try await version(collection, record)
        return try await ask(
            "DELETE",
            "\(collection)/\(record.id)",
            as: person,
            headers: ["If-Match": "\"\(version)\""]
        )
    }

    /// Moves a record to another state.
    func move(
        _ collection: String,
        _ record: JSON,
        _ move: String,
        _ input: JSON? = nil,
        as person: Person? = nil
    ) async throws -> Answer {
        try await ask("POST", "\(collection)/\(record.id)/moves/\(move)", input, as: person)
    }

    private func version(_ collection: String, _ record: JSON) async throws -> Int {
        try #require(try await get(collection, record)["version"]?.int)
    }
}

extension Office {
    /// An id of the right form that no record has.
    static let nowhere: JSON = "01900000-0000-7000-8000-000000000001"

    /// A customer.
    func customer(_ name: JSON = "Acme") async throws -> JSON {
        try await make("customers", ["name": name])
    }

    /// A work order that may be scheduled, of a customer of its own unless one is named.
    func order(_ title: JSON = "Windows", _ values: [String: JSON] = [:]) async throws -> JSON {
        var values = values
        if values["customer"] == nil { values["customer"] = .text(try await customer().id) }
        let order: JSON = ["title": title, "starts": "2026-03-02T10:00:00Z"]
        return try await make("work-orders", order.with(values))
    }

    /// Assigns somebody to a work order.
    @discardableResult
    func assign(_ person: Person, to order: JSON) async throws -> JSON {
        try await make("assignments", ["work_order": .text(order.id), "member": .text(person.id)])
    }

    /// One thing to tick off.
    func item(of order: JSON, _ values: [String: JSON] = [:]) async throws -> JSON {
        let item: JSON = ["work_order": .text(order.id), "title": "Sweep"]
        return try await make("checklist-items", item.with(values))
    }
}

extension JSON {
    /// A record's id; empty, and therefore nobody's, when there is none.
    var id: String { self["id"]?.text ?? "" }
}

extension Answer {
    /// The body; `null` when it is no JSON, so that a test that looks for a member fails by that.
    var content: JSON {
        (try? JSONDecoder().decode(JSON.self, from: Data(body))) ?? .null
    }

    /// The problem's stable code.
    var code: String? { content["code"]?.text }

    /// Findings as `path code`.
    var findings: [String] {
        (content["errors"]?.list ?? []).map { "\($0["path"]?.text ?? "") \($0["code"]?.text ?? "")" }
    }

    /// The ids on a page.
    var ids: Set<String> { Set((content["items"]?.list ?? []).map(\.id)) }
}
