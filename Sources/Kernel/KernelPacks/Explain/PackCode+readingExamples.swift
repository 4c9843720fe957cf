extension PackCode {
    static let readingExamples: [PackCode: Example] = [
        .fileTooLarge: Example(
            "Split the file: `entities/` holds as many as you like.",
            wrong: "pack.yaml                  # 1.4 MiB",
            right: "pack.yaml                  # 200 KiB\nentities/complaint.yaml\nseed/reference.yaml"
        ),
        .notUTF8: Example(
            "Save the file again as UTF-8.",
            wrong: "title: Gebäude             # saved as Latin-1",
            right: "title: Gebäude             # saved as UTF-8"
        ),
        .forbiddenCharacter: Example(
            "Remove the character; it is often invisible and was pasted.",
            wrong: "title: \"Site\\0\"",
            right: "title: Site"
        ),
        .tabIndentation: Example(
            "Indent with spaces.",
            wrong: "settings:\n<tab>pass_rating: { type: int, default: 3 }",
            right: "settings:\n  pass_rating: { type: int, default: 3 }"
        ),
        .syntax: Example(
            "Look at the place and the line above it; quote the text or close the bracket.",
            wrong: "title: Sites: who cleans what",
            right: "title: \"Sites: who cleans what\""
        ),
        .emptyDocument: Example(
            "Fill the file or remove it.",
            wrong: "# entities/complaint.yaml: to be written",
            right: "complaint:\n  collection: complaints\n  label: \"{text}\"\n  fields: { text: { type: long_text } }"
        ),
        .severalDocuments: Example(
            "Put each document into a file of its own.",
            wrong: "complaint: { collection: complaints, ... }\n---\nrate: { collection: rates, ... }",
            right: "complaint: { collection: complaints, ... }\nrate: { collection: rates, ... }"
        ),
        .directive: Example("Remove the line.", wrong: "%YAML 1.1\n---\npack: cleaning", right: "pack: cleaning"),
        .anchor: Example(
            "Write the value where it belongs; quote a text that starts with `&`.",
            wrong: "soil: &usual { type: int, default: 1 }",
            right: "soil: { type: int, default: 1 }"
        ),
        .alias: Example(
            "Write the value again; quote a text that starts with `*`.",
            wrong: "wear: *usual",
            right: "wear: { type: int, default: 1 }"
        ),
        .tag: Example(
            "Remove the tag; quote a text that starts with `!`.",
            wrong: "version: !!str 1.0.0",
            right: "version: 1.0.0"
        ),
        .mergeKey: Example(
            "Write the keys out.",
            wrong: "<<: { type: int }\nmin: 1",
            right: "type: int\nmin: 1"
        ),
        .duplicateKey: Example(
            "Keep one of the two, or rename one.",
            wrong: "fields:\n  note: { type: text }\n  note: { type: long_text }",
            right: "fields:\n  note: { type: long_text }"
        ),
        .keyNotText: Example("Put the key in quotes.", wrong: "{name}: Site", right: "\"{name}\": Site"),
        .tooDeep: Example(
            "Flatten it: no section needs more than ten levels.",
            wrong: "title: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[deep]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
            right: "title: Flat"
        ),
        .tooManyNodes: Example(
            "Split the file; rows of data in bulk are an import, not a seed.",
            wrong: "seed/reference.yaml        # 60,000 values",
            right: "POST /api/customers/import # the rows as CSV"
        ),
        .textTooLong: Example(
            "Shorten it; long texts belong to README.md or docs/.",
            wrong: "description: <70,000 characters>",
            right: "description: Sites, visits and complaints."
        ),
        .unreadableFile: Example(
            "Check the path and the rights of the file.",
            wrong: "kernel packs validate Packs/claening",
            right: "kernel packs validate Packs/cleaning"
        ),
        .packTooLarge: Example(
            "Remove what is no part of the pack, or import data in bulk instead of seeding it.",
            wrong: "docs/training.mp4          # 40 MiB",
            right: "docs/training.md"
        ),
        .tooManyFiles: Example(
            "Put several entities into one file.",
            wrong: "entities/                  # 250 files",
            right: "entities/plans.yaml        # twenty entities"
        ),
        .linkInside: Example(
            "Copy the file to where the link is.",
            wrong: "icon.svg -> ../../art/icon.svg",
            right: "icon.svg"
        ),
        .unknownFile: Example(
            "Give the file the name that the format knows, or move it to docs/.",
            wrong: "seeds/demo.yaml",
            right: "seed/demo.yaml"
        ),
        .tooManyFindings: Example(
            "Mend what is told and check again.",
            wrong: "title: again               # 40,000 times",
            right: "title: Once"
        ),
        .noManifest: Example(
            "Write a `pack.yaml`; `kernel packs new` makes one.",
            wrong: "Packs/cleaning/cleaning.yaml",
            right: "Packs/cleaning/pack.yaml"
        ),
    ]
}
