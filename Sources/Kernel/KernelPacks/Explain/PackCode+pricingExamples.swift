extension PackCode {
    static let pricingExamples: [PackCode: Example] = [
        .unknownUnit: Example(
            "Declare the unit, or correct its name.",
            wrong:
                "units: { hour: { measures: time } }\nrate_cards: { labor: { unit: hours, lines: { general: 25 } } }",
            right: "units: { hour: { measures: time } }\nrate_cards: { labor: { unit: hour, lines: { general: 25 } } }"
        ),
        .badOrigin: Example(
            "Name a field whose values fit.",
            wrong: "radius: { type: int, from: customers.site.name }",
            right: "radius: { type: int, from: customers.site.radius_m }"
        ),
        .originTaken: Example(
            "Give the input another name than the entity has.",
            wrong: "inputs: { site: { type: int, from: customers.site.radius_m } }",
            right: "inputs: { radius: { type: int, from: customers.site.radius_m } }"
        ),
        .formulaTest: Example(
            "Mend the formula, or the expectation.",
            wrong: "value: \"rooms * 40\"\ntests: [{ given: { rooms: 2 }, expect: 90 }]",
            right: "value: \"rooms * 40\"\ntests: [{ given: { rooms: 2 }, expect: 80 }]"
        ),
        .badScoring: Example(
            "Keep start and bands within the range.",
            wrong: "range: [0, 100]\nbands: { hot: 170, warm: 40 }",
            right: "range: [0, 100]\nbands: { hot: 70, warm: 40 }"
        ),
        .formulaGiven: Example(
            "Name the inputs of the formula, each with a value of its type.",
            wrong: "tests: [{ given: { room: two }, expect: 80 }]",
            right: "tests: [{ given: { rooms: 2 }, expect: 80 }]"
        ),
    ]
}
