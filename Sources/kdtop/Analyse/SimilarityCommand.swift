import Analysis
import ArgumentParser
import Figures
import Foundation
import Models
import RunModel
import Torch
import Training

/// `kdtop analyse similarity`.
struct SimilarityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similarity",
    abstract: "Which examples teacher and student find alike, and how alike their layers are.",
    discussion: """
      The matrix G of a batch sorted by class (Tung & Mori 2019): blocks along the diagonal are classes that stand apart. \
      Their contrast is the mean within classes less the mean between them, in units of the mean of all. Beside it, linear \
      centred kernel alignment of every layer of the teacher with every one of the student (Kornblith et al. 2019).

      Examples:
        kdtop analyse similarity runs/mine -o similarity.svg
        kdtop analyse similarity runs/sp --baseline runs/scratch --layer group3
      """)

  @Argument(help: "A run's directory.", completion: .directory)
  var path: String
  @Option(help: ArgumentHelp("Examples of each class in G.", valueName: "n"))
  var perClass = 8
  @Option(help: ArgumentHelp("Examples for the alignment of layers.", valueName: "n"))
  var examples = 512
  @Option(
    help: ArgumentHelp("Layers whose G are shown, of both networks. (default: their last groups)", valueName: "names"))
  var layer: String?
  @Option(help: ArgumentHelp("A student trained without distilling, to stand beside.", valueName: "run"))
  var baseline: String?
  @OptionGroup var output: AnalysisArguments

  func run() throws {
    try output.check()
    guard (2...200).contains(perClass) else {
      throw UsageError(description: "--per-class is \(perClass); it takes 2 to 200")
    }
    guard (8...4096).contains(examples) else {
      throw UsageError(description: "--examples is \(examples); it takes 8 to 4096")
    }
    let reader = try output.reader(path)
    let report = try SimilarityReport(
      reader, layer: layer, perClass: perClass, examples: examples, baseline: baseline.map(output.reader))
    try output.finish(report, table: report.text, figure: report.figure)
  }
}

/// What `kdtop analyse similarity` has found.
struct SimilarityReport: Encodable {
  struct Matrix: Encodable {
    /// `teacher`, `student` or `baseline`.
    var network: String
    var layer: String
    var blockContrast: Double?
    /// `[size][size]`, in the order of `labels`.
    var values: [[Double]]

    enum CodingKeys: String, CodingKey {
      case network, layer, values
      case blockContrast = "block_contrast"
    }
  }

  struct Alignment: Encodable {
    var rowNetwork: String
    var rows: [String]
    var columnNetwork: String
    var columns: [String]
    /// `[rows][columns]`.
    var values: [[Double]]

    enum CodingKeys: String, CodingKey {
      case rows, columns, values
      case rowNetwork = "row_network"
      case columnNetwork = "column_network"
    }
  }

  var run: String
  var labels: [Int]
  var classes: [String]
  var matrices: [Matrix]
  var examples: Int
  var alignments: [Alignment]

  init(_ reader: RunReader, layer: String?, perClass: Int, examples count: Int, baseline: RunReader?) throws {
    run = reader.path
    classes = reader.dataset.classNames
    var networks: [(role: String, network: any Network)] = [("student", try reader.student(at: reader.finalMoment))]
    if !reader.configuration.teachers.isEmpty { networks.insert(("teacher", try reader.teacher()), at: 0) }
    if let baseline {
      guard baseline.dataset.name == reader.dataset.name,
        try baseline.imageDataset().shape == reader.imageDataset().shape
      else {
        throw UsageError(description: "\(baseline.path) is of other data than \(reader.path)")
      }
      networks.append(("baseline", try baseline.student(at: baseline.finalMoment)))
    }
    let batch = try reader.examples(.validation, count: perClass * classes.count)
    matrices = []
    labels = []
    for (role, network) in networks {
      let layers = try network.layers(layer, usual: Array(network.groupLayers.suffix(1)), role: role)
      for name in layers.isEmpty ? ["logits"] : layers {
        guard let features = try network.outputs([name], of: batch.images)[name] else { continue }
        let matrix = try SimilarityMatrix(features: features, labels: batch.labels)
        labels = matrix.labels
        let rows = (0..<matrix.size).map { Array(matrix.values[$0 * matrix.size..<($0 + 1) * matrix.size]) }
        matrices.append(Matrix(network: role, layer: name, blockContrast: matrix.blockContrast, values: rows))
      }
    }
    let many = try reader.examples(.validation, count: count)
    examples = many.labels.count
    var outputs: [(role: String, layers: [(name: String, features: Tensor)])] = []
    for (role, network) in networks {
      let names = network.layerNames + ["logits"]
      let found = try network.outputs(names, of: many.images)
      outputs.append((role, names.compactMap { name in found[name].map { (name, $0) } }))
    }
    alignments = []
    guard let first = outputs.first else { return }
    for other in outputs.count > 1 ? Array(outputs.dropFirst()) : [first] {
      let values = try KernelAlignment(first.layers.map(\.features), other.layers.map(\.features)).matrix()
      alignments.append(
        Alignment(
          rowNetwork: first.role, rows: first.layers.map(\.name), columnNetwork: other.role,
          columns: other.layers.map(\.name), values: values))
    }
  }

  var text: String {
    var lines = ["\(run): G of \(labels.count) examples sorted by class", ""]
    var table = PlainTable()
    table.add("network", cells: matrices.map(\.network), isNumber: false)
    table.add("layer", cells: matrices.map(\.layer), isNumber: false)
    table.add("block contrast", cells: matrices.map { $0.blockContrast.map { String(format: "%.3f", $0) } ?? "-" })
    lines += table.lines
    for alignment in alignments {
      lines += [
        "",
        "Centred kernel alignment over \(examples) examples: layers of the \(alignment.rowNetwork) down, of the "
          + "\(alignment.columnNetwork) across",
      ]
      var table = PlainTable()
      table.add("", cells: alignment.rows, isNumber: false)
      for (place, name) in alignment.columns.enumerated() {
        table.add(name, cells: alignment.values.map { String(format: "%.3f", $0[place]) })
      }
      lines += table.lines
    }
    return lines.joined(separator: "\n")
  }

  /// The teacher's G above the student's, as in the survey, and the alignment of layers.
  var figure: Figure {
    var parts = matrices.map { matrix in
      let contrast = matrix.blockContrast.map { String(format: ", contrast %.2f", $0) } ?? ""
      return HeatMapFigure(
        "G of the \(matrix.network), \(matrix.layer)\(contrast)",
        [.init("", rows: labels.count, columns: labels.count, matrix.values.flatMap(\.self))], columns: 1, range: .each,
        side: 300, note: "examples sorted by class"
      ).figure
    }
    parts += alignments.map {
      MatrixFigure(
        "Centred kernel alignment of layers", rows: $0.rows, columns: $0.columns, $0.values, rowLabel: $0.rowNetwork,
        columnLabel: $0.columnNetwork, range: 0...1
      ).figure
    }
    return Figure.grid(parts)
  }
}
