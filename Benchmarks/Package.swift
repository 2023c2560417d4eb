// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "kdtop-benchmarks",
  dependencies: [
    .package(name: "kdtop", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "kdtop-benchmarks",
      dependencies: [
        .product(name: "KdtopLogs", package: "kdtop"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
