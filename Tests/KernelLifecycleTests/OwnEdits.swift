import Kernel

/// Tests of a tenant's own edits: how requests write them, and what becomes of them.
protocol OwnEdits {}

extension OwnEdits {
    /// A thing of the tenant's own.
    static func own(_ address: String, _ value: String) -> String {
        change(address, "definition", value)
    }

    /// One property of a definition.
    static func change(_ address: String, _ property: String, _ value: String) -> String {
        #"{"address": "\#(address)", "property": "\#(property)", "value": \#(value)}"#
    }

    /// What became of each edit, by its address and property with a space between.
    static func states(_ ground: Ground) async throws -> [String: String] {
        let edits = try await ground.must("GET", "overlay").items("edits").map {
            ("\($0["address"]?.text ?? "") \($0["property"]?.text ?? "")", $0["state"]?.text ?? "")
        }
        return Dictionary(edits, uniquingKeysWith: { first, _ in first })
    }
}

extension Ground {
    /// Puts a pack that is one file on offer and switches it on.
    func begin(_ pack: String, yaml: String) async throws {
        try offer(pack, yaml: yaml)
        try await enable(pack)
    }
}
