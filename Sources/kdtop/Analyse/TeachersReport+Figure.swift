import Figures
import RunModel

extension TeachersReport {
  /// Teacher against student by accuracy, and the student by the teacher's size; students without a teacher as lines.
  var figure: Figure {
    var families: [(name: String, rows: [Row])] = []
    for row in rows where row.teacherMean != nil {
      let name = "\(row.method), \(row.student)"
      if let place = families.firstIndex(where: { $0.name == name }) {
        families[place].rows.append(row)
      } else {
        families.append((name, [row]))
      }
    }
    func series(_ x: (Row) -> Double?) -> [LineFigure.Series] {
      let placed = families.map { family in
        (family.name, family.rows.compactMap { row in x(row).map { (row, $0) } }.sorted { $0.1 < $1.1 })
      }
      var all = placed.map { name, rows in
        LineFigure.Series(
          name, rows.map { (x: $0.1, y: $0.0.mean * 100) }, style: .linesAndPoints,
          labels: rows.map { $0.0.teacherLabel },
          errors: rows.map { (SampleStatistics($0.0.studentAccuracy)?.deviation ?? 0) * 100 })
      }
      let xs = placed.flatMap(\.1).map(\.1)
      if let low = xs.min(), let high = xs.max(), low < high {
        for row in rows where row.teacherMean == nil {
          all.append(
            .init(
              "\(row.method), \(row.student)", [(x: low, y: row.mean * 100), (x: high, y: row.mean * 100)],
              style: .dashed))
        }
      }
      return all
    }
    var accuracy = LineFigure(
      "Are better teachers better for the student?", x: "teacher's validation accuracy, %",
      y: "student's, best epoch, %", series { $0.teacherMean.map { $0 * 100 } })
    accuracy.size = (width: 640, height: 380)
    var size = LineFigure(
      "Are bigger teachers better for the student?", x: "parameters of the teacher", y: "student's, best epoch, %",
      series { $0.teacherParameters.map(Double.init) })
    size.hasLogarithmicX = true
    size.size = (width: 640, height: 380)
    return Figure.grid([accuracy.figure, size.figure])
  }
}
