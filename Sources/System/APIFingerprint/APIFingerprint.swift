import Foundation
import PackagePlugin

/// Writes the fingerprint of the plugin API into module Kernel while it is built (`scripts/api-fingerprint`).
///
/// It covers the sources of the module and of what it rests on, the resolved versions and the compiler: one stored
/// property more, and a library built before it would load and crash.
@main
struct APIFingerprint: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let resolved = root.appending(path: "Package.resolved")
        let sources = try ["Sources/Kernel/Kernel", "Sources/Kernel/KernelCrypto"].flatMap { folder in
            try swiftFiles(below: root.appending(path: folder))
        }
        let script = root.appending(path: "scripts/api-fingerprint")
        let output = context.pluginWorkDirectoryURL.appending(path: "KernelAPI.swift")
        let isResolved = FileManager.default.fileExists(atPath: resolved.path())
        return [
            .buildCommand(
                displayName: "Fingerprint of the plugin API",
                executable: URL(filePath: "/bin/bash"),
                arguments: [script.path(), output.path(), root.path()],
                inputFiles: sources + [script] + (isResolved ? [resolved] : []) + compiler,
                outputFiles: [output]
            )
        ]
    }

    private func swiftFiles(below folder: URL) throws -> [URL] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path())
        return names.filter { $0.hasSuffix(".swift") }.sorted().map { folder.appending(path: $0) }
    }

    /// The compiler that the script will ask for its version, so that another one means another fingerprint.
    private var compiler: [URL] {
        let places = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let found = places.map { "\($0)/swiftc" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        return found.map { [URL(filePath: $0)] } ?? []
    }
}
