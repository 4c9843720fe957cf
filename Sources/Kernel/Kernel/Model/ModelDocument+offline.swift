extension JSONWriter {
    /// `offline` of an entity, where it has one:.
    ///
    ///     {"read": "assigned", "window": {"field": "starts", "past_days": 7, "future_days": 14},
    ///      "write": ["create", "update"], "merge": {"*": "newest", "notes": "ask"},
    ///      "on_forbidden": "quarantine", "delete": "if_unchanged"}
    mutating func offline(_ rule: OfflineRule?) {
        guard let rule else { return }
        key("offline")
        object { writer in
            writer.key("read")
            if let read = rule.read { writer.string(read.rawValue) } else { writer.string("none") }
            if let window = rule.window {
                writer.key("window")
                writer.object { writer in
                    writer.key("field")
                    writer.string(window.field)
                    writer.key("past_days")
                    writer.int(window.past)
                    writer.key("future_days")
                    writer.int(window.future)
                }
            }
            writer.key("write")
            writer.array(RecordVerb.allCases.filter(rule.write.contains)) { $0.string($1.rawValue) }
            writer.key("merge")
            writer.object { writer in
                for (field, merge) in rule.merge.sorted(by: { $0.key < $1.key }) {
                    writer.key(field)
                    writer.string(merge.rawValue)
                }
            }
            writer.key("on_forbidden")
            writer.string(rule.onForbidden.rawValue)
            writer.key("delete")
            writer.string(rule.delete.rawValue)
        }
    }
}
