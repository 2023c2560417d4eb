import Foundation

@testable import TerminalUI

/// A made-up dashboard with everything exports have to draw: frames, curves, bars, sliders, a heat map, wide glyphs.
enum ExportDemo {
  static func canvas() -> Canvas {
    var canvas = Canvas(width: 100, height: 30)
    canvas.put(
      [
        (" kdtop", Style.accent.bold), ("  kd · fashion-mnist · mlp 1200,1200 ▸ mlp 100,100", .text),
        ("      ● distil", .good), ("  epoch 4/30  step 1,412  2.3k/s", .muted),
      ], at: .zero)
    chart(&canvas, Rect(x: 0, y: 1, width: 56, height: 14))
    knobs(&canvas, Rect(x: 56, y: 1, width: 44, height: 7))
    targets(&canvas, Rect(x: 56, y: 8, width: 44, height: 7))
    heat(&canvas, Rect(x: 0, y: 15, width: 56, height: 12))
    runs(&canvas, Rect(x: 56, y: 15, width: 44, height: 12))
    timeline(&canvas)
    return canvas
  }

  private static func chart(_ canvas: inout Canvas, _ rect: Rect) {
    let inner = canvas.box(rect, title: "loss", trailing: "log y · smooth .6", focused: true)
    canvas.put(
      [("━ student  ", .student), ("━ teacher  ", .teacher), ("┄ hard  ", .hard), ("┄ soft", .soft)],
      at: Point(x: inner.maxX - 38, y: inner.y))
    canvas.draw(in: Rect(x: inner.x + 5, y: inner.y + 1, width: inner.width - 5, height: inner.height - 2)) { canvas in
      for (style, floor, rate) in [(Style.teacher, 0.12, 5.0), (.student, 0.2, 9.0), (.soft, 0.45, 3.0)] {
        plot(&canvas, style) { x in floor + (0.95 - floor) * exp(-rate * x) + 0.03 * sin(60 * x) * exp(-2 * x) }
      }
      for y in 0..<canvas.size.height { canvas[Point(x: 25, y: y)] = Cell("┊", .mark) }
      canvas.put("▲ T 4→8", at: Point(x: 26, y: canvas.size.height - 1), style: .mark)
    }
    for (y, label) in [(1, "2.0"), (5, "0.5"), (9, "0.1")] {
      canvas.put(label, at: Point(x: inner.x + 1, y: inner.y + y), style: .muted)
    }
    canvas.put("0          500         1,000        1,500  step", at: Point(x: 6, y: rect.maxY - 2), style: .muted)
  }

  private static func plot(_ canvas: inout Canvas, _ style: Style, _ curve: (Double) -> Double) {
    let (width, height) = (canvas.size.width * 2, canvas.size.height * 4)
    let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    var previous: Int?
    for x in 0..<width {
      let y = Int((1 - curve(Double(x) / Double(width))) * Double(height - 1))
      for y in min(y, previous ?? y)...max(y, previous ?? y) where y >= 0 && y < height {
        let point = Point(x: x / 2, y: y / 4)
        let old = canvas[point]?.glyph.unicodeScalars.first?.value ?? 0
        let value = ((0x2800...0x28FF).contains(old) ? old : 0x2800) | bits[y % 4][x % 2]
        canvas[point] = Cell(Unicode.Scalar(value).map(Character.init) ?? "?", style)
      }
      previous = y
    }
  }

  private static func knobs(_ canvas: inout Canvas, _ rect: Rect) {
    let inner = canvas.box(rect, title: "knobs")
    let rows = [
      ("temperature", "4.0", 0.5), ("alpha", "0.90", 0.9), ("learning rate", "0.02", 0.3), ("α 蒸留", "off", 0),
    ]
    for (index, (name, value, level)) in rows.enumerated() {
      let y = inner.y + index
      let chosen = index == 0
      if chosen { canvas.fill(inner.row(0), style: .selected) }
      let style: Style = chosen ? .selected : .text
      canvas.put("\(chosen ? "▸" : " ") \(name)", at: Point(x: inner.x, y: y), style: style)
      canvas.putRight(value, endingAt: inner.x + 21, y: y, style: chosen ? style.bold : .accent)
      let on: Role? = chosen ? .selected : nil
      let place = Int(level * 17)
      for x in 0..<18 {
        canvas[Point(x: inner.x + 23 + x, y: y)] = Cell(
          x == place ? "●" : x < place ? "━" : "─",
          x <= place ? (chosen ? Style.knobFocused : .knob).on(on) : Style.border.on(on))
      }
    }
    canvas.put("throttle ░▒▓█ ⏸ ◆ ▲ ✓ × ▀▄▌▐▘▝▖▗▚▞▙▟", at: Point(x: inner.x + 2, y: inner.y + 4), style: .muted)
  }

