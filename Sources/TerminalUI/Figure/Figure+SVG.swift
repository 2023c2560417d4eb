import Foundation
import enum Figures.Markup

extension Figure {
  /// The figure as an SVG document.
  public var svg: String {
    let layout = FigureLayout(self)
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(n(width))pt\" height=\"\(n(height))pt\" "
        + "viewBox=\"0 0 \(n(width)) \(n(height))\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" "
        + "font-size=\"\(n(FigureLayout.fontSize))\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
    ]
    if !title.isEmpty { lines.append(text(title, x: width / 2, y: 14, anchor: "middle", weight: "bold")) }
    for (index, (panel, frame)) in zip(panels, layout.plots).enumerated() {
      lines += draw(panel, in: frame, index: index, isLast: index == panels.count - 1)
    }
    lines.append("</svg>")
    return lines.joined(separator: "\n")
  }

  private func draw(_ panel: Panel, in frame: FigureLayout.Frame, index: Int, isLast: Bool) -> [String] {
    var lines = ["<g>"]
    let axis = Figure.axis(of: panel)
    lines += verticalAxis(axis, panel.label, in: frame)
    lines += horizontalAxis(in: frame, isLabelled: isLast)
    lines += markLines(in: frame, isNamed: index == 0)
    lines.append(
      "<clipPath id=\"plot\(index)\"><rect x=\"\(n(frame.left))\" y=\"\(n(frame.top - 1))\" "
        + "width=\"\(n(frame.width))\" height=\"\(n(frame.height + 2))\"/></clipPath>")
    lines.append(
      "<g clip-path=\"url(#plot\(index))\" fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\">")
    let curves = panel.curves.reversed()
    if let axis {
      for curve in curves.filter(\.isFaint) + curves.filter({ !$0.isFaint }) { lines += draw(curve, axis, in: frame) }
    }
    lines.append("</g>")
    lines += frameLines(frame)
    lines += legend(panel, in: frame)
    return lines + ["</g>"]
  }

  /// An axis that all curves of the panel fit on.
  static func axis(of panel: Panel) -> ChartAxis? {
    let values = panel.curves.flatMap { $0.pieces.flatMap { $0.map(\.y) } }.filter(\.isFinite)
      .filter { panel.scale == .linear || $0 > 0 }
    guard let low = values.min(), let high = values.max() else { return nil }
    return ChartAxis(
      fitting: [
        ChartSeries(
          name: "", style: .text, buckets: [ChartBucket(minimum: low, maximum: high, first: low, last: high)])
      ], scale: panel.scale)
  }

  // MARK: - Curves

  private func x(_ value: Double, in frame: FigureLayout.Frame) -> Double {
    let length = xRange.upperBound - xRange.lowerBound
    return frame.left + (length > 0 ? (value - xRange.lowerBound) / length : 0.5) * frame.width
  }

  private func y(_ value: Double, _ axis: ChartAxis, in frame: FigureLayout.Frame) -> Double {
    frame.bottom - axis.fraction(value) * frame.height
  }

  private func draw(_ curve: Curve, _ axis: ChartAxis, in frame: FigureLayout.Frame) -> [String] {
    let style =
      "stroke=\"\(curve.pen.colour)\" stroke-width=\"\(curve.isFaint ? "0.6" : "1.2")\""
      + (curve.isFaint ? " stroke-opacity=\"0.3\"" : "") + (curve.isDashed ? " stroke-dasharray=\"4 2\"" : "")
    var lines = curve.pieces.filter { !$0.isEmpty }.map { piece -> String in
      // A single point is a line of no length, which round ends make a dot.
      let points = piece.count == 1 ? [piece[0], piece[0]] : piece
      let path = points.map { "\(n(x($0.x, in: frame))) \(n(y($0.y, axis, in: frame)))" }.joined(separator: "L")
      return "<path d=\"M\(path)\" \(style)/>"
    }
    for place in curve.notNumbers {
      let (x, y) = (x(place, in: frame), frame.bottom - 4)
      lines.append(
        "<path d=\"M\(n(x - 2)) \(n(y - 2))L\(n(x + 2)) \(n(y + 2))M\(n(x - 2)) \(n(y + 2))L\(n(x + 2)) \(n(y - 2))\" "
          + "stroke=\"\(curve.pen.colour)\" stroke-width=\"1\"/>")
    }
    return lines
  }

  // MARK: - Axes

  private func frameLines(_ frame: FigureLayout.Frame) -> [String] {
    [
      "<path d=\"M\(n(frame.left)) \(n(frame.top))V\(n(frame.bottom))H\(n(frame.right))\" fill=\"none\" "
        + "stroke=\"#000000\" stroke-width=\"0.8\"/>"
    ]
  }

  private func verticalAxis(_ axis: ChartAxis?, _ label: String, in frame: FigureLayout.Frame) -> [String] {
    var lines = [
      "<text transform=\"translate(10 \(n((frame.top + frame.bottom) / 2))) rotate(-90)\" "
        + "text-anchor=\"middle\">\(Markup.escaped(label))</text>"
    ]
    guard let axis else { return lines }
    let ticks = axis.ticks(atMost: max(2, Int(frame.height / 18)))
    let step = axis.scale == .log || ticks.count < 2 ? nil : ticks[1] - ticks[0]
    for tick in ticks {
      let y = y(tick, axis, in: frame)
      lines.append(
        "<path d=\"M\(n(frame.left)) \(n(y))h-3\" stroke=\"#000000\" stroke-width=\"0.8\"/>"
          + "<path d=\"M\(n(frame.left)) \(n(y))H\(n(frame.right))\" stroke=\"#000000\" stroke-opacity=\"0.1\" "
          + "stroke-width=\"0.5\"/>")
      lines.append(
        text(
          Numbers.short(tick, step: step ?? LineChart.ownGrain(tick), width: 8), x: frame.left - 5, y: y + 2.8,
          anchor: "end"))
    }
    return lines
  }

  private func horizontalAxis(in frame: FigureLayout.Frame, isLabelled: Bool) -> [String] {
    let chart = LineChart(series: [], xRange: xRange, xGrain: xLabel.hasPrefix("step") ? 1 : 0, xNumbers: xNumbers)
    let ticks = chart.xTicks(atMost: max(2, Int(frame.width / 48)))
    let step = ticks.count > 1 ? ticks[1] - ticks[0] : nil
    var lines: [String] = []
    for tick in ticks {
      let x = x(tick, in: frame)
      lines.append("<path d=\"M\(n(x)) \(n(frame.bottom))v3\" stroke=\"#000000\" stroke-width=\"0.8\"/>")
      guard isLabelled else { continue }
      let label =
        xNumbers == .seconds ? Durations.short(tick, step: step ?? 1) : Numbers.short(tick, step: step, width: 10)
      lines.append(text(label, x: x, y: frame.bottom + 11, anchor: "middle"))
    }
    if isLabelled {
      lines.append(text(xLabel, x: (frame.left + frame.right) / 2, y: frame.bottom + 24, anchor: "middle"))
    }
    return lines
  }

  private func markLines(in frame: FigureLayout.Frame, isNamed: Bool) -> [String] {
    var free = -Double.infinity
    var lines: [String] = []
    for mark in marks.sorted(by: { $0.x < $1.x }) where xRange.contains(mark.x) {
      let x = x(mark.x, in: frame)
      lines.append(
        "<path d=\"M\(n(x)) \(n(frame.top))V\(n(frame.bottom))\" stroke=\"#555555\" stroke-width=\"0.6\" "
          + "stroke-dasharray=\"1.5 1.5\"/>")
      let length = Double(mark.label.count) * FigureLayout.letter
      guard isNamed, x + 2 >= free, x + 2 + length <= frame.right else { continue }
      lines.append(text(mark.label, x: x + 2, y: frame.top + 7, anchor: "start", fill: "#555555"))
      free = x + 2 + length + 4
    }
    return lines
  }

  // MARK: - Words

  /// Names above the plot, as many as there is room for.
  private func legend(_ panel: Panel, in frame: FigureLayout.Frame) -> [String] {
    var x = frame.left
    var lines: [String] = []
    for curve in panel.curves where !curve.isFaint && !curve.name.isEmpty {
      let length = 16 + Double(curve.name.count) * FigureLayout.letter + 10
      guard x + length - 10 <= frame.right + FigureLayout.right else { break }
      let dashes = curve.isDashed ? " stroke-dasharray=\"4 2\"" : ""
      lines.append(
        "<path d=\"M\(n(x)) \(n(frame.top - 7))h13\" stroke=\"\(curve.pen.colour)\" stroke-width=\"1.6\"\(dashes)/>")
      lines.append(text(curve.name, x: x + 16, y: frame.top - 4.4, anchor: "start"))
      x += length
    }
    return lines
  }

  private func text(
    _ text: String, x: Double, y: Double, anchor: String, weight: String? = nil, fill: String = "#000000"
  ) -> String {
    let face = weight.map { " font-weight=\"\($0)\"" } ?? ""
    return "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\" fill=\"\(fill)\"\(face)>"
      + "\(Markup.escaped(text))</text>"
  }

  /// Hundredths of a point.
  private func n(_ value: Double) -> String { SVGPath.number(value) }
}

extension Figure.Pen {
  /// Okabe and Ito's colours; their yellow is too light for a line on white.
  var colour: String {
    switch self {
    case .student: "#0072b2"
    case .teacher: "#d55e00"
    case .agreement: "#009e73"
    case .hard: "#e69f00"
    case .soft: "#cc79a7"
    case .series(let index):
      ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"][
        (index % 7 + 7) % 7]
    }
  }
}
