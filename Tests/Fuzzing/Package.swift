// swift-tools-version: 6.1
import PackageDescription

/// One program a reader; each is a line, for what it runs is in `FuzzTargets`, where the ordinary tests find it too.
let readers = ["cifar", "events", "idx", "safetensors", "text", "toml"]

let package = Package(
  name: "kdtop-fuzzing",
  dependencies: [.package(name: "kdtop", path: "../..")],
  targets: readers.map {
    .executableTarget(name: "fuzz-\($0)", dependencies: [.product(name: "FuzzTargets", package: "kdtop")])
  },
  swiftLanguageModes: [.v6]
)
