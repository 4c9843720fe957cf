/// Packs that a server accepted once go on serving their tenants when a newer server has more rules.
///
/// Only of rules that refuse what has no effect: a pack that breaks one works as it did. What decides about rights, rows or names
/// is never let pass, so that nothing is wider than its author wrote. Whoever offers the pack anew is told all of them.
extension Diagnostic {
    /// Duplicates, what is required or empty in vain, grants and permissions that narrow or reach nothing, circles, labels and
    /// clauses with stray braces, menu lines that lead nowhere, edits of records that are gone, extensions of what is not required.
    private static let letPass: Set<String> = [
        "P111", "P123", "P124", "P215", "P216", "P218", "P221", "P233", "P241", "P271", "P274", "P603", "P630", "P762",
    ]

    /// Whether it may stand in the source of one of the packs that were accepted before.
    package func isLetPass(in accepted: Set<String>) -> Bool {
        guard let pack = span?.pack else { return false }
        return Self.letPass.contains(code) && accepted.contains(pack)
    }
}
