extension FieldDefinition {
    /// Whether values lie in the same place as those of another definition: the same physical type, sealed or not.
    package func isKept(like other: FieldDefinition) -> Bool {
        guard secret == other.secret else { return false }
        if secret { return true }
        if isPlainText, other.isPlainText { return true }
        if case .decimal(let scale, _, _) = type, case .decimal(let before, _, _) = other.type {
            return scale == before
        }
        return type.word == other.type.word
    }

    private var isPlainText: Bool {
        switch type {
        case .text, .longText, .email, .phone, .url, .choice: true
        default: false
        }
    }
}
