import ArgumentParser
import Kernel
import KernelPacks

extension PacksCommand {
    /// `kernel packs schema`.
    struct Schema: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A JSON Schema of pack.yaml for editors, with the names that this server offers.",
            discussion: "With --pack it also knows what that pack declares, and refuses names that are not there."
        )
        @Option(help: "The folder of a pack without errors.") var pack: String?

        func run() async throws {
            let (catalog, diagnostics) = Catalog.build(CompiledCapabilities.all)
            guard let catalog else { throw Refusal(diagnostics.map(\.message).joined(separator: "\n")) }
            guard let pack else {
                guard let schema = PackSchema.open(catalog) else {
                    throw Refusal("The capabilities do not go together.")
                }
                return Console.line(String(decoding: schema.json, as: UTF8.self))
            }
            let report = PackCheck(catalog: catalog).validate(path: pack)
            guard report.isAccepted, let schema = PackSchema.of(pack: report) else {
                throw Refusal("\(report.text)\n\(pack) has errors; a schema of it needs a pack that is accepted.")
            }
            Console.line(String(decoding: schema.json, as: UTF8.self))
        }
    }

    /// `kernel packs new`.
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Start a pack: a folder that passes `validate`, with an entity, roles, a screen and texts to change."
        )
        @Argument(help: "The pack's id, kebab-case.") var id: String
        @Option(help: "What people see; the id in words when left out.") var title: String?
        @Option(name: .customLong("in"), help: "Where the folder goes; Packs when left out.") var folder: String?

        func run() async throws {
            let place = folder ?? PackPlace.standard()
            let written = try PackScaffold(
                id: id,
                title: title,
                taken: CompiledCapabilities.all.map { type(of: $0).descriptor.id }
            ).write(into: place)
            Console.line(written.joined(separator: "\n"))
            Console.line("\nCheck it with `kernel packs validate \(place)/\(id)`.")
        }
    }
}
