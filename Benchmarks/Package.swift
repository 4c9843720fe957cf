// swift-tools-version: 6.2
import PackageDescription

/// What the kernel is measured against; a package of its own, so that the product's build knows nothing of it.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.0.0"),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", path: "Sources/System/CSQLite", pkgConfig: "sqlite3"),
        .systemLibrary(name: "CLibcrypto", path: "Sources/System/CLibcrypto", pkgConfig: "libcrypto"),
        .executableTarget(
            name: "floor",
            dependencies: [
                "CSQLite", "CLibcrypto",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Sources/Floor",
            swiftSettings: [
                .treatAllWarnings(as: .error),
                .enableUpcomingFeature("ExistentialAny"),
            ]
        ),
    ]
)
