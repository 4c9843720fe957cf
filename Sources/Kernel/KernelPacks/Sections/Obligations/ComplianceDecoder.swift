import Kernel

/// Reads the section `compliance`.
struct ComplianceDecoder {
    let places: Places

    /// The requirements, in the author's order.
    func requirements(_ node: NodeDecoder) -> [ComplianceRequirement] {
        (node.entries("a mapping of requirements", keys: .snake) ?? []).compactMap { entry in
            places.note("compliance/\(entry.key ?? "")", entry.headSpan)
            return requirement(entry)
        }
    }

    private func requirement(_ node: NodeDecoder) -> ComplianceRequirement? {
        let known = ["title", "evidence", "warn", "blocks"]
        guard let keys = node.mapping("a requirement", known: known, required: ["applies_to"]) else { return nil }
        var requirement = ComplianceRequirement(node.key ?? "", title: keys["title"]?.title(), at: node.headSpan)
        if let subject = keys["applies_to"] { applies(subject, &requirement) }
        requirement.evidence = keys["evidence"].map(evidence) ?? []
        requirement.warnDays = keys["warn"]?.days() ?? 0
        if keys.has("warn"), !requirement.evidence.contains(.expires) {
            keys.report(
                .contradiction,
                "`warn` counts from the day of `expires`, which the evidence does not have",
                atKey: "warn"
            )
        }
        requirement.blocks = keys["blocks"].map(blocks) ?? []
        return requirement
    }

    private func applies(_ node: NodeDecoder, _ requirement: inout ComplianceRequirement) {
        guard node.isMapping else {
            if case .scalar(let scalar) = node.node, scalar.text == "tenant" { return }
            requirement.subject = node.entity()
            return
        }
        guard let keys = node.mapping("whom it applies to", known: ["if"], required: ["entity"]) else { return }
        requirement.subject = keys["entity"]?.entity()
        requirement.condition = keys["if"]?.expression()
    }

    /// `{ number: true, expires: true }`; files are still to come.
    private func evidence(_ node: NodeDecoder) -> Set<ComplianceRequirement.Part> {
        let parts = ComplianceRequirement.Part.allCases
        guard let keys = node.mapping("an evidence", known: parts.map(\.rawValue), later: ["file"]) else { return [] }
        return Set(parts.filter { keys[$0.rawValue]?.bool() == true })
    }

    private func blocks(_ node: NodeDecoder) -> [ComplianceRequirement.Block] {
        node.refuseEmpty("move")
        return (node.ids(.permission) ?? []).compactMap { id, span in
            let parts = id.split(separator: ".").map(String.init)
            guard parts.count == 3 else {
                let message = "`\(id)` is not a move of an entity such as `work-orders.work_order.schedule`"
                node.report(.badID, message, at: span)
                return nil
            }
            return ComplianceRequirement.Block(EntityID(owner: parts[0], name: parts[1]), parts[2], at: span)
        }
    }
}

extension NodeDecoder {
    /// A number of days, `30d`.
    func days() -> Int64? {
        guard let text = scalar("a number of days such as `30d`")?.text else { return nil }
        guard text.last == "d", text.dropLast().utf8.allSatisfy({ (48...57).contains($0) }),
            (2...5).contains(text.utf8.count),
            let days = Int64(text.dropLast())
        else {
            report(.badValue, "`\(text.clipped)` is not a number of days such as `30d`")
            return nil
        }
        return days
    }
}
