extension PackCode {
    static let manifestMeanings: [PackCode: Meaning] = [
        .unknownKey: Meaning(
            title: "A key that nobody reads",
            explanation: "Unknown keys are refused, never skipped: a misspelt `required` would otherwise do "
                + "nothing, silently."
        ),
        .missingKey: Meaning(
            title: "A required key is missing",
            explanation: "The mapping cannot be understood without this key. The finding stands at the mapping's "
                + "own key."
        ),
        .wrongKind: Meaning(
            title: "Text, list or mapping expected",
            explanation: "Something of another shape stands here. `{x}` without quotes is a mapping, `[x]` a list, "
                + "and an item that starts with `- ` makes its key a list."
        ),
        .nothingWritten: Meaning(
            title: "Nothing stands here",
            explanation: "The key has no value. Write one, or remove the key; an empty text is written `\"\"`."
        ),
        .notBool: Meaning(
            title: "Not true or false",
            explanation: "A yes-or-no value is written `true` or `false`; `yes`, `no`, `on`, `off` are texts."
        ),
        .notInteger: Meaning(
            title: "Not a whole number",
            explanation: "Whole numbers are written with digits and perhaps a leading `-`: no `+`, no leading "
                + "zeros, no exponent, no `_`, no thousands separator."
        ),
        .notDecimal: Meaning(
            title: "Not a decimal number",
            explanation: "Decimals are written with digits and a `.`, and are exact: more places than the scale of "
                + "the field are refused, not rounded. No exponent, no `+`, no leading zeros."
        ),
        .outOfRange: Meaning(
            title: "A number is out of range",
            explanation: "The message names the smallest and the largest value that can stand here."
        ),
        .badID: Meaning(
            title: "An id is not spelt as its kind is",
            explanation: "Capabilities, interfaces, packs and collections are kebab-case (`work-orders`); "
                + "entities, fields, states, moves, actions and roles are snake_case (`work_order`); at most 63 "
                + "characters, first a letter. An address joins them with dots (`work-orders.work_order.finish`)."
        ),
        .badVersion: Meaning(
            title: "Not a version",
            explanation: "A version is `MAJOR.MINOR.PATCH`, an interface that is needed `MAJOR.MINOR`; digits "
                + "without leading zeros."
        ),
        .repeatedItem: Meaning(
            title: "A list names something twice",
            explanation: "Each item of this list stands once."
        ),
        .badLanguage: Meaning(
            title: "Not a language",
            explanation: "Texts by language are `{ en: Clean, de: Reinigen }`; a language is two or three letters, "
                + "perhaps with a script or region (`pt-BR`, `zh-Hant`)."
        ),
        .unknownChoice: Meaning(
            title: "Not one of the possible values",
            explanation: "Only the values that the message lists can stand here."
        ),
        .textLength: Meaning(
            title: "A text is too short or too long",
            explanation: "The message names how many characters can stand here."
        ),
    ]
}
