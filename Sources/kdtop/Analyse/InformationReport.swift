import Analysis
import Distillation
import Figures
import Foundation
import Models
import RunModel
import Torch
import Training

/// What `kdtop analyse information` has found.
struct InformationReport: Encodable {
  struct Epoch: Encodable {
    var epoch: Double
    var step: Int
    /// Mean of log q(t|s) over validation examples, places and channels, in nats.
    var likelihood: Double
    /// `[pictures][height · width]`.
    var maps: [[Double]]
  }

  struct Student: Encodable {
    /// `distilled` or `baseline`.
    var role: String
    var run: String
    var method: String
    var layer: String
    var epochs: [Epoch]
  }

  var teacher: String
  var teacherLayer: String
  var steps: Int
  var height: Int
  var width: Int
  var students: [Student]

  enum CodingKeys: String, CodingKey {
    case teacher, steps, height, width, students
    case teacherLayer = "teacher_layer"
  }

  private static let batch = 64
  /// Validation examples that the mean is taken over, at most.
  private static let tested = 1024

  init(
    _ reader: RunReader, baseline: RunReader?, epochs: Int, steps: Int, images: Int, layers: String?,
    progress: AnalysisProgress
  ) throws {
    let teacherNetwork = try reader.teacher()
    let names = layers?.split(separator: ",").map(String.init) ?? []
    guard names.count <= 2 else {
      throw UsageError(description: "--layers takes the student's layer and the teacher's, such as group2,group3")
    }
    let training = try reader.examples(.training)
    let shown = try reader.examples(.validation, count: images)
    let tested = try reader.examples(.validation, count: Self.tested)
    teacher = reader.teacherName
    self.steps = steps
    let its = try Self.layer(of: teacherNetwork, names.last, "teacher", tested.images)
    teacherLayer = its.name
    (height, width) = (its.shape.height, its.shape.width)
    students = []
    for (role, run) in [("distilled", Optional(reader)), ("baseline", baseline)] {
      guard let run else { continue }
      guard run.dataset.name == reader.dataset.name, try run.imageDataset().shape == reader.imageDataset().shape else {
        throw UsageError(description: "\(run.path) is of other data than \(reader.path)")
      }
      let ends = run.moments.filter { $0.endsEpoch || $0 == run.finalMoment }
      let chosen = ConceptsAnalysis.spread(ends.count, over: epochs)
      var found: [Epoch] = []
      var layerName = ""
      for (place, moment) in ends.enumerated() where chosen.contains(place) {
        let student = try run.student(at: moment)
        let mine = try Self.layer(of: student, names.first, "student", tested.images)
        layerName = mine.name
        (height, width) = (min(its.shape.height, mine.shape.height), min(its.shape.width, mine.shape.width))
        // The same first weights and the same examples for every fit.
        let generator = try RandomGenerator(seed: 1)
        let fit = try LikelihoodFit(FeaturePair(student: mine.shape, teacher: its.shape), weights: generator)
        func features(_ images: Tensor) throws -> (student: Tensor, teacher: Tensor) {
          guard let s = try student.outputs([mine.name], of: images)[mine.name],
            let t = try teacherNetwork.outputs([its.name], of: images)[its.name]
          else { throw NetworkError.noLogits }
          return (s, t)
        }
        for step in 0..<steps {
          let rows = try generator.integers([Self.batch], in: 0..<training.labels.count)
          let both = try features(training.images.indexSelect(0, rows))
          try fit.step(student: both.student, teacher: both.teacher)
          progress.say("\(run.path): epoch \(ConceptsReport.number(moment.epoch)), fit \(step * 100 / steps) %")
        }
        let mean = try features(tested.images)
        let pictures = try features(shown.images)
        let values = try fit.maps(student: pictures.student, teacher: pictures.teacher).doubles()
        let area = height * width
        found.append(
          Epoch(
            epoch: moment.epoch, step: moment.step,
            likelihood: try fit.maps(student: mean.student, teacher: mean.teacher).mean().item(),
            maps: shown.items.indices.map { Array(values[$0 * area..<($0 + 1) * area]) }))
      }
      students.append(
        Student(role: role, run: run.path, method: run.configuration.recipe.name, layer: layerName, epochs: found))
    }
  }

  /// The layer asked for, or the last group with places.
  private static func layer(
    of network: any Network, _ wanted: String?, _ role: String, _ images: Tensor
  ) throws -> (name: String, shape: FeatureShape) {
    let names = try network.layers(wanted, usual: network.groupLayers, role: role)
    let one = try images.narrow(0, from: 0, length: 1)
    let outputs = try network.outputs(names, of: one)
    guard let name = names.last(where: { outputs[$0]?.rank == 4 }), let values = outputs[name] else {
      throw UsageError(
        description: "the \(role) has no layer with places\(wanted.map { " called \($0)" } ?? ""): "
          + "maps need convolutional networks, such as convnet:16,32")
    }
    return (name, FeatureShape(name, Array(values.shape.dropFirst())))
  }

  var text: String {
    var lines = [
      "log q(t|s), nats an element: \(teacherLayer) of the teacher \(teacher); \(steps) steps a fit", "",
    ]
    let rows = students.flatMap { student in student.epochs.map { (student, $0) } }
    var table = PlainTable()
    table.add("student", cells: rows.map { "\($0.0.method) (\($0.0.role))" }, isNumber: false)
    table.add("layer", cells: rows.map(\.0.layer), isNumber: false)
    table.add("epoch", cells: rows.map { ConceptsReport.number($0.1.epoch) })
    table.add("step", cells: rows.map { "\($0.1.step)" })
    table.add("mean log q", cells: rows.map { String(format: "%.4f", $0.1.likelihood) })
    lines += table.lines
    return lines.joined(separator: "\n")
  }

  var figure: Figure {
    let all = students.flatMap(\.epochs).flatMap(\.maps).flatMap(\.self)
    let range = (all.min() ?? 0)...(all.max() ?? 1)
    var parts = students.flatMap { student in
      student.epochs.map { epoch in
        HeatMapFigure(
          "log q(t|s): \(student.method) (\(student.role)), epoch \(ConceptsReport.number(epoch.epoch))",
          epoch.maps.map { .init("", rows: height, columns: width, $0) }, columns: epoch.maps.count,
          range: .fixed(range), side: 64, note: "nats"
        ).figure
      }
    }
    var curve = LineFigure(
      "Mean log-likelihood of the teacher's layer given the student's", x: "epoch", y: "nats an element",
      students.map { student in
        .init(
          "\(student.method) (\(student.role))", student.epochs.map { (x: $0.epoch, y: $0.likelihood) },
          style: .linesAndPoints)
      })
    curve.size.height = 280
    parts.append(curve.figure)
    return Figure.grid(parts)
  }
}
