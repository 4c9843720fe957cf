import ArgumentParser
import Kernel

/// `kernel settings`.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "What a tenant has set: zone, currency, language, and the settings of its capabilities and packs.",
        subcommands: [List.self, Set.self]
    )

    /// `kernel settings list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every setting and its value.")
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            let kernel = Operator(options: options)
            options.show(try await kernel.ask("GET", "/operator/settings", query: tenant.query), text: table)
        }
    }

    /// `kernel settings set`.
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change settings, such as `kernel settings set zone=Europe/Berlin pass_rating=4`."
        )
        @Argument(help: "NAME=VALUE: JSON, or a text; null is the default again.") var values: [String]
        @OptionGroup var tenant: TenantOption
        @OptionGroup var options: CommandOptions

        func run() async throws {
            var places: [JSONValue.Member] = []
            var settings: [JSONValue.Member] = []
            for pair in values {
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard halves.count == 2 else { throw ValidationError("`\(pair)` is not NAME=VALUE.") }
                if ["zone", "currency", "language"].contains(halves[0]) {
                    places.append(JSONValue.Member(halves[0], .string(halves[1])))
                } else {
                    // What is no JSON is a text as it stands.
                    let value = (try? JSONReader.read(Array(halves[1].utf8))) ?? .string(halves[1])
                    settings.append(JSONValue.Member(halves[0], value))
                }
            }
            let own = settings.isEmpty ? [] : [JSONValue.Member("settings", .object(settings))]
            var writer = JSONWriter()
            writer.value(.object(places + own))
            let kernel = Operator(options: options)
            let path = "/operator/settings"
            let answer = try await kernel.ask("PATCH", path, query: tenant.query, body: writer.bytes)
            options.show(answer, text: table)
        }
    }
}

private func table(_ answer: JSONValue) -> String {
    let places = ["zone", "currency", "language"].map { [$0, answer.string($0)] }
    let settings = (answer["settings"]?.members ?? []).map { member -> [String] in
        var writer = JSONWriter()
        writer.value(member.value)
        return [member.name, String(decoding: writer.bytes, as: UTF8.self)]
    }
    return TextTable.write(["SETTING", "VALUE"], places + settings)
}
