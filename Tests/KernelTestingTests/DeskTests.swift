import AccessControl
import Kernel
import Testing

@testable import KernelTesting

/// What the kernel keeps for records beyond their own fields, through the pipeline.
struct DeskTests {
    /// A tenant with an owner and an employee.
    private struct Floor {
        let kernel: TestKernel
        let owner: (id: String, token: String)
        let worker: (id: String, token: String)

        func ask(
            _ method: String,
            _ path: String,
            _ json: String? = nil,
            as token: String? = nil,
            match: Int? = nil
        ) async -> Answer {
            let headers = match.map { ["If-Match": "\"\($0)\""] } ?? [:]
            return await kernel.send(method, "/api/\(path)", token: token ?? owner.token, json: json, headers: headers)
        }

        func book(_ desk: String, _ day: Int, hours: Int = 4, for id: String? = nil) async -> Answer {
            let date = "2026-04-\(day < 10 ? "0" : "")\(day)"
            return await ask(
                "POST",
                "bookings",
                #"{"member": "\#(id ?? owner.id)", "desk": "\#(desk)", "day": "\#(date)", "hours": \#(hours)}"#
            )
        }
    }

    private func floor(_ more: [any Capability] = [], _ body: (Floor) async throws -> Void) async throws {
        try await Product.withKernel([AccessControlCapability(), DesksCapability()] + more) { kernel in
            let owner = try await kernel.createTenant("alpha")
            let worker = try await kernel.addMember("worker@alpha.example", to: "alpha", roles: ["employee"])
            let tokens = (try await kernel.login(owner), try await kernel.login(worker))
            try await body(Floor(kernel: kernel, owner: (owner.id, tokens.0), worker: (worker.id, tokens.1)))
        }
    }

    private func findings(_ answer: Answer) -> [String] {
        guard case .array(let errors)? = answer.json["errors"] else { return [] }
        return errors.map { "\($0["path"]?.text ?? "") \($0["code"]?.text ?? "")" }
    }

    private func id(_ answer: Answer) -> String { answer.json["id"]?.text ?? "" }

