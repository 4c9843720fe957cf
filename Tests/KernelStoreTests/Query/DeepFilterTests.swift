import Kernel
import Testing

@testable import KernelStore

/// Nesting: what expressions may be is what the database takes, and what is deeper is refused in words.
struct DeepFilterTests {
    /// Parentheses as deep as the language allows, in the shapes that cost a parser most.
    @Test(arguments: ["right", "left", "nots", "mixed", "hops"])
    func `a filter as deep as the language allows is answered`(shape: String) throws {
        let lab = try Lab()
        let wanted = try lab.insert("lab.sample", 1, ["amount": .int(1), "name": .text("x")], owner: Lab.id(1))
        let friend = try lab.insert("lab.sample", 2, ["friend": .reference(wanted)])
        let text = try deepest(lab, shape)
        let node = try lab.expression("lab.sample", text)
        let (page, scope, rows) = try list(lab, node)
        #expect(page.count == Int64(try lab.ids("lab.sample", where: node, rows: rows, scope).count))
        #expect(try page.ids().first == (shape == "hops" ? friend : wanted))
    }

    @Test func `a filter whose rows cost more is answered to its bound, and refused in words beyond it`() throws {
        let lab = try Lab()
        let id = try lab.insert("lab.sample", 1, ["amount": .int(1), "done": .bool(true)], owner: Lab.id(1))
        let shallow = try lab.expression("lab.sample", text("scoped", 30))
        #expect(try list(lab, shallow).page.ids() == [id])
        let deep = try lab.expression("lab.sample", deepest(lab, "scoped"))
        let error = #expect(throws: KernelError.self) { try list(lab, deep) }
        #expect(error?.findings.map(\.code) == ["too_deep"])
    }

    @Test func `a tree deeper than a statement may be is refused with the parameter`() throws {
        let lab = try Lab()
        let name = ExpressionNode.path(ExpressionPath(entity: "lab.sample", hops: [], field: "name", type: .text))
        var node = ExpressionNode.compare(.equal, name, .literal(.text("x")))
        for _ in 0..<200 { node = .not(node) }
        let error = #expect(throws: KernelError.self) { try lab.ids("lab.sample", where: node) }
        #expect(error?.findings.map(\.path) == ["where"])
        #expect(error?.findings.map(\.code) == ["too_deep"])
    }

    @Test func `a list of hundreds of alternatives is answered`() throws {
        let lab = try Lab()
        let id = try lab.insert("lab.sample", 1, ["amount": .int(299)])
        let path = ExpressionNode.path(ExpressionPath(entity: "lab.sample", hops: [], field: "amount", type: .int))
        let nodes = (0..<300).map { ExpressionNode.compare(.equal, path, .literal(.int($0))) }
        #expect(try lab.ids("lab.sample", where: .or(nodes)) == [id])
        #expect(try lab.ids("lab.sample", where: .and(nodes)).isEmpty)
        #expect(try lab.ids("lab.sample", where: .member(path, of: .constants((0..<900).map { .int($0) }))) == [id])
    }

    @Test func `and binds tighter than or, whatever stands in parentheses`() throws {
        let lab = try Lab()
        for number in 0..<8 {
            try lab.insert(
                "lab.sample",
                number + 1,
                [
                    "done": .bool(number & 1 != 0), "amount": .int(number & 2 != 0 ? 1 : 0),
                    "name": .text(number & 4 != 0 ? "x" : "y"),
                ]
            )
        }
        let (a, b, c) = ("done", "amount = 1", "name = 'x'")
        let meanings: [(String, (Bool, Bool, Bool) -> Bool)] = [
            ("\(a) or \(b) and \(c)", { $0 || $1 && $2 }), ("(\(a) or \(b)) and \(c)", { ($0 || $1) && $2 }),
            ("\(a) and \(b) or \(c)", { $0 && $1 || $2 }), ("\(a) and (\(b) or \(c))", { $0 && ($1 || $2) }),
            ("not (\(a) or \(b)) and \(c)", { !($0 || $1) && $2 }),
            ("not (\(a) and \(b) or \(c))", { !($0 && $1 || $2) }),
            ("not \(a) or not (\(b) or \(c)) and \(a)", { !$0 || !($1 || $2) && $0 }),
            ("(\(a) or \(b)) and (\(b) or \(c)) or \(a) and \(c)", { ($0 || $1) && ($1 || $2) || $0 && $2 }),
        ]
        for (text, meaning) in meanings {
            let expected = (0..<8).filter { meaning($0 & 1 != 0, $0 & 2 != 0, $0 & 4 != 0) }.map { Lab.id($0 + 1) }
            #expect(try lab.ids("lab.sample", where: lab.expression("lab.sample", text)) == expected, "\(text)")
            let node = try lab.expression("lab.sample", text)
            #expect(
                try lab.ids("lab.sample", rows: .any([.all([.expression(node), .everything]), .nothing])) == expected
            )
        }
    }

    /// A page of one row, with everything else that a statement can have, for a principal with narrow rows.
    private func list(
        _ lab: Lab,
        _ filter: ExpressionNode
    ) throws -> (page: RenderedPage, scope: TenantScope, rows: RowFilter) {
        let entity: EntityID = "lab.sample"
        let rows = RowFilter.any([.principal("friend.owner"), .principal("owner"), .principal("peers.owner")])
        let scope = lab.scope(Lab.id(1), access: [entity: RecordAccess(rows: rows, fields: nil)])
        var query = RecordQuery(entity: entity)
        query.filter = filter
        query.expand = ["friend", "peers"]
        query.sort = [RecordQuery.SortKey(field: "name", descending: true)]
        query.limit = 1
        query.count = true
        let page = try lab.read { try $0.list(scope, query, RecordAccess(rows: rows, fields: nil)) }
        return (page, scope, rows)
    }

    /// The deepest text of a shape that the language takes.
    private func deepest(_ lab: Lab, _ shape: String) throws -> String {
        for depth in stride(from: 64, to: 20, by: -1) {
            let text = self.text(shape, depth)
            do {
                _ = try lab.expression("lab.sample", text)
                return text
            } catch let error as KernelError where error.problem == .invalid {
                continue
            }
        }
        throw Lab.Missing(what: "a deep filter of shape \(shape)")
    }

    private func text(_ shape: String, _ depth: Int) -> String {
        var text = shape == "hops" ? "friend.name = 'x'" : "amount = 1"
        for level in 0..<depth {
            let word = level % 2 == 0 ? "and" : "or"
            switch shape {
            case "left", "hops": text = "(\(text) \(word) version \(level % 2 == 0 ? ">" : "<") 0)"
            case "right": text = "(version \(level % 2 == 0 ? ">" : "<") 0 \(word) \(text))"
            case "nots": text = "not (\(text))"
            case "scoped":
                text = "(friend.name = 'y' or \(text) and friend.name != 'z' or \(text.count < 200 ? text : "done"))"
            default: text = "(friend.name = 'q' or not (\(text) and version > 0) and version < 0 or version > 0)"
            }
            if text.count > 3900 { break }
        }
        return text.count > 4000 ? String(repeating: "(", count: 99) : text
    }
}
