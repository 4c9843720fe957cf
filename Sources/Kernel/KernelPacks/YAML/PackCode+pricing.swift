extension PackCode {
    static let pricingMeanings: [PackCode: Meaning] = [
        .unknownUnit: Meaning(
            title: "A rate card is per a unit that does not exist",
            explanation: "`unit` names one of the section `units`, of this pack or of one that it is used with."
        ),
        .badOrigin: Meaning(
            title: "An input of a formula comes from nowhere",
            explanation: "`from` names a field of an entity whose values fit the input: `leads.lead.square_feet`. "
                + "Secrets give nothing."
        ),
        .originTaken: Meaning(
            title: "A request could not name the record of an input",
            explanation: "A request names the record that gives inputs by its entity's name (`lead`), so no input has "
                + "that name, and no two entities of one name give inputs to one formula."
        ),
        .formulaTest: Meaning(
            title: "A formula does not give what its test expects",
            explanation: "Tests run with the defaults of settings and rates, in EUR. The message says what came out."
        ),
        .badScoring: Meaning(
            title: "A scoring that cannot be",
            explanation: "One scoring per entity; the start and every band lie within the range, two bands begin at "
                + "different points, and every factor has a line. Below the last band a score is `cold`."
        ),
        .formulaGiven: Meaning(
            title: "A test of a formula gives or expects what cannot be",
            explanation: "`given` holds inputs of the formula by name, written like defaults, all required ones; "
                + "`expect` is of the type of the result, for money a number of whole units such as 432.50."
        ),
    ]
}
