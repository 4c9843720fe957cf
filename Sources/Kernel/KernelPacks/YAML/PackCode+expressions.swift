extension PackCode {
    static let expressionMeanings: [PackCode: Meaning] = [
        .expressionLength: Meaning(
            title: "An expression is too long",
            explanation: "An expression has at most 4,000 characters."
        ),
        .expressionCharacter: Meaning(
            title: "A character that expressions do not have",
            explanation: "Texts stand in quotes, names are letters, digits and `_`; equality is one `=`."
        ),
        .expressionUnclosed: Meaning(
            title: "A text or name is not closed",
            explanation: "A text ends with the quote that it begins with, a name in backquotes with a backquote."
        ),
        .expressionSyntax: Meaning(
            title: "Not an expression",
            explanation: "The text does not follow the grammar from the marked place on."
        ),
        .expressionDepth: Meaning(
            title: "An expression is nested too deeply",
            explanation: "Parentheses and `not` stand at most 64 deep in one another."
        ),
        .expressionNumber: Meaning(
            title: "A number has too many digits",
            explanation: "Whole numbers have 64 bits, decimals at most 18 digits and 9 places."
        ),
        .expressionName: Meaning(
            title: "A name does not exist",
            explanation: "It is no field of the entity, no setting or no input. A value of a choice stands as a "
                + "bare name only beside that choice."
        ),
        .expressionNotHere: Meaning(
            title: "A name that does not exist at this place",
            explanation: "`input` exists in moves and actions only."
        ),
        .expressionFunction: Meaning(
            title: "A function does not exist",
            explanation: "No function has this name."
        ),
        .expressionOption: Meaning(
            title: "Not one of the options",
            explanation: "The value is none of the options of the choice, or no state of the entity."
        ),
        .expressionAmbiguous: Meaning(
            title: "Either side could be the value",
            explanation: "Both sides of the comparison could be the field and the other its value; put the field "
                + "in backquotes."
        ),
        .expressionTypes: Meaning(
            title: "Two types do not go together",
            explanation: "The only conversion is from whole number to decimal. Compare like with like."
        ),
        .expressionCondition: Meaning(
            title: "A condition is expected",
            explanation: "`where` and `if` are true or false; a comparison is missing."
        ),
        .expressionLiteral: Meaning(
            title: "A literal does not fit the other side",
            explanation: "A text beside a date, time, datetime or reference is read as one, and this one cannot "
                + "be."
        ),
        .expressionArguments: Meaning(
            title: "Too few or too many arguments",
            explanation: "The message names how many the function takes."
        ),
        .expressionNull: Meaning(
            title: "An operation that never has a result",
            explanation:
                "A division by zero, a result of 10^18 and beyond, a date that does not exist: at run time that is "
                + "null, and where it can be seen before, a mistake."
        ),
        .expressionNotYet: Meaning(
            title: "A part of the language that is still to come",
            explanation: "The language has this, but this version cannot carry it out; docs/pack-format.md lists "
                + "what is missing."
        ),
        .expressionCost: Meaning(
            title: "An expression costs too much",
            explanation: "It follows too many references, or is too large for the store."
        ),
    ]
}
