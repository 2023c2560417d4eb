import Foundation

/// Names on a circle, joined by lines as thick as their weights.
public struct GraphFigure: Sendable {
  public struct Edge: Sendable {
    public var from: Int
    public var to: Int
    /// Above 0.
    public var weight: Double
    public var label: String

    public init(_ from: Int, _ to: Int, weight: Double, label: String) {
      (self.from, self.to, self.weight, self.label) = (from, to, weight, label)
    }
  }

  public var title: String
  public var nodes: [String]
  public var edges: [Edge]

  public init(_ title: String, nodes: [String], _ edges: [Edge]) {
    (self.title, self.nodes, self.edges) = (title, nodes, edges)
  }

  public var figure: Figure {
    let radius = 130.0
    let (x, y) = (260.0, 190.0)
    var drawing = Drawing(width: 520, height: 370)
    drawing.text(title, x: 12, y: 20, size: 13, weight: 600)
    func place(_ node: Int, _ distance: Double) -> (x: Double, y: Double) {
      let angle = 2 * Double.pi * Double(node) / Double(max(1, nodes.count)) - .pi / 2
      return (x + distance * cos(angle), y + distance * sin(angle))
    }
    let heaviest = edges.map(\.weight).max() ?? 1
    let known = edges.filter { nodes.indices.contains($0.from) && nodes.indices.contains($0.to) }
    for edge in known {
      let (a, b) = (place(edge.from, radius), place(edge.to, radius))
      drawing.line(a.x, a.y, b.x, b.y, color: "#0072b266", width: 1 + 9 * edge.weight / heaviest)
    }
    for edge in known {
      let (a, b) = (place(edge.from, radius), place(edge.to, radius))
      drawing.text(
        edge.label, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 + 4, anchor: .middle, size: 10, weight: 600)
    }
    for (index, name) in nodes.enumerated() {
      let (dot, label) = (place(index, radius), place(index, radius + 12))
      drawing.circle(dot.x, dot.y, radius: 4, color: Palette.ink)
      let anchor: Drawing.Anchor = abs(label.x - x) < 10 ? .middle : label.x > x ? .start : .end
      drawing.text(name, x: label.x, y: label.y + 4, anchor: anchor, size: 11)
    }
    return Figure(title: title, drawing: drawing)
  }
}
