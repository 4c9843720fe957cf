/// Something that is done with one definition of a draft.
protocol DefinitionVisitor {
    mutating func visit(_ definition: inout some ChangeableDefinition)
}
