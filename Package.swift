// swift-tools-version: 6.1
import Foundation
import PackageDescription

/// Where libtorch's headers and libraries are: `LIBTORCH` (a directory with `include/` and `lib/`, such as the
/// `torch` directory of a pip-installed PyTorch) or the system's `libtorch-dev`. Nil leaves the engine out of the
/// build; everything but training still works. `LIBTORCH=none` hides an installed one.
struct LibTorch {
  var includeFlags: [String]
  var linkerFlags: [String]
  var standard: CXXLanguageStandard

  static func find() -> LibTorch? {
    let files = FileManager.default
    if let root = ProcessInfo.processInfo.environment["LIBTORCH"], !root.isEmpty {
      guard files.fileExists(atPath: root + "/include/ATen/ATen.h") else { return nil }
      // Full paths: with -L and -l the system's libraries of the same name would win.
      let libraries = ["libtorch.so", "libtorch_cpu.so", "libc10.so"].map { "\(root)/lib/\($0)" }
      return LibTorch(
        includeFlags: ["-isystem", root + "/include", "-isystem", root + "/include/torch/csrc/api/include"],
        linkerFlags: libraries + ["-Xlinker", "-rpath", "-Xlinker", root + "/lib"],
        standard: .cxx20)
    }
    guard files.fileExists(atPath: "/usr/include/ATen/ATen.h") else { return nil }
    return LibTorch(
      includeFlags: ["-isystem", "/usr/include/torch/csrc/api/include"],
      linkerFlags: ["-ltorch", "-ltorch_cpu", "-lc10"],
      standard: .cxx17)
  }
}

let libTorch = LibTorch.find()

var products: [Product] = [
  .executable(name: "kdtop", targets: ["kdtop"]),
  // For Benchmarks, a package of its own.
  .library(name: "KdtopLogs", targets: ["EventFiles", "RunModel"]),
  // For Tests/Fuzzing, a package of its own.
  .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
]
var engineTargets: [Target] = []
if let libTorch {
  products.append(.library(name: "kdtop-engine", type: .dynamic, targets: ["CTorch"]))
  engineTargets.append(
    .target(
      name: "CTorch", dependencies: ["CTorchAPI"],
      cxxSettings: [.unsafeFlags(libTorch.includeFlags + ["-O2", "-Wno-everything"])],
      linkerSettings: [.unsafeFlags(libTorch.linkerFlags)]))
}

let package = Package(
  name: "kdtop",
  products: products,
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: engineTargets + [
    .systemLibrary(name: "CNcurses"),
    .target(name: "CTorchAPI"),
    .target(name: "Torch", dependencies: ["CTorchAPI"]),
    .target(name: "TOMLText", dependencies: [.product(name: "TOMLKit", package: "TOMLKit")]),
    .target(name: "RunModel"),
    .target(
      name: "EventFiles",
      dependencies: [
        "RunModel", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      exclude: ["Proto"]),
    .target(name: "Datasets", dependencies: ["RunModel"], resources: [.copy("Resources/digits")]),
    .target(name: "Models", dependencies: ["Torch", "RunModel"]),
    .target(name: "Distillation", dependencies: ["Torch", "RunModel"]),
    .target(name: "Analysis", dependencies: ["Distillation", "Models", "Datasets", "RunModel", "Torch"]),
    .target(name: "Figures"),
    .target(
      name: "Training",
      dependencies: [
        "Analysis", "Distillation", "Models", "Datasets", "EventFiles", "RunModel", "TOMLText", "Torch",
        .product(name: "TOMLKit", package: "TOMLKit"),
      ]),
    .target(
      name: "TerminalUI",
      dependencies: ["CNcurses", "Figures", "TOMLText", .product(name: "TOMLKit", package: "TOMLKit")]),
    .target(
      name: "Dashboard",
      dependencies: ["TerminalUI", "RunModel", "TOMLText", .product(name: "TOMLKit", package: "TOMLKit")]),
    .executableTarget(
      name: "kdtop",
      dependencies: [
        "Analysis", "Dashboard", "Figures", "Training", "EventFiles",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(
      name: "FuzzTargets",
      dependencies: ["Dashboard", "Datasets", "EventFiles", "Models", "RunModel", "Torch", "Training"],
      path: "Tests/FuzzTargets"),
    .testTarget(name: "FuzzTargetsTests", dependencies: ["FuzzTargets"]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "TorchTests", dependencies: ["TestSupport", "Torch"], resources: [.copy("Fixtures")]),
    .testTarget(name: "RunModelTests", dependencies: ["RunModel"]),
    .testTarget(name: "EventFilesTests", dependencies: ["EventFiles"], resources: [.copy("Fixtures")]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets"], resources: [.copy("Fixtures")]),
    .testTarget(name: "ModelsTests", dependencies: ["Models"], resources: [.copy("Fixtures")]),
    .testTarget(name: "DistillationTests", dependencies: ["Distillation"], resources: [.copy("Fixtures")]),
    .testTarget(name: "AnalysisTests", dependencies: ["TestSupport", "Analysis"]),
    .testTarget(name: "FiguresTests", dependencies: ["Figures"]),
    .testTarget(name: "TrainingTests", dependencies: ["TestSupport", "Training"]),
    .testTarget(name: "TerminalUITests", dependencies: ["TerminalUI"], resources: [.copy("Fixtures")]),
    .testTarget(name: "DashboardTests", dependencies: ["Dashboard"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "EndToEndTests", dependencies: ["Dashboard", "Datasets", "EventFiles", "RunModel", "TerminalUI", "Torch"],
      resources: [.copy("Fixtures")]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: libTorch?.standard ?? .cxx17
)
