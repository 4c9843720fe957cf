import Kernel

/// Reads the section `contracts`.
struct ContractDecoder {
    let places: Places

    /// The templates, in the author's order.
    func contracts(_ node: NodeDecoder) -> [ContractTemplate] {
        (node.entries("a mapping of contracts", keys: .snake) ?? []).compactMap { entry in
            places.note("contract/\(entry.key ?? "")", entry.headSpan)
            return contract(entry)
        }
    }

    private func contract(_ node: NodeDecoder) -> ContractTemplate? {
        let known = ["title", "inputs", "signed_by"]
        guard let keys = node.mapping("a contract", known: known, required: ["for", "clauses"]),
            let entity = keys["for"]?.entity()
        else { return nil }
        var contract = ContractTemplate(node.key ?? "", for: entity, title: keys["title"]?.title(), at: node.headSpan)
        let fields = FieldDecoder(place: .input, places: places)
        contract.inputs = keys["inputs"].map { fields.fields($0) } ?? []
        if contract.inputs.contains(where: { $0.id == "clauses" }) {
            keys.report(
                .contractName,
                "`clauses` is where the optional clauses are asked for, so no input has the name",
                atKey: "inputs"
            )
        }
        contract.clauses = keys["clauses"].map { clauses($0, "contract/\(contract.id)") } ?? []
        contract.signers = keys["signed_by"]?.ids(.snake)?.map { PlacedName($0.id, at: $0.span) } ?? []
        return contract
    }

    private func clauses(_ node: NodeDecoder, _ address: String) -> [ContractTemplate.Clause] {
        node.refuseEmpty("clause")
        var seen: Set<String> = []
        return (node.list("a list of clauses") ?? []).compactMap { item in
            guard let keys = item.mapping("a clause", known: ["title", "optional"], required: ["id", "text"]),
                let id = keys["id"]?.id(.snake), let text = keys["text"]?.localized("a text", length: 1...20_000)
            else { return nil }
            if !seen.insert(id).inserted {
                keys.report(.contractName, "the clause `\(id)` stands in this contract already", atKey: "id")
            }
            let span = keys["text"]?.span
            places.note("\(address)/clause/\(id)", span ?? item.headSpan)
            if let node = keys["text"]?.node { places.note(braces: node, at: "\(address)/clause/\(id)") }
            return ContractTemplate.Clause(
                id,
                title: keys["title"]?.title() ?? LocalizedText(Naming.words(id)),
                text: text,
                isOptional: keys["optional"]?.bool() ?? false,
                at: span
            )
        }
    }
}
