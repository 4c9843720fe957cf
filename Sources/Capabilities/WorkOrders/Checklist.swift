import Kernel

/// The checklist of a work order as a whole: filled from a template, counted.
enum Checklist {
    static let apply = Permission(
        "work-orders.apply_template",
        title: LocalizedText(["en": "Fill a checklist from a template", "de": "Aufgaben aus Vorlage anlegen"]),
        implies: ["work-orders.checklist_item.create"]
    )
    static let view = Permission(
        "work-orders.checklist_progress",
        title: LocalizedText(["en": "See how far a checklist is", "de": "Stand der Aufgaben sehen"])
    )

    static let filled = EventDefinition(
        "work-orders.checklist_filled",
        title: LocalizedText(["en": "Checklist filled from a template", "de": "Aufgaben aus Vorlage angelegt"])
    )

    /// Items and steps read at once; more than anybody ticks off.
    private static let most = 100_000

    private static let order = FieldDefinition("work_order", .reference(to: WorkOrder.id), required: true)

    /// `POST /api/work-orders/apply-template`: one checklist item for each step of a template, behind those there are.
    static let applyTemplate = ActionDefinition(
        owner: "work-orders",
        id: "apply_template",
        collection: "work-orders",
        permission: apply,
        input: [order, FieldDefinition("template", .reference(to: "work-orders.job_template"), required: true)],
        body: .write { transaction, input in
            let (order, items) = try read(input) {
                try transaction.record(WorkOrder.id, $0)
            } items: {
                try transaction.records(ChecklistItem.id, where: $0, sort: "sort_order", limit: most)
            }
            guard let template = input["template"].reference else { throw KernelError.notFound }
            let steps = try transaction.records(
                Templates.stepID,
                where: "template = '\(template.raw)'",
                sort: "sort_order"
            )
            guard !steps.isEmpty else {
                throw KernelError.invalid([
                    Finding("template", "empty", "There is no such template, or it has no steps.")
                ])
            }
            let last = items.compactMap { $0["sort_order"].int }.max() ?? 0
            for (index, step) in steps.enumerated() {
                let values: [String: Value] = [
                    "work_order": .reference(order.id), "title": step["title"], "required": step["required"],
                    "sort_order": .int(last + 10 * Int64(index + 1)),
                ]
                _ = try transaction.create(ChecklistItem.id, values)
            }
            try transaction.emit(filled, about: WorkOrder.id, order.id)
            return .json("{\"created\":\(steps.count),\"items\":\(items.count + steps.count)}")
        }
    )

    /// `GET /api/work-orders/progress?work_order=`: how many items there are, and how many are through.
    static let progress = ActionDefinition(
        owner: "work-orders",
        id: "progress",
        collection: "work-orders",
        permission: view,
        input: [order],
        body: .read { snapshot, input in
            let (_, items) = try read(input) {
                try snapshot.record(WorkOrder.id, $0)
            } items: {
                try snapshot.records(ChecklistItem.id, where: $0, sort: "sort_order", limit: most)
            }
            let through = items.filter { $0.state == "completed" || $0.state == "skipped" }
            let open = items.filter { $0["required"] == .bool(true) && !through.contains($0) }
            return .json("{\"items\":\(items.count),\"through\":\(through.count),\"required_open\":\(open.count)}")
        }
    )

    private static func read(
        _ input: ActionInput,
        order: (RecordID) throws -> Record?,
        items: (String) throws -> [Record]
    ) throws -> (Record, [Record]) {
        guard let id = input["work_order"].reference, let found = try order(id) else {
            throw KernelError.invalid([Finding("work_order", "reference", "There is no such work order.")])
        }
        return (found, try items("work_order = '\(id.raw)'"))
    }
}
