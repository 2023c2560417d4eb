import Analysis
import ArgumentParser
import Figures
import Foundation
import Models
import RunModel
import Torch
import Training

/// `kdtop analyse attention`.
struct AttentionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attention",
    abstract: "Where teacher and student look: attention maps of their layers for a few pictures.",
    discussion: """
      The sum of squares over the channels of a layer (Zagoruyko & Komodakis 2017), layer by layer, and how alike the two \
      networks' maps are: the mean cosine over pictures of the maps, the larger one pooled to the smaller.

      Examples:
        kdtop analyse attention runs/at -o attention.svg
        kdtop analyse attention runs/at --baseline runs/scratch --images 4
      """)

  @Argument(help: "A run's directory.", completion: .directory)
  var path: String
  @Option(help: ArgumentHelp("Pictures, every class in turn.", valueName: "n"))
  var images = 6
  @Option(help: ArgumentHelp("A student trained without distilling, to stand beside.", valueName: "run"))
  var baseline: String?
  @OptionGroup var output: AnalysisArguments

  func run() throws {
    try output.check()
    guard (1...64).contains(images) else { throw UsageError(description: "--images is \(images); it takes 1 to 64") }
    let report = try AttentionReport(output.reader(path), images: images, baseline: baseline.map(output.reader))
    try output.finish(report, table: report.text, figure: report.figure)
  }
}

/// What `kdtop analyse attention` has found.
struct AttentionReport: Encodable {
  struct Layer: Encodable {
    /// `teacher`, `student` or `baseline`.
    var network: String
    var layer: String
    var height: Int
    var width: Int
    /// `[pictures][height · width]`.
    var maps: [[Double]]
    /// Mean cosine with the teacher's layer of the same place from the output; nil for the teacher's own.
    var likeness: Double?
  }

  var run: String
  var height: Int
  var width: Int
  var pictures: [[Double]]
  var layers: [Layer]

  init(_ reader: RunReader, images: Int, baseline: RunReader?) throws {
    run = reader.path
    let shape = try reader.imageDataset().shape
    (height, width) = (shape.height, shape.width)
    let batch = try reader.examples(.validation, count: images)
    pictures = try batch.items.map { try reader.picture(of: $0) }
    var networks: [(role: String, network: any Network)] = []
    if !reader.configuration.teachers.isEmpty { networks.append(("teacher", try reader.teacher())) }
    networks.append(("student", try reader.student(at: reader.finalMoment)))
    if let baseline { networks.append(("baseline", try baseline.student(at: baseline.finalMoment))) }
    layers = []
    var teachers: [Tensor] = []
    for (role, network) in networks {
      let names = network.groupLayers
      let found = try network.outputs(names, of: batch.images)
      let maps = try names.compactMap { name -> (name: String, map: Tensor)? in
        guard let features = found[name], features.rank == 4 else { return nil }
        return (name, try AttentionMap.maps(of: features))
      }
      if role == "teacher" { teachers = maps.map(\.map) }
      for (place, one) in maps.enumerated() {
        let (rows, columns) = (one.map.size(1), one.map.size(2))
        let values = try one.map.doubles()
        let beside = teachers.count - (maps.count - place)
        let likeness =
          role != "teacher" && beside >= 0 ? try AttentionReport.cosine(one.map, teachers[beside]) : nil
        layers.append(
          Layer(
            network: role, layer: one.name, height: rows, width: columns,
            maps: batch.items.indices.map { Array(values[$0 * rows * columns..<($0 + 1) * rows * columns]) },
            likeness: likeness))
      }
    }
    guard !layers.isEmpty else {
      throw UsageError(
        description: "no layer of the networks of \(run) has places to look at: they are not convolutional")
    }
  }

  /// Mean cosine over the batch of maps `[batch, h, w]`.
  private static func cosine(_ a: Tensor, _ b: Tensor) throws -> Double {
    let (height, width) = (min(a.size(1), b.size(1)), min(a.size(2), b.size(2)))
    func flat(_ map: Tensor) throws -> Tensor {
      let pooled = try map.unsqueeze(1).adaptiveAveragePool2d(height, width).flatten(from: 1)
      return try pooled / pooled.norm([1], keep: true).clamped(to: 1e-30 ... .infinity)
    }
    return try (flat(a) * flat(b)).sum([1]).mean().item()
  }

  var text: String {
    var table = PlainTable()
    table.add("network", cells: layers.map(\.network), isNumber: false)
    table.add("layer", cells: layers.map(\.layer), isNumber: false)
    table.add("map", cells: layers.map { "\($0.height)×\($0.width)" })
    table.add("like the teacher's", cells: layers.map { $0.likeness.map { String(format: "%.3f", $0) } ?? "-" })
    return
      ([
        "\(run): attention maps of \(pictures.count) pictures; --format svg shows them", "",
      ] + table.lines).joined(separator: "\n")
  }

  var figure: Figure {
    let shown = pictures.map { HeatMapFigure.Map("", rows: height, columns: width, $0) }
    var parts = [HeatMapFigure("Pictures", shown, columns: pictures.count, range: .fixed(0...1), side: 72).figure]
    parts += layers.map { layer in
      let likeness = layer.likeness.map { String(format: ", like the teacher's %.2f", $0) } ?? ""
      return HeatMapFigure(
        "Attention of the \(layer.network), \(layer.layer)\(likeness)",
        layer.maps.map { .init("", rows: layer.height, columns: layer.width, $0) }, columns: pictures.count,
        range: .each, side: 72
      ).figure
    }
    return Figure.grid(parts)
  }
}
