import Foundation
import Kernel

/// Reads one YAML file into nodes, or says why not.
///
/// A pack uses a small part of YAML: one document of mappings, lists and texts. Refused while reading, each with its
/// place: anchors, aliases, tags, merge keys, directives, duplicate keys, keys that are not text, several documents,
/// none, tabs as indentation, other encodings than UTF-8, and whatever exceeds `YAMLLimits`.
///
/// The order of checks: size; encoding and characters; syntax and structure. Findings that leave the rest readable are
/// all collected, and the node is still given so that its sections can be checked too; a syntax error, a limit or an
/// alias (whose value nobody has) ends with no node. A node that comes with an error must never be put to use.
package enum YAMLReader {
    /// Reads the bytes of one file.
    /// - Parameters:
    ///   - bytes: The file.
    ///   - file: The file as the author named it, for the findings.
    ///   - limits: What it may cost.
    /// - Returns: The root, where the file could be read to its end, and everything found.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        limits: YAMLLimits = YAMLLimits()
    ) -> (node: YAMLNode?, diagnostics: [Diagnostic]) {
        guard bytes.count <= limits.bytes else { return (nil, [tooLarge(bytes.count, file: file, limits: limits)]) }
        let source: SourceText
        do {
            source = try SourceText.screened(bytes, file: file)
        } catch {
            return (nil, [error.diagnostic])
        }
        let marked = bytes.starts(with: SourceText.utf8Mark)
        return bytes.dropFirst(marked ? SourceText.utf8Mark.count : 0).withUnsafeBufferPointer { buffer in
            guard let events = YAMLEvents(buffer) else {
                let message = "there is no memory to read the file"
                return (nil, [Diagnostic(.unreadableFile, message, at: source.span(from: 0, to: 1))])
            }
            var builder = YAMLTreeBuilder(source: source, limits: limits, events: events)
            let node = builder.document()
            return (node, builder.diagnostics)
        }
    }

    /// Loads a file for `read`, refusing one that is too large, or no regular file, before opening it.
    /// - Parameters:
    ///   - path: Where the file is.
    ///   - file: The file as the author named it, for the findings.
    ///   - limits: What it may cost.
    /// - Returns: The bytes, or `nil` and why not.
    package static func load(
        path: String,
        as file: String,
        limits: YAMLLimits = YAMLLimits()
    ) -> (bytes: [UInt8]?, diagnostics: [Diagnostic]) {
        let start = SourceSpan(file: file, line: 1, column: 1, length: 1)
        let target = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: target)
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                return (nil, [Diagnostic(.unreadableFile, "this is not a regular file", at: start)])
            }
            let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
            guard size <= limits.bytes else { return (nil, [tooLarge(size, file: file, limits: limits)]) }
            let handle = try FileHandle(forReadingFrom: URL(filePath: target))
            defer { try? handle.close() }  // opened for reading only: closing cannot lose anything
            // One more than allowed, so that a file that grew since is refused by `read`.
            let data = try handle.read(upToCount: limits.bytes + 1) ?? Data()
            return (Array(data), [])
        } catch {
            return (nil, [Diagnostic(.unreadableFile, "the file cannot be read: \(reason(error))", at: start)])
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile?, .fileNoSuchFile?: "there is no such file"
        case .fileReadNoPermission?: "permission denied"
        default: "the system refused"
        }
    }

    private static func tooLarge(_ count: Int, file: String, limits: YAMLLimits) -> Diagnostic {
        Diagnostic(
            .fileTooLarge,
            "the file has \(count) bytes; at most \(limits.bytes) are read",
            at: SourceSpan(file: file, line: 1, column: 1, length: 1),
            hint: "split it into files under entities/, seed/ or tests/"
        )
    }
}
