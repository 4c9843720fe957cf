extension PackCode {
    static let expressionExamples: [PackCode: Example] = [
        .expressionLength: Example(
            "Split it into computed fields or several rules.",
            wrong: "where: \"<5,000 characters>\"",
            right: "where: \"state = done\""
        ),
        .expressionCharacter: Example(
            "Use the signs of the language; conditions join with `and`, `or`, `not`.",
            wrong: "where: \"state = done && rating > 3\"",
            right: "where: \"state = done and rating > 3\""
        ),
        .expressionUnclosed: Example(
            "Close the quote.",
            wrong: "where: 'name = \"Acme'",
            right: "where: 'name = \"Acme\"'"
        ),
        .expressionSyntax: Example(
            "Complete the expression where the caret stands.",
            wrong: "where: \"state =\"",
            right: "where: \"state = done\""
        ),
        .expressionDepth: Example(
            "Remove parentheses that change nothing.",
            wrong: "where: \"((((... 70 levels ...))))\"",
            right: "where: \"state = done\""
        ),
        .expressionNumber: Example(
            "Write fewer digits.",
            wrong: "where: \"rating > 99999999999999999999\"",
            right: "where: \"rating > 3\""
        ),
        .expressionName: Example(
            "Correct the name.",
            wrong: "where: \"stats = active\"",
            right: "where: \"status = active\""
        ),
        .expressionNotHere: Example(
            "Use it where it exists: `input` in moves.",
            wrong: "rows: [{ entity: customers.site, where: \"input.x = 1\" }]",
            right: "if: \"input.rating >= 3\""
        ),
        .expressionFunction: Example(
            "Correct the name of the function.",
            wrong: "where: \"contain(name, \\\"GmbH\\\")\"",
            right: "where: \"contains(name, \\\"GmbH\\\")\""
        ),
        .expressionOption: Example(
            "Take an option of the choice, or a state of the entity.",
            wrong: "where: \"state = finished\"",
            right: "where: \"state = done\""
        ),
        .expressionAmbiguous: Example(
            "Put the field in backquotes.",
            wrong: "if: \"kind = company\"            # `company` is a field and an option",
            right: "if: \"`kind` = company\""
        ),
        .expressionTypes: Example(
            "Compare values of one type.",
            wrong: "where: \"rating = name\"",
            right: "where: \"rating = 3\""
        ),
        .expressionCondition: Example(
            "Add the comparison.",
            wrong: "where: \"rating\"",
            right: "where: \"rating != null\""
        ),
        .expressionLiteral: Example(
            "Write the text as its type is written.",
            wrong: "where: \"since > \\\"yesterday\\\"\"",
            right: "where: \"since > \\\"2026-11-22\\\"\""
        ),
        .expressionNull: Example(
            "Ask for something that can have a result; guard a divisor that may be zero with `if`.",
            wrong: "compute: \"area_m2 / 0\"",
            right: "compute: \"if(rooms > 0, area_m2 / rooms, null)\""
        ),
        .expressionArguments: Example(
            "Give as many arguments as the message says.",
            wrong: "where: \"contains(name)\"",
            right: "where: \"contains(name, \\\"GmbH\\\")\""
        ),
        .expressionNotYet: Example(
            "Say it without that part of the language.",
            wrong: "where: \"a part that is still to come\"",
            right: "where: \"state = done\""
        ),
        .expressionCost: Example(
            "Follow fewer references.",
            wrong: "where: \"work_order.site.customer.parent.name = \\\"Acme\\\"\"",
            right: "where: \"work_order.team in me.teams\""
        ),
    ]
}
