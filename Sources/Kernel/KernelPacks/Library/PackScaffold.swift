import Foundation
import Kernel

/// The folder that `kernel packs new` begins a pack with: accepted as it is, small enough to be rewritten.
package struct PackScaffold {
    /// Why a pack cannot be begun.
    package struct Refusal: Error, CustomStringConvertible {
        /// One sentence.
        package let description: String
    }

    private let id: String
    private let title: String

    /// A pack that begins.
    /// - Parameters:
    ///   - id: Kebab-case.
    ///   - title: What people see; the id in words where `nil`.
    ///   - taken: Ids of capabilities, which no pack may have.
    /// - Throws: `Refusal` for an id that is none or taken, or a title that is empty, too long or not one line.
    package init(id: String, title: String?, taken: [String] = []) throws(Refusal) {
        guard !taken.contains(id) else {
            throw Refusal(description: "`\(id)` is the id of a capability; a pack has one of its own")
        }
        guard id != OverlayEdit.owner else {
            throw Refusal(description: "`\(id)` is what a tenant adds by itself; a pack has an id of its own")
        }
        guard Naming.isKebab(id) else {
            let hint = IDForm.kebab.hint(for: id).map { "; \($0)" } ?? ""
            throw Refusal(description: "`\(id)` is not \(IDForm.kebab.description)\(hint)")
        }
        let title = title ?? Naming.words(id)
        let isOneLine = title.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 32 && scalar.value != 127 && ![0x85, 0x2028, 0x2029, 0xFEFF].contains(scalar.value)
        }
        guard (1...200).contains(title.unicodeScalars.count), isOneLine else {
            throw Refusal(description: "a title is one line of 1 to 200 characters")
        }
        self.id = id
        self.title = title
    }

    /// The files by path inside the folder.
    package var files: [String: String] {
        ["pack.yaml": manifest, "entities/request.yaml": entities, "tests/requests.yaml": tests, "README.md": readme]
    }

    /// Writes the folder.
    /// - Parameter place: The folder of packs, made where it is not there.
    /// - Returns: The paths written.
    /// - Throws: `Refusal` where the folder is there already, the system's error where it cannot be written.
    package func write(into place: String) throws -> [String] {
        let folder = "\(place)/\(id)"
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw Refusal(description: "\(folder) is there already; nothing was written")
        }
        return try files.sorted { $0.key < $1.key }.map { path, text in
            let file = URL(filePath: "\(folder)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file, options: .withoutOverwriting)
            return "\(folder)/\(path)"
        }
    }

    /// The title as YAML reads it back.
    private var quoted: String {
        "\"" + title.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }

    private var manifest: String {
        """
        # What each section means: docs/pack-format.md. Check with `kernel packs validate`.
        pack: \(id)
        format: 1
        version: 0.1.0
        title: \(quoted)
        description: Who this pack is for, in one or two sentences.
        requires: { access: "1.0", customers: "1.0" }

        roles:
          front_desk:
            title: Front desk
            grants:
              customers.customer: { read: all, create: all, update: all }
              customers.site: { read: all, create: all, update: all }
              \(id).request: { read: all, create: all, update: all, answer: all, close: all, reopen: all }

        extend:
          customers.customer:
            fields:
              heard_of_us: { title: Heard of us by, type: choice, of: [friends, search, advertisement] }

        terminology:
          customers.customer: { en: { one: Client, many: Clients } }

        screens:
          open_requests:
            base: \(id).request.list
            fields: [text, customer.name, state]
            where: "state = open"
          menu: { office: [open_requests, customers.customer, customers.site] }

        onboarding:
          - { step: first_request, title: Write down the first request, done: "count(tenant.request) > 0", opens: \(id).request.new }

        """
    }

    private var entities: String {
        """
        # \(id).request, at /api/\(id)-requests
        request:
          title: Request
          collection: \(id)-requests
          label: "{text}"
          fields:
            customer: { type: reference, to: customers.customer, required: true, inverse: \(snake)_requests }
            text: { type: long_text, required: true, max: 2000, searchable: true }
            reply: { type: long_text, max: 2000, write: never }
          states: { open: { start: true }, answered: {}, closed: { final: true } }
          moves:
            answer:
              from: open
              to: answered
              input: { reply: { type: long_text, required: true, max: 2000 } }
              set: { reply: input.reply }
            reopen: { from: answered, to: open }
            close: { from: [open, answered], to: closed }

        """
    }

    private var tests: String {
        """
        # Run with `kernel packs test`; what stands here is explained in docs/pack-format/tests.md.
        - name: the front desk answers a request and closes it
          as: front_desk
          given: { \(id).request: { mow: { text: Mow the lawn } } }
          do: [{ mow.answer: { reply: On Monday } }, { mow.close: {} }]
          expect: { mow.state: closed, mow.reply: On Monday }
        - name: an answered request is opened again
          as: front_desk
          given: { \(id).request: { mow: { text: Mow the lawn, state: answered } } }
          do: { mow.reopen: {} }
          expect: { mow.state: open }

        """
    }

    private var readme: String {
        """
        # \(title)
        Say here what a company gets from this pack: what it calls things, who does what, and what happens in which order.

        | | |
        |---|---|
        | entities | `request`: what somebody wants, until it is answered and closed |
        | roles | `front_desk` |

        Check with `kernel packs validate` and `kernel packs test`, then switch it on: `kernel packs enable \(id) --tenant <tenant>`.

        """
    }

    private var snake: String { String(id.map { $0 == "-" ? "_" : $0 }) }
}
