extension PackCode {
    static let readingMeanings: [PackCode: Meaning] = [
        .tooManyFindings: Meaning(
            title: "More findings than are told",
            explanation: "Only the first 500 are told: a file with more is most likely broken in one place."
        ),
        .fileTooLarge: Meaning(
            title: "The file is too large",
            explanation: "A file of a pack has at most 1 MiB. Split it: entities/, seed/ and tests/ hold as many "
                + "files as you like."
        ),
        .notUTF8: Meaning(
            title: "The file is not UTF-8",
            explanation: "Packs are UTF-8, with or without a byte order mark. UTF-16 and UTF-32 are refused; save "
                + "the file again."
        ),
        .forbiddenCharacter: Meaning(
            title: "A character that YAML does not allow",
            explanation: "Control characters other than tab and line breaks cannot stand in a pack. U+0000 is "
                + "refused even as an escape, since no store keeps it."
        ),
        .tabIndentation: Meaning(
            title: "A tab in the indentation",
            explanation: "How wide a tab is depends on the editor, so structure would too. Indent with spaces."
        ),
        .syntax: Meaning(
            title: "This is not YAML",
            explanation: "The file cannot be read from here on. Frequent causes: a text that holds `: ` or starts "
                + "with `{`, `[`, `*`, `&`, `!`, `%`, `@` without quotes; a bracket or quote that is not closed; a key "
                + "that is indented differently from its neighbours."
        ),
        .emptyDocument: Meaning(
            title: "The file says nothing",
            explanation: "A file of a pack holds one mapping. Remove the file, or fill it."
        ),
        .severalDocuments: Meaning(
            title: "Several documents in one file",
            explanation: "`---` starts another document. A file holds one; put the other into a file of its own."
        ),
        .directive: Meaning(
            title: "A `%` directive",
            explanation: "`%YAML` and `%TAG` change how the rest is read. The pack format has one reading; remove "
                + "the line."
        ),
        .anchor: Meaning(
            title: "An anchor",
            explanation: "`&name` and `*name` make one place change another, and can make a small file huge. Write "
                + "the value where it belongs. A text that starts with `&` needs quotes."
        ),
        .alias: Meaning(
            title: "An alias",
            explanation: "`*name` stands for a value from elsewhere; see P009. Write the value again. A text that "
                + "starts with `*` needs quotes."
        ),
        .tag: Meaning(
            title: "A tag",
            explanation: "`!name` gives a value a type. In a pack the type follows from where a value stands. A "
                + "text that starts with `!` needs quotes."
        ),
        .mergeKey: Meaning(
            title: "A merge key",
            explanation: "`<<` copies keys from elsewhere, so that nobody sees where a key comes from. Write the "
                + "keys out."
        ),
        .duplicateKey: Meaning(
            title: "A key stands twice",
            explanation: "Within one mapping each key stands once. Readers differ on which one wins, so neither "
                + "does."
        ),
        .keyNotText: Meaning(
            title: "A key is not text",
            explanation: "Keys are texts. A key that starts with `{` or `[` is read as a mapping or list; put it "
                + "in quotes."
        ),
        .tooDeep: Meaning(
            title: "Nested too deeply",
            explanation: "Lists and mappings may stand 32 deep in one another. No section of a pack comes near "
                + "that."
        ),
        .tooManyNodes: Meaning(
            title: "Too many values in one file",
            explanation: "A file holds at most 50,000 keys, texts, lists and mappings. Split it."
        ),
        .textTooLong: Meaning(
            title: "A text is too long",
            explanation: "One text has at most 65,536 characters."
        ),
        .unreadableFile: Meaning(
            title: "The file cannot be read",
            explanation: "It does not exist, is no regular file, or the server may not read it."
        ),
        .packTooLarge: Meaning(
            title: "The pack is too large",
            explanation: "All files of a pack together have at most 4 MiB."
        ),
        .tooManyFiles: Meaning(
            title: "The pack has too many files",
            explanation: "A pack has at most 200 files in folders at most 4 deep. Files and folders whose names begin "
                + "with a dot do not count; they are no part of a pack."
        ),
        .linkInside: Meaning(
            title: "A link inside a pack",
            explanation: "Symbolic links are not followed, since they could lead out of the pack. Put the file itself "
                + "there."
        ),
        .unknownFile: Meaning(
            title: "A file that packs do not have",
            explanation: "Unknown files are refused, never skipped: a misspelt `seed/demo.yaml` would otherwise do "
                + "nothing, silently. Texts for people belong to README.md and docs/."
        ),
        .noManifest: Meaning(
            title: "The pack has no pack.yaml",
            explanation: "Every pack has a `pack.yaml` right in its folder."
        ),
    ]
}