    @Test func `no two live records share the fields of a unique rule`() async throws {
        try await floor { floor in
            let first = await floor.book("A", 1)
            #expect(first.status == 201)
            let twin = await floor.book("A", 1, for: floor.worker.id)
            #expect(twin.status == 422)
            #expect(findings(twin) == ["day taken"])
            #expect(twin.text.contains("Another record has the same desk and day."))
            let second = await floor.book("B", 1)
            #expect(second.status == 201)
            let moved = await floor.ask("PATCH", "bookings/\(id(second))", #"{"desk": "A"}"#, match: 1)
            #expect(findings(moved) == ["day taken"])
            #expect(await floor.ask("DELETE", "bookings/\(id(first))", match: 1).status == 204)
            #expect(await floor.ask("PATCH", "bookings/\(id(second))", #"{"desk": "A"}"#, match: 1).status == 200)
            #expect(findings(await floor.ask("POST", "bookings/\(id(first))/restore")) == ["day taken"])
        }
    }

    @Test func `a rule over records sees all of them and sets what follows`() async throws {
        try await floor { floor in
            let first = await floor.book("A", 1, hours: 6, for: floor.worker.id)
            #expect(first.json["left"] == .number("4"))
            #expect(findings(await floor.book("B", 1, hours: 5, for: floor.worker.id)) == ["hours too_long"])
            let second = await floor.book("B", 1, hours: 4, for: floor.worker.id)
            #expect(second.json["left"] == .number("0"))
            let more = await floor.ask("PATCH", "bookings/\(id(second))", #"{"hours": 5}"#, match: 1)
            #expect(findings(more) == ["hours too_long"])
            let set = await floor.ask("PATCH", "bookings/\(id(second))", #"{"left": 3}"#, match: 1)
            #expect(set.json["code"]?.text == "read_only")
            #expect(await floor.ask("DELETE", "bookings/\(id(first))", match: 1).status == 204)
            let grown = await floor.ask("PATCH", "bookings/\(id(second))", #"{"hours": 9}"#, match: 1)
            #expect(grown.json["left"] == .number("1"))
            #expect(findings(await floor.ask("POST", "bookings/\(id(first))/restore")) == ["hours too_long"])
            let history = await floor.ask("GET", "bookings/\(id(second))/history")
            #expect(history.text.contains(#""left""#), "what a rule sets is journaled like what people write")
        }
    }

    @Test func `a locked record is neither updated nor deleted, but moved`() async throws {
        try await floor { floor in
            let path = "bookings/\(id(await floor.book("A", 1)))"
            #expect(await floor.ask("POST", "\(path)/moves/bill").status == 200)
            for answer in [
                await floor.ask("PATCH", path, #"{"desk": "B"}"#, match: 2), await floor.ask("DELETE", path, match: 2),
            ] {
                #expect(answer.status == 409)
                #expect(answer.json["code"]?.text == "state_refused")
                #expect(answer.json["allowed_moves"] == .array([.string("unbill")]))
            }
            #expect(await floor.ask("PATCH", path, #"{"desk": "B"}"#, match: 1).status == 412)
            #expect(await floor.ask("GET", path).json["desk"]?.text == "A")
            #expect(await floor.ask("POST", "\(path)/moves/unbill").status == 200)
            #expect(await floor.ask("PATCH", path, #"{"desk": "B"}"#, match: 3).status == 200)
        }
    }

    @Test func `an action writes on its own authority, as far as its permission reaches`() async throws {
        try await floor { floor in
            let worker = floor.worker.token
            let body = #"{"desk": "A", "day": "2026-04-01"}"#
            #expect(await floor.ask("POST", "bookings", body, as: worker).status == 403)
            let held = await floor.ask("POST", "desks/hold", body, as: worker)
            #expect(held.status == 201)
            #expect(held.header("Location") == "/api/bookings/\(id(held))")
            #expect(held.json["state"]?.text == "held")
            #expect(held.json["hours"] == .number("2"))
            #expect(held.json["member"]?.text == floor.worker.id)
            let again = await floor.ask("POST", "desks/hold", body, as: worker)
            #expect(again.status == 409)
            #expect(again.json["code"]?.text == "already_held")
            #expect(again.json["current"]?["id"]?.text == id(held))
            let others = #"{"desk": "B", "day": "2026-04-01", "for": "\#(floor.worker.id)"}"#
            let seen = await floor.ask("POST", "desks/hold", others)
            #expect(seen.json["current"]?["id"]?.text == id(held), "the owner's reach is everybody's")
            #expect(await floor.ask("GET", "desks/mine", as: worker).text == #"{"count":1}"#)
        }
    }

    @Test func `sensitive fields that an action reads for its caller are in the journal`() async throws {
        try await floor { floor in
            #expect(await floor.ask("GET", "desks/mine").text == #"{"count":0}"#)
            #expect(await floor.book("A", 1).status == 201)
            let before = try await reads(floor)
            #expect(before.isEmpty, "nothing was read")
            #expect(await floor.ask("GET", "desks/mine").text == #"{"count":1}"#)
            #expect(await floor.book("A", 2).status == 201)
            let after = try await reads(floor)
            #expect(after == ["desks.booking.read place"])
        }
    }

    /// Permission and fields of each noted read.
    private func reads(_ floor: Floor) async throws -> [String] {
        let store = try floor.kernel.folder.open(floor.kernel.tenantID("alpha"))
        return try store.journalTail(limit: 100, after: nil, JournalFilter()).compactMap { bytes in
            let entry = try JSONReader.read(bytes)
            guard entry["action"]?.text == "read_sensitive" else { return nil }
            guard case .array(let fields)? = entry["changes"]?["fields"]?["after"] else { return "no fields" }
            return "\(entry["record"]?.text ?? "") \(fields.compactMap(\.text).joined(separator: ","))"
        }
    }

    @Test func `an action has no authority over what belongs to another capability`() async throws {
        try await floor([GrabbingCapability()]) { floor in
            #expect(await floor.ask("POST", "grabs/grab", "{}").status == 503)
            #expect(await !floor.ask("GET", "members").text.contains("Grabbed"))
        }
    }

    @Test func `an action does not reach beyond its scope`() async throws {
        try await floor { floor in
            let body = #"{"desk": "A", "day": "2026-04-01", "for": "\#(floor.owner.id)"}"#
            let answer = await floor.ask("POST", "desks/hold", body, as: floor.worker.token)
            #expect(answer.status == 403)
            #expect(answer.json["permission"]?.text == "desks.book")
            let list = await floor.kernel.send(
                "GET",
                "/api/bookings",
                query: [("count", "true")],
                token: floor.owner.token
            )
            #expect(list.json["count"] == .number("0"))
        }
    }

    @Test func `a record that an action makes takes the client's id once`() async throws {
        try await floor { floor in
            let given = "01900000-0000-7000-8000-00000000000a"
            let body = #"{"id": "\#(given)", "desk": "A", "day": "2026-04-01"}"#
            #expect(id(await floor.ask("POST", "desks/hold", body)) == given)
            #expect(await floor.ask("POST", "bookings/\(given)/moves/confirm").status == 200)
            #expect(await floor.ask("POST", "desks/hold", body).json["code"]?.text == "exists")
            let wrong = #"{"id": "9e107d9d-372b-4f10-8c5b-6d1f0f9b8f3a", "desk": "A", "day": "2026-04-01"}"#
            #expect(findings(await floor.ask("POST", "desks/hold", wrong)) == ["id format"])
        }
    }

    @Test func `what an optional interface brings is left out where it is off`() async throws {
        try await floor { floor in
            let made = await floor.book("A", 1)
            #expect(made.status == 201)
            #expect(!made.text.contains("parcel"))
            let body = #"{"desk": "B", "day": "2026-04-02", "parcel": "\#(floor.owner.id)"}"#
            #expect(findings(await floor.ask("POST", "desks/hold", body)) == ["parcel unknown"])
        }
        try await floor([ParcelsCapability()]) { floor in
            #expect(await floor.book("A", 1).text.contains(#""parcel":null"#))
            let body = #"{"desk": "B", "day": "2026-04-02", "parcel": "\#(floor.owner.id)"}"#
            #expect(findings(await floor.ask("POST", "desks/hold", body)) == [])
        }
    }

    @Test func `a point keeps how exact it is`() async throws {
        try await floor { floor in
            let path = "bookings/\(id(await floor.book("A", 1)))"
            let exact = await floor.ask(
                "PATCH",
                path,
                #"{"place": {"lat": 52.5, "lng": 13.4, "accuracy": 8.5}}"#,
                match: 1
            )
            #expect(exact.text.contains(#""place":{"lat":52.5,"lng":13.4,"accuracy":8.5}"#))
            let plain = await floor.ask("PATCH", path, #"{"place": {"lat": 1, "lng": 2, "accuracy": null}}"#, match: 2)
            #expect(
                plain.text.contains(#""place":{"lat":1,"lng":2}"#)
                    || plain.text.contains(#""place":{"lat":1.0,"lng":2.0}"#)
            )
            for wrong in ["-1", "\"8\"", "1e9"] {
                let json = #"{"place": {"lat": 1, "lng": 2, "accuracy": \#(wrong)}}"#
                #expect(findings(await floor.ask("PATCH", path, json, match: 3)) == ["place format"])
            }
        }
    }

    @Test func `the suite covers it like any other`() async throws {
        let report = try await Product.withKernel([AccessControlCapability(), DesksCapability()]) { kernel in
            try await IsolationSuite(kernel).run()
        }
        Product.expectWhole(report)
    }
}
