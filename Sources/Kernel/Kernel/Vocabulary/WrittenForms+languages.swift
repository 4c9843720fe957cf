extension WrittenForms {
    /// A language that nobody wrote down here.
    static let plain = WrittenForms(.monthFirst, "", point: ".", grouping: "", yes: "yes", no: "no")

    /// The languages, by tag.
    static let known: [String: WrittenForms] = [
        "en": english(.monthFirst, isTwelveHours: true), "en-GB": english(dayMonth), "en-IE": english(dayMonth),
        "en-AU": english(dayMonth, isTwelveHours: true), "en-NZ": english(dayMonth, isTwelveHours: true),
        "en-IN": english(dayMonth, isTwelveHours: true), "en-ZA": english(dayMonth),
        "de": german("Januar"), "de-AT": german("Jänner"),
        "de-CH": german("Januar", point: ".", grouping: "\u{2019}"),
        "de-LI": german("Januar", point: ".", grouping: "\u{2019}"),
        "fr": WrittenForms(
            dayMonth,
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            grouping: narrowSpace,
            yes: "oui",
            no: "non"
        ),
        "es": WrittenForms(
            .dayFirst(" de", " de"),
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            yes: "sí",
            no: "no"
        ),
        "it": WrittenForms(
            dayMonth,
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            yes: "sì",
            no: "no"
        ),
        "nl": WrittenForms(
            dayMonth,
            "januari februari maart april mei juni juli augustus september oktober november december",
            yes: "ja",
            no: "nee"
        ),
        "pt": WrittenForms(
            .dayFirst(" de", " de"),
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            yes: "sim",
            no: "não"
        ),
        "pl": WrittenForms(
            dayMonth,
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
            grouping: "\u{a0}",
            yes: "tak",
            no: "nie"
        ),
    ]

    /// `5 January 2027`.
    private static let dayMonth = Order.dayFirst("", "")
    private static let narrowSpace = "\u{202f}"

    private static func english(_ order: Order, isTwelveHours: Bool = false) -> WrittenForms {
        WrittenForms(
            order,
            "January February March April May June July August September October November December",
            point: ".",
            grouping: ",",
            yes: "yes",
            no: "no",
            isTwelveHours: isTwelveHours
        )
    }

    private static func german(_ january: String, point: String = ",", grouping: String = ".") -> WrittenForms {
        WrittenForms(
            .dayFirst(".", ""),
            "\(january) Februar März April Mai Juni Juli August September Oktober November Dezember",
            point: point,
            grouping: grouping,
            yes: "ja",
            no: "nein"
        )
    }
}
