import Kernel
import KernelPacks
import Testing

@Suite struct PackCodeTests {
    @Test(arguments: PackCode.allCases)
    func `every code is explained`(code: PackCode) {
        #expect(code.title != code.rawValue)
        #expect(!code.title.hasSuffix("."))
        #expect(code.title.count <= 60)
        #expect(code.explanation.hasSuffix("."))
        #expect(code.explanation.count > code.title.count)
    }

    @Test(arguments: PackCode.allCases)
    func `every code is P and three digits of a known group`(code: PackCode) {
        #expect(code.rawValue.wholeMatch(of: /P\d\d\d/) != nil)
        #expect(code.group != nil)
    }

    @Test func `titles tell codes apart`() {
        #expect(Set(PackCode.allCases.map(\.title)).count == PackCode.allCases.count)
    }

    @Test func `codes are in order and start with reading`() {
        let codes = PackCode.allCases.map(\.rawValue)
        #expect(codes == codes.sorted())
        #expect(codes.first == "P001")
        #expect(PackCode.syntax.group == .reading)
        #expect(PackCode.unknownKey.group == .manifest)
    }

    @Test func `groups have headings`() {
        let groups = PackCode.Group.allCases
        #expect(Set(PackCode.allCases.map(\.group)) == Set(groups))
        #expect(groups.map(\.rawValue) == groups.map(\.rawValue).sorted())
        #expect(Set(groups.map(\.title)).count == groups.count)
    }

    /// Authors search for codes and scripts filter by them, so a number never changes its meaning.
    @Test func `codes keep their numbers`() {
        let numbers: [PackCode: String] = [
            .fileTooLarge: "P001", .notUTF8: "P002", .forbiddenCharacter: "P003", .tabIndentation: "P004",
            .syntax: "P005", .emptyDocument: "P006", .severalDocuments: "P007", .directive: "P008", .anchor: "P009",
            .alias: "P010", .tag: "P011", .mergeKey: "P012", .duplicateKey: "P013", .keyNotText: "P014",
            .tooDeep: "P015", .tooManyNodes: "P016", .textTooLong: "P017", .unreadableFile: "P018",
            .unknownKey: "P101", .missingKey: "P102", .wrongKind: "P103", .nothingWritten: "P104", .notBool: "P105",
            .notInteger: "P106", .notDecimal: "P107", .outOfRange: "P108", .badID: "P109", .badVersion: "P110",
            .repeatedItem: "P111", .badLanguage: "P112", .unknownChoice: "P113", .textLength: "P114",
        ]
        for (code, number) in numbers { #expect(code.rawValue == number) }
    }

    @Test func `a finding made with a code carries it`() {
        let span = SourceSpan(file: "a", line: 1, column: 1, length: 1)
        let finding = Diagnostic(.duplicateKey, "again", at: span, hint: "keep one")
        #expect(finding == Diagnostic(.error, code: "P013", "again", at: span, hint: "keep one"))
        #expect(Diagnostic(.note, .anchor, "see", at: nil).severity == .note)
    }

    @Test func `the hints of the limits name the limits`() {
        let limits = YAMLLimits()
        #expect(limits == YAMLLimits(bytes: 1_048_576, depth: 32, nodes: 50_000, scalarLength: 65_536))
        #expect(PackCode.tooDeep.explanation.contains("\(limits.depth)"))
        #expect(PackCode.tooManyNodes.explanation.contains("50,000"))
        #expect(PackCode.textTooLong.explanation.contains("65,536"))
        #expect(PackCode.fileTooLarge.explanation.contains("1 MiB"))
    }
}
