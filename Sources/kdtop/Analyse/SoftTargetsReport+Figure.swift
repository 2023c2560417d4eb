import Analysis
import Figures
import Foundation
import RunModel

extension SoftTargetsReport {
  /// Graph, hard against soft targets, reliability, entropies, and what T does.
  var figure: Figure {
    var parts = [graph, hardAndSoft, matrix, reliability, entropyBars]
    if !temperatures.isEmpty { parts += [temperatureCurve, calibrationCurve] }
    if !gains.isEmpty { parts.append(gainBars) }
    return Figure.grid(parts, columns: 2, title: "Soft targets of \(FilePath.name(of: run))")
  }

  private var speaker: String { teacher == nil ? "student" : "teacher" }

  var graph: Figure {
    let edges = pairs.compactMap { pair -> GraphFigure.Edge? in
      guard let a = classes.firstIndex(of: pair.first), let b = classes.firstIndex(of: pair.second) else { return nil }
      return .init(a, b, weight: pair.weight, label: String(format: "%.3f", pair.weight))
    }
    return GraphFigure(
      "Classes the \(speaker) finds alike, T = \(Knob.text(temperature))", nodes: classes, edges
    ).figure
  }

  /// Soft against hard targets of the class that the network is least sure of.
  var hardAndSoft: Figure {
    let entropies = (teacher ?? student).entropies
    let row =
      entropies.indices.max { (entropies[$0].isNaN ? -1 : entropies[$0]) < (entropies[$1].isNaN ? -1 : entropies[$1]) }
      ?? 0
    let hard = classes.indices.map { $0 == row ? 1.0 : 0 }
    return BarFigure(
      "Hard and soft targets of “\(classes[row])”, T = \(Knob.text(temperature))", rows: classes, x: "probability",
      [.init("hard target", hard), .init("soft target (mean)", means[row])], including: [0, 1]
    ).figure
  }

  private var matrix: Figure {
    MatrixFigure(
      "Mean soft targets, T = \(Knob.text(temperature))", rows: classes, columns: classes, means, rowLabel: "label",
      columnLabel: "p of class", range: 0...1
    ).figure
  }

  private var reliability: Figure {
    let networks = [("teacher", teacher), ("student", Optional(student))].compactMap { role, network in
      network.map { (role, $0) }
    }
    var figure = LineFigure(
      "Reliability", x: "confidence", y: "accuracy",
      networks.map { role, network in
        let bins = network.calibration.bins.filter { $0.count > 0 }
        let error = String(format: "%.1f %%", network.calibration.error * 100)
        return .init("\(role), error \(error)", bins.map { (x: $0.confidence, y: $0.accuracy) }, style: .linesAndPoints)
      })
    figure.hasDiagonal = true
    figure.xIncluding = [0, 1]
    figure.yIncluding = [0, 1]
    return figure.figure
  }

  private var entropyBars: Figure {
    let both = [("teacher", teacher), ("student", Optional(student))].compactMap { role, network in
      network.map { BarFigure.Series(role, $0.entropies) }
    }
    return BarFigure(
      "Entropy of each class, T = \(Knob.text(temperature))", rows: classes, x: "nats", both
    ).figure
  }

  private func curve(
    _ title: String, _ y: String, _ lines: [(String, (TemperatureEffect) -> Double)]
  ) -> Figure {
    var figure = LineFigure(
      title, x: "temperature", y: y,
      lines.map { name, value in
        .init(name, temperatures.map { (x: $0.temperature, y: value($0)) }, style: .linesAndPoints)
      })
    figure.hasLogarithmicX = true
    figure.yIncluding = [0]
    return figure.figure
  }

  private var temperatureCurve: Figure {
    curve(
      "What the temperature does", "nats, or share",
      [
        ("entropy, teacher", { $0.teacherEntropy }), ("entropy, student", { $0.studentEntropy }),
        ("KL to the teacher", { $0.divergence }), ("off the label", { $0.teacherOffLabel }),
        ("overlap", { $0.overlap }),
      ])
  }

  private var calibrationCurve: Figure {
    curve(
      "Calibration error at each temperature", "expected calibration error",
      [("teacher", { $0.teacherCalibration }), ("student", { $0.studentCalibration })])
  }

  private var gainBars: Figure {
    BarFigure(
      "Gain over the student without a teacher", rows: gains.map(\.name), x: "points of accuracy",
      [.init("gain", gains.map { $0.gain * 100 })]
    ).figure
  }
}
