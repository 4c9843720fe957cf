import Foundation
import Kernel
import KernelPacks
import Testing

/// `i18n/<language>.yaml` is in the model, text by text.
@Suite struct TranslationTests {
    private static let manifest = """
        pack: tongues
        format: 1
        version: 1.0.0
        title: Sample
        requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }
        roles: { seller: { title: { en: Seller, de: Verkauf }, grants: { tongues: { calculate: all } } } }
        settings: { limit: { type: int, default: 3 } }
        units: { sqm: { measures: area } }
        rate_cards: { labor: { unit: sqm, lines: { general: 25 } } }
        formulas:
          price:
            inputs: { rooms: { type: int, required: true } }
            value: "rooms * rates.labor.general + settings.limit"
            result: { type: decimal, scale: 1 }
            tests: [{ given: { rooms: 1 }, expect: 28 }]
        extend:
          customers.site:
            fields:
              soil: { type: choice, of: [light, heavy] }
              parts: { type: list, of: { part: { type: text } } }
            checks: { small: { if: "radius_m < 5000", else: Too large. } }
        scoring:
          customers.site:
            factors: { size: [{ if: "radius_m > 100", points: 3 }] }
            bands: { hot: 2 }
        """

    private static let german = [
        "title": "Muster", "setting/limit": "Grenze", "unit/sqm": "Quadratmeter", "rate_card/labor": "Arbeit",
        "rate_card/labor/line/general": "Allgemeines", "formula/price": "Preis", "formula/price/input/rooms": "Räume",
        "extend/customers.site/field/soil": "Boden", "extend/customers.site/field/soil/option/light": "Wenig",
        "extend/customers.site/field/soil/option/heavy": "Sehr", "extend/customers.site/field/parts": "Teile",
        "extend/customers.site/field/parts/field/part": "Einzelteil",
        "extend/customers.site/check/small": "Zu groß.", "scoring/customers.site/factor/size": "Ausmaß",
        "scoring/customers.site/band/hot": "Heiß",
    ]

    private func report(_ german: [String: String], language: String = "de") throws -> PackReport {
        let lines = german.sorted { $0.key < $1.key }.map { "\($0.key): \"\($0.value)\"" }.joined(separator: "\n")
        let files = ["pack.yaml": Array(Self.manifest.utf8), "i18n/\(language).yaml": Array(lines.utf8)]
        return PackCheck(catalog: try #require(Catalog.sample)).validate(files: files, folder: "tongues")
    }

    @Test func `every text reaches the model in both languages`() throws {
        let report = try report(Self.german)
        #expect(report.text == "")
        let json = String(decoding: try #require(report.model).json, as: UTF8.self)
        for (address, text) in Self.german where !address.hasSuffix("field/part") {
            #expect(json.contains("\"de\":\"\(text)\""), "\(address) is not told")
        }
    }

    @Test(arguments: german.keys.sorted())
    func `a text that is left out is told`(address: String) throws {
        var some = Self.german
        some[address] = nil
        let report = try report(some)
        #expect(report.isAccepted)
        #expect(report.diagnostics.map(\.code) == ["P641"])
        #expect(report.diagnostics.first?.message == "`\(address)` has no text in `de`")
    }

    @Test func `the language is the file's name`() throws {
        let report = try report(Self.german, language: "pt-BR")
        #expect(report.model?.packs.first?.title.texts == ["en": "Sample", "pt-BR": "Muster"])
        #expect(report.model?.packs.first?.title.text("pt-BR") == "Muster")
        #expect(report.model?.packs.first?.title.text("fr") == "Sample")
    }

    @Test func `a changed translation is another source`() throws {
        var other = Self.german
        other["title"] = "Beispiel"
        let hashes = Set([try report(Self.german), try report(other)].compactMap { $0.model?.hash })
        #expect(hashes.count == 2)
        #expect(Set([try report(Self.german), try report(other)].compactMap { $0.pack?.hash }).count == 2)
    }

    @Test func `texts of a change have their languages from the files too`() throws {
        let manifest = """
            pack: tongues
            format: 1
            version: 1.0.0
            title: { en: Sample, de: Muster }
            requires: { access: "1.0", customers: "1.0", work-orders: "1.0" }
            change:
              entity/customers.site/field/name: { title: Place }
              entity/customers.site/field/radius_m: { title: { de: Bemerkung } }
              entity/work-orders.work_order/move/finish: { if: "notes != null", else: Write what was done. }
              terminology/customers.customer: { one: Client, many: { en: Clients, de: Auftraggeber } }
            """
        let german = """
            change/entity/customers.site/field/name: Ort
            change/entity/work-orders.work_order/move/finish/else: Erst schreiben.
            change/terminology/customers.customer/one: Mandant
            """
        let files = ["pack.yaml": Array(manifest.utf8), "i18n/de.yaml": Array(german.utf8)]
        let report = PackCheck(catalog: try #require(Catalog.sample)).validate(files: files, folder: "tongues")
        #expect(report.text == "")
        let model = try #require(report.model)
        let fields = model.entities["customers.site"]?.definition.fields ?? []
        #expect(fields.first { $0.id == "name" }?.title.texts == ["en": "Place", "de": "Ort"])
        #expect(fields.first { $0.id == "radius_m" }?.title.text("de") == "Bemerkung")
        let finish = model.entities["work-orders.work_order"]?.definition.moves.first { $0.id == "finish" }
        #expect(finish?.refusal?.texts == ["en": "Write what was done.", "de": "Erst schreiben."])
        let customer = model.terminology["customers.customer"]
        #expect(customer?.one.text("de") == "Mandant" && customer?.many.text("de") == "Auftraggeber")
        let bare = PackCheck(catalog: try #require(Catalog.sample))
            .validate(files: ["pack.yaml": Array(manifest.utf8)], folder: "tongues")
        #expect(bare.diagnostics.map(\.code) == ["P641", "P641", "P641"])
        #expect(bare.diagnostics.map { $0.span?.line } == [7, 9, 10])
    }
}
