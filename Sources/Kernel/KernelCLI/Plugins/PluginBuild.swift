import Foundation
import Kernel

/// Compiles a plugin's sources into a shared library that this very server loads.
///
/// The plugin is compiled against the module `Kernel` that lies beside this executable, as anybody would who has
/// nothing but its public API. What it calls stays undefined in the library; the executable exports it.
struct PluginBuild {
    /// The plugin's folder, with `Sources/<Name>` in it.
    let folder: String
    /// Where the library goes; `<folder>/.build/kernel` unless named.
    let output: String?
    /// The folder with `Kernel.swiftmodule`; `Modules` beside this executable unless named.
    let modules: String?

    /// What was built.
    struct Product {
        let name: String
        let library: String
        let seconds: Double
    }

    /// Builds it.
    /// - Throws: `Refusal` with what the compiler says.
    func run() throws -> Product {
        let name = try self.name()
        let modules = try self.moduleFolder()
        let compiler = try Self.swiftc(["--version"]).output
        guard compiler.contains(KernelAPI.compiler) else {
            let found = compiler.split(separator: "\n").first.map(String.init) ?? "none"
            throw Refusal(
                "This server was built with \(KernelAPI.compiler); the compiler here is another one: \(found)."
            )
        }
        let place = output ?? "\(folder)/.build/kernel"
        try FileManager.default.createDirectory(atPath: "\(place)/include", withIntermediateDirectories: true)
        try Self.inside.write(toFile: "\(place)/include/module.modulemap", atomically: true, encoding: .utf8)
        let entry = "\(place)/PluginEntry.swift"
        try Self.entry(of: name).write(toFile: entry, atomically: true, encoding: .utf8)
        let library = "\(place)/lib\(name).so"
        let sources = try self.sources(of: name)
        let start = ContinuousClock.now
        let result = try Self.swiftc(arguments(name, library, modules, "\(place)/include") + sources + [entry])
        guard result.code == 0 else { throw Refusal("`\(name)` does not compile.\n\(result.output)") }
        guard let digest = PluginNote.digest(library) else { throw Refusal("The library \(library) cannot be read.") }
        let note = PluginNote(compiler: KernelAPI.compiler, api: KernelAPI.fingerprint, digest: digest)
        try note.write(of: library)
        return Product(name: name, library: library, seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    /// The compiler wants to know that libcrypto's module exists, though nothing that a plugin sees names it; so an empty
    /// one will do, and a plugin's author needs none of the libraries that the server is built with.
    private static let inside = "module CLibcrypto {}\n"

    private func arguments(_ name: String, _ library: String, _ modules: String, _ include: String) -> [String] {
        [
            "-emit-library", "-parse-as-library", "-swift-version", "6", "-O", "-module-name", name, "-I", modules,
            "-I",
            include, "-enable-upcoming-feature", "ExistentialAny", "-enable-upcoming-feature", "MemberImportVisibility",
            "-enable-upcoming-feature", "NonisolatedNonsendingByDefault", "-o", library,
        ]
    }

    /// The one target of the plugin.
    private func name() throws -> String {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/Sources")) ?? []
        let names = found.filter { !$0.hasPrefix(".") }
        guard names.count == 1, let name = names.first, name.wholeMatch(of: /[A-Z][A-Za-z0-9]*/) != nil else {
            let hint = "It holds the sources in `Sources/<Name>`, with `public struct <Name>Capability: Capability`."
            throw Refusal("`\(folder)` is not the folder of a plugin. \(hint)")
        }
        return name
    }

    private func sources(of name: String) throws -> [String] {
        let root = "\(folder)/Sources/\(name)"
        let files = try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix(".swift") }
        guard !files.isEmpty else { throw Refusal("There is no Swift file in `\(root)`.") }
        return files.sorted().map { "\(root)/\($0)" }
    }

    private func moduleFolder() throws -> String {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let standard = URL(filePath: executable).deletingLastPathComponent().appending(path: "Modules").path()
        let place = modules ?? standard
        guard FileManager.default.fileExists(atPath: "\(place)/Kernel.swiftmodule") else {
            let hint = "It is made where the server is built (`make build`); name the folder with --modules."
            throw Refusal("There is no module Kernel in `\(place)`. \(hint)")
        }
        return place
    }

    /// The library's one exported function.
    ///
    /// It calls this API's symbol, so that a stale library does not load and a
    /// stale module does not compile.
    private static func entry(of name: String) -> String {
        """
        import Kernel

        @_cdecl("kernel_plugin")
        public func makePlugin() -> UnsafeMutableRawPointer {
            kernel_api_\(KernelAPI.fingerprint)()
            return Plugin(\(name)Capability()).handedOver()
        }

        """
    }

    private static func swiftc(_ arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["swiftc"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        if process.terminationStatus == 127 { throw Refusal("There is no `swiftc` here; a plugin needs the compiler.") }
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
