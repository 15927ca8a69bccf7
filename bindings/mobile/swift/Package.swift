// swift-tools-version: 6.0
// lawful for Swift. On Linux, `cargo xtask test swift` builds and tests it against the compiled library. On Apple
// platforms, the library comes as an XCFramework, made by `apple/make-xcframework.sh`; that is written and was not built
// here. Sources/Lawful/Generated and the header are written by `cargo xtask`, and are not committed.
import PackageDescription

#if os(Linux)
let ffi = Target.systemLibrary(name: "LawfulFFI", path: "Sources/LawfulFFI")
let resources: [Resource]? = nil
let exclude = ["Resources"]
#else
let ffi = Target.binaryTarget(name: "LawfulFFI", path: "LawfulFFI.xcframework")
let resources: [Resource]? = [.process("Resources")]
let exclude: [String] = []
#endif

let package = Package(
    name: "Lawful",
    defaultLocalization: "en",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "Lawful", targets: ["Lawful"])],
    targets: [
        ffi,
        .target(name: "Lawful", dependencies: ["LawfulFFI"], exclude: exclude, resources: resources),
        .testTarget(name: "LawfulTests", dependencies: ["Lawful"]),
    ],
    swiftLanguageModes: [.v6]
)
