import Kernel
import KernelPacks
import Testing

/// What is told as unlikely, and what is not.
@Suite struct PackLintTests {
    private func codes(_ sections: String) throws -> [String] {
        let head = """
            pack: sample
            format: 1
            version: 1.0.0
            title: Sample
            requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }

            """
        let files = ["pack.yaml": Array((head + sections).utf8)]
        let report = PackCheck(catalog: try #require(Catalog.sample)).validate(files: files, folder: "sample")
        return report.diagnostics.map {
            $0.code == "P805" || $0.code.hasPrefix("P8") ? $0.code : "\($0.code) \($0.message)"
        }
    }

    private static let cases: [(String, String, [String])] = [
        (
            "a permission that a formula needs is used",
            """
            permissions: { sample.quote: { title: Quote } }
            roles: { seller: { grants: { sample: { quote: all } } } }
            formulas: { one: { needs: sample.quote, inputs: { a: { type: int } }, value: "a", result: int, tests: [{ given: { a: 1 }, expect: 1 }] } }
            """, []
        ),
        (
            "a permission that implies another is used",
            """
            permissions: { sample.see: { title: See, implies: [customers.customer.read] } }
            roles: { seller: { grants: { sample: { see: all } } } }
            """, []
        ),
        (
            "an entity with a reader",
            "roles: { x: { grants: { sample.a: { read: all } } } }\nentities: { a: { collection: as, label: b, fields: { b: { type: text } } } }",
            []
        ),
        (
            "an entity nobody may read is none to tell of",
            "entities: { a: { collection: as, label: b, verbs: [create], fields: { b: { type: text } } } }", []
        ),
        (
            "a setting whose name begins another's", "settings: { a: { type: int }, ab: { type: int } }",
            ["P803", "P803"]
        ),
        (
            "a setting that a row rule reads",
            "settings: { a: { type: int } }\nrows: [{ entity: customers.site, where: \"radius_m > settings.a\" }]", []
        ),
        (
            "a rule that can never be true",
            "rows: [{ entity: customers.site, where: \"false\" }]", ["P806"]
        ),
        (
            "a rule over a text that is no field",
            """
            roles: { a: { grants: { customers.site: { read: { scope: all, fields: [name] } } } } }
            rows: [{ entity: customers.site, role: a, where: "name != 'country'" }]
            """, []
        ),
        (
            "a role that includes one that reads it",
            """
            roles:
              a: { includes: [b], grants: { customers.site: { read: { scope: all, fields: [name] } } } }
              b: { grants: { customers.site: { read: { scope: all, fields: [country] } } } }
            rows: [{ entity: customers.site, role: a, where: "country = 'DE'" }]
            """, []
        ),
        (
            "what is not mine, or nobody's",
            "rows: [{ entity: customers.site, where: \"owner = null or owner != me\" }]", []
        ),
        (
            "what is not mine leaves out what is nobody's",
            "rows: [{ entity: customers.site, where: \"radius_m > 3 and me != owner\" }]", ["P810"]
        ),
        (
            "a check that leaves out what is nobody's",
            "extend: { customers.site: { checks: { a: { if: \"not (owner != me)\", else: No. } } } }", ["P810"]
        ),
        (
            "a permission that gives back what a role may not read",
            """
            permissions: { sample.see: { title: See, implies: [customers.site.read] } }
            roles: { a: { grants: { sample: { see: all }, customers.site: { read: { scope: all, fields: [name] } } } } }
            """, ["P809"]
        ),
        (
            "a permission of another role gives nothing back",
            """
            permissions: { sample.see: { title: See, implies: [customers.site.read] } }
            roles:
              a: { grants: { customers.site: { read: { scope: all, fields: [name] } } } }
              b: { grants: { sample: { see: all } } }
            """, []
        ),
        (
            "what is wrong comes first",
            "roles: { idle: { title: Idle } }\nrows: [{ entity: customers.sit, where: \"true\" }]",
            ["P212 a row rule names `customers.sit`, which does not exist"]
        ),
    ]

    @Test(arguments: cases.indices)
    func `what is unlikely is told and nothing else`(index: Int) throws {
        let (name, sections, expected) = Self.cases[index]
        let codes = try codes(sections)
        #expect(codes == expected, "\(name): \(codes)")
    }
}
