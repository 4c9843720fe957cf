import ArgumentParser
import Kernel

/// What the demo tenant is like, where the pack of the demo is not to decide.
struct DemoCompanyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The demo tenant's time zone; what the pack says of its demo, else Europe/Berlin, if left out.",
            valueName: "zone"
        )
    ) var demoZone: String?
    @Option(
        help: ArgumentHelp(
            "The demo tenant's currency; what the pack says of its demo, else EUR, if left out.",
            valueName: "code"
        )
    ) var demoCurrency: String?

    var company: DemoCompany { DemoCompany(zone: demoZone, currency: demoCurrency) }

    func validate() throws {
        if let demoZone, !TimeZones.isKnown(demoZone) {
            throw ValidationError("--demo-zone is an IANA time zone such as America/Chicago.")
        }
        if let demoCurrency, !Currency.isCode(demoCurrency) {
            throw ValidationError("--demo-currency is an ISO 4217 code such as USD.")
        }
    }
}
