// swift-tools-version: 6.2
import PackageDescription

/// Every target is built in Swift 6 mode with warnings as errors (DESIGN section 12).
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// One room of the kernel: a folder below Sources/Kernel.
func room(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    plugins: [Target.PluginUsage] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Kernel/\(name)",
        swiftSettings: strict,
        plugins: plugins
    )
}

/// A capability sees exactly what a plugin sees: `package` declarations are invisible to it.
func capability(_ name: String) -> Target {
    .target(
        name: name,
        dependencies: ["Kernel"],
        path: "Sources/Capabilities/\(name)",
        exclude: ["README.md"],
        packageAccess: false,
        swiftSettings: strict
    )
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests", swiftSettings: strict)
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
/// SQLite's own functions, as GRDB links them.
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "kernel",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "kernel", targets: ["KernelCLI"]),
        .library(name: "Kernel", targets: ["Kernel"]),
        .library(name: "KernelTesting", targets: ["KernelTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibcrypto",
            path: "Sources/System/CLibcrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CLibssl",
            path: "Sources/System/CLibssl",
            pkgConfig: "libssl",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CLibyaml",
            path: "Sources/System/CLibyaml",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"])]
        ),
        room("KernelCrypto", ["CLibcrypto"]),
        room("Kernel", ["KernelCrypto", logging], plugins: ["APIFingerprint"]),
        .plugin(name: "APIFingerprint", capability: .buildTool(), path: "Sources/System/APIFingerprint"),
        room("KernelPacks", ["Kernel", "KernelCrypto", "CLibyaml"]),
        room("KernelStore", ["Kernel", "KernelCrypto", logging]),
        room("KernelSQLite", ["Kernel", "KernelStore", grdb, sqlite, logging]),
        room("KernelIdentity", ["Kernel", "KernelCrypto", logging]),
        room(
            "KernelHTTP",
            [
                "Kernel", "KernelCrypto", "CLibssl", logging,
                .product(name: "Hummingbird", package: "hummingbird"),
            ]
        ),
        capability("AccessControl"),
        capability("Customers"),
        capability("Automations"),
        capability("Leads"),
        capability("Platform"),
        capability("WorkOrders"),
        capability("TimeTracking"),
        room(
            "KernelTesting",
            ["Kernel", "KernelCrypto", "KernelPacks", "KernelStore", "KernelSQLite", "KernelIdentity", logging]
        ),
        .executableTarget(
            name: "KernelCLI",
            dependencies: [
                "Kernel", "KernelCrypto", "KernelPacks", "KernelStore", "KernelSQLite", "KernelIdentity", "KernelHTTP",
                "KernelTesting", "AccessControl", "Automations", "Customers", "Leads", "Platform", "WorkOrders",
                "TimeTracking", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/Kernel/KernelCLI",
            swiftSettings: strict,
            // Plugins are shared libraries that find module Kernel in the executable.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic"])]
        ),
        tests("KernelCrypto", ["KernelCrypto"]),
        tests("Kernel", ["Kernel", "KernelCrypto"]),
        tests("KernelPacks", ["Kernel", "KernelPacks"]),
        // A file system for SQLite that breaks on demand: for tests, in no product.
        .target(
            name: "CFaultVFS",
            path: "Tests/CFaultVFS",
            linkerSettings: [.linkedLibrary("sqlite3")]
        ),
        .target(name: "FaultyDisk", dependencies: ["CFaultVFS"], path: "Tests/FaultyDisk", swiftSettings: strict),
        tests("KernelStore", ["Kernel", "KernelCrypto", "KernelStore", "KernelSQLite", "FaultyDisk", logging]),
        tests(
            "KernelFault",
            [
                "Kernel", "KernelTesting", "KernelStore", "KernelSQLite", "FaultyDisk",
                "AccessControl", "Automations", "Customers", "Leads", "Platform", "TimeTracking", "WorkOrders",
            ]
        ),
        tests("KernelIdentity", ["Kernel", "KernelIdentity", "KernelCrypto", logging]),
        tests(
            "KernelTesting",
            [
                "Kernel", "KernelTesting", "KernelCrypto", "KernelStore", "KernelSQLite", "KernelPacks",
                "KernelIdentity",
                "AccessControl", "Automations", "Customers", "Leads", "Platform", "WorkOrders", "TimeTracking",
            ]
        ),
        tests(
            "KernelLifecycle",
            [
                "Kernel", "KernelTesting", "KernelStore", "KernelSQLite", "KernelPacks",
                "AccessControl", "Automations", "Customers", "WorkOrders", "TimeTracking", "Leads",
            ]
        ),
        tests("KernelHTTP", ["Kernel", "KernelHTTP"]),
        tests(
            "Capabilities",
            [
                "Kernel", "KernelTesting", "AccessControl", "Automations", "Customers", "Leads", "Platform",
                "WorkOrders", "TimeTracking",
            ]
        ),
    ]
)

// While working on one room: `KERNEL_TESTS=KernelPacksTests,KernelTests swift build --build-tests` builds only those.
if let only = Context.environment["KERNEL_TESTS"] {
    let names = only.split(separator: ",").map(String.init)
    package.targets.removeAll { $0.type == .test && !names.contains($0.name) }
}
