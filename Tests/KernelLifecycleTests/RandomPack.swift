/// SplitMix64: the same seed gives the same packs everywhere.
struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &self)
    }

    mutating func happens(_ percent: Int) -> Bool {
        below(100) < percent
    }

    mutating func one<T>(of items: [T]) -> T {
        items[below(items.count)]
    }
}

/// Packs made by chance: entities, extensions of the base's entities, roles, settings, seeds that refer to one another.
struct RandomPack {
    let id: String
    private(set) var yaml: [String] = []
    private var seeds: [String] = []
    private var chance: Chance

    /// The pack's files.
    var files: [String: String] {
        var files = ["pack.yaml": yaml.joined(separator: "\n") + "\n"]
        if !seeds.isEmpty { files["seed/reference.yaml"] = seeds.joined(separator: "\n") + "\n" }
        return files
    }

    private static let types = [
        "{ type: text, max: 80, searchable: true }", "{ type: text, indexed: true }", "{ type: text, unique: true }",
        "{ type: long_text, searchable: true }", "{ type: int, min: 0, max: 99 }", "{ type: int, indexed: true }",
        "{ type: decimal, scale: 2 }", "{ type: money }", "{ type: money, currency: EUR, indexed: true }",
        "{ type: bool, default: true }", "{ type: date, indexed: true }", "{ type: time }", "{ type: duration }",
        "{ type: datetime, zone: true }", "{ type: choice, of: [low, high], default: low }",
        "{ type: choices, of: [red, green] }", "{ type: geo }", "{ type: email, searchable: true }",
        "{ type: phone }", "{ type: url }", "{ type: text, secret: true }",
        "{ type: list, of: { part: { type: text }, amount: { type: int } } }",
        "{ type: references, to: access.member, inverse: INVERSE }",
        "{ type: reference, to: customers.customer, on_delete: clear, inverse: INVERSE }",
    ]

    init(id: String, version: String = "1.0.0", chance: Chance) {
        self.id = id
        self.chance = chance
        yaml = [
            "pack: \(id)", "format: 1", "version: \(version)", "title: Pack \(id)",
            #"requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }"#,
        ]
        makeSettings()
        makePermissions()
        let entities = makeEntities()
        makeExtensions()
        makeRoles(entities)
        makeTerms()
        makeSeeds(entities)
    }

    /// Far ends are named after their entity, where two of the pack's have fields of one name.
    private mutating func fields(_ prefix: String, indent: String, of entity: String = "") -> [String] {
        (0...chance.below(4)).map { number in
            let name = "\(prefix)_\(number)"
            let type = chance.one(of: Self.types).replacing(
                "INVERSE",
                with: "\(id.replacing("-", with: "_"))_\(entity)\(name)s"
            )
            return "\(indent)\(name): \(type)"
        }
    }

    private mutating func makeSettings() {
        guard chance.happens(50) else { return }
        yaml += [
            "settings:",
            "  limit_\(id.replacing("-", with: "_")): { type: int, default: \(chance.below(9)), min: 0, max: 9 }",
        ]
    }

    private mutating func makePermissions() {
        yaml += ["permissions:", "  \(id).inspect: { title: Inspect, scopes: [team, all] }"]
    }

    private mutating func makeEntities() -> [String] {
        let names = (0..<chance.below(3)).map { "thing_\($0)" }
        guard !names.isEmpty else { return [] }
        yaml.append("entities:")
        for name in names {
            yaml += [
                "  \(name):", "    title: Thing", "    collection: \(id)-\(name.replacing("_", with: "-"))s",
                #"    label: "{name}""#, "    fields:",
                "      name: { type: text, required: true, searchable: true, indexed: true }",
            ]
            yaml += fields("own", indent: "      ", of: "\(name)_")
            if chance.happens(50) {
                yaml += [
                    "    states: { open: { start: true }, closed: { final: true } }",
                    "    moves: { close: { from: open, to: closed } }",
                ]
            }
            if chance.happens(60) { yaml.append("    scopes: { own: owner }") }
        }
        return names
    }

    private mutating func makeExtensions() {
        let word = id.replacing("-", with: "_")
        var extend: [String] = []
        for (entity, name) in [
            ("customers.customer", "cust"), ("customers.site", "site"), ("work-orders.job_template", "job"),
        ]
        where chance.happens(60) {
            extend += ["  \(entity):", "    fields:"] + fields("\(word)_\(name)", indent: "      ")
        }
        if chance.happens(50) {
            extend += [
                "  work-orders.work_order:", "    states: { checked_\(word): { final: true } }",
                "    moves: { check_\(word): { from: done, to: checked_\(word), needs: \(id).inspect } }",
            ]
        }
        if !extend.isEmpty { yaml += ["extend:"] + extend }
    }

    private mutating func makeRoles(_ entities: [String]) {
        let word = id.replacing("-", with: "_")
        yaml += ["roles:", "  worker_\(word):", "    title: Worker", "    grants:"]
        yaml.append("      customers.customer: { read: all\(chance.happens(50) ? ", create: all" : "") }")
        for name in entities { yaml.append("      \(id).\(name): { read: all, create: all }") }
        yaml.append("      \(id): { inspect: all }")
        if chance.happens(30) {
            yaml += ["rows:", #"  - { entity: customers.customer, role: worker_\#(word), where: "kind = company" }"#]
        }
    }

    private mutating func makeTerms() {
        guard chance.happens(40) else { return }
        yaml += ["terminology:", "  customers.customer: { en: { one: Client \(chance.below(9)), many: Clients } }"]
    }

    private mutating func makeSeeds(_ entities: [String]) {
        if chance.happens(70) {
            seeds += ["customers.customer:"]
            for number in 0...chance.below(3) { seeds.append("  c\(number): { name: \(id) customer \(number) }") }
            if chance.happens(60) { seeds += ["customers.site:", "  s0: { name: \(id) place, customer: c0 }"] }
        }
        if chance.happens(60) {
            seeds += ["work-orders.job_template:", "  j0: { title: \(id) job, minutes: \(chance.below(90) + 1) }"]
        }
        for name in entities where chance.happens(70) {
            seeds += ["\(id).\(name):", "  t0: { name: First }", "  t1: { name: Second }"]
        }
    }
}