  private static func targets(_ canvas: inout Canvas, _ rect: Rect) {
    let inner = canvas.box(rect, title: "soft targets", trailing: "class 6 shirt · T 4.0", footer: "teacher ── student")
    let rows = [("shirt", 0.46, 0.41), ("T-shirt", 0.21, 0.24), ("pullover", 0.14, 0.13), ("coat", 0.1, 0.12)]
    for (index, (name, teacher, student)) in rows.enumerated() {
      let y = inner.y + index
      canvas.put(name, at: Point(x: inner.x + 1, y: y))
      for (x, value, style) in [(11, teacher, Style.teacher), (27, student, Style.student)] {
        let eighths = Int(value * 2 * 10 * 8)
        var bar = String(repeating: "█", count: eighths / 8)
        if eighths % 8 > 0 { bar.append(SymbolSet.braille.leftBlocks[eighths % 8 - 1]) }
        canvas.put(bar, at: Point(x: inner.x + x, y: y), style: style)
        canvas.put(String(format: "%.2f", value), at: Point(x: inner.x + x + 11, y: y), style: .muted)
      }
    }
    for x in 0..<40 {
      let level = Double(x) / 39
      canvas[Point(x: inner.x + 1 + x, y: inner.maxY - 1)] = Cell(
        SymbolSet.braille.lowerBlocks[Int(level * 7)], .gradient(level))
    }
  }

  private static func heat(_ canvas: inout Canvas, _ rect: Rect) {
    let inner = canvas.box(rect, title: "confusion", trailing: "student, rows: labels")
    for row in 0..<9 {
      for column in 0..<9 {
        let level = row == column ? 0.55 + Double(row) / 20 : Double((row * 7 + column * 3) % 11) / 24
        canvas.put(
          String(format: " %3.0f ", level * 100), at: Point(x: inner.x + 6 + column * 5, y: inner.y + row),
          style: Style.text.on(.heat(level)))
      }
      canvas.put("lbl \(row)", at: Point(x: inner.x, y: inner.y + row), style: .muted)
    }
    for index in 0..<8 {
      canvas.put("━ s\(index) ", at: Point(x: inner.x + 1 + index * 6, y: inner.y + 9), style: .series(index))
    }
  }

  private static func runs(_ canvas: inout Canvas, _ rect: Rect) {
    let inner = canvas.box(rect, title: "events")
    let rows: [(String, Style)] = [
      ("✓ teacher done  test .9012", .good), ("! loss is not a number", .error), ("△ gradient norm 41.2", .warning),
      ("agreement .934", .agreement), ("日本語 ラベル 한국어", .text), ("<script>alert(1)</script> & ]]>", .muted),
      ("underlined", Style.title.underlined), ("reversed", Style.text.reversed), ("dim", Style.text.dim),
    ]
    for (index, row) in rows.enumerated() {
      canvas.put(row.0, at: Point(x: inner.x + 1, y: inner.y + index), style: row.1)
    }
    canvas.put("┏━┳━┓ ┌─┬─┐", at: Point(x: inner.x + 28, y: inner.y + 6), style: .accent)
    canvas.put("┣━╋━┫ ├─┼─┤", at: Point(x: inner.x + 28, y: inner.y + 7), style: .accent)
    canvas.put("┗━┻━┛ └─┴─┘", at: Point(x: inner.x + 28, y: inner.y + 8), style: .accent)
    canvas.put("╔═╗ ┄┅┈┉╌╍", at: Point(x: inner.x + 28, y: inner.y + 9), style: .accent)
  }

  private static func timeline(_ canvas: inout Canvas) {
    canvas.put(
      [
        (" teacher ", .teacher), ("━━━━━━━━━━━━", .teacher), ("┫", .muted), (" distil ", .student),
        ("━━━━━━━━━", .student), ("▲", .mark), ("━━━━━━", .student), ("◆", .checkpoint), ("━━━━", .student),
        ("▶", .playhead), ("──────────────────────────", .border), ("  ▲ change  ◆ checkpoint", .muted),
      ], at: Point(x: 0, y: 27))
    canvas.put(
      [
        ("?", .footerKey), (" help  ", .footerText), ("␣", .footerKey), (" pause  ", .footerText), ("↑↓", .footerKey),
        (" knob  ", .footerText), ("←→", .footerKey), (" turn  ", .footerText), ("q", .footerKey),
        (" quit", .footerText),
      ],
      at: Point(x: 1, y: 29))
  }
}
