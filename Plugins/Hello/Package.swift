// swift-tools-version: 6.2
import PackageDescription

/// For editors and `swift build`; `kernel plugins build Plugins/Hello` needs the folder `Sources/Hello` alone.
let package = Package(
    name: "hello",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "kernel", path: "../..")],
    targets: [
        .target(name: "Hello", dependencies: [.product(name: "Kernel", package: "kernel")])
    ]
)
