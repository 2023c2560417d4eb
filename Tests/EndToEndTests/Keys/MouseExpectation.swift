import Foundation

/// What the mouse does by a row of the table, and what the screen shows after it.
struct MouseExpectation: Sendable {
  typealias Use = @Sendable (KeyDriver) throws -> Void

  /// The row, by its words.
  var help: String
  var live: Use?
  var replay: Use?

  static let all: [MouseExpectation] = [
    MouseExpectation(
      help: "show a view; focus a panel; choose a knob, a class or an answer; look back or seek on the timeline",
      live: { driver in
        try views(driver)
        try focus(driver)
        try driver.click(on: "momentum")
        try driver.wait(for: "▸ momentum")
        try driver.click(on: "temperature")
        try driver.wait(for: "▸ temperature")
        try classes(driver)
        try driver.press(["q"])
        try driver.wait(for: "quit?")
        try driver.click(on: "go on")
        try driver.waitUntilGone("quit?")
        try driver.click(1, try bar(driver))
        try driver.wait(for: "looking back")
        try driver.press(["End"])
        try driver.waitUntilGone("looking back")
      },
      replay: { driver in
        try views(driver)
        try focus(driver)
        try classes(driver)
        let before = try driver.look().header
        try driver.click(1, try bar(driver))
        try driver.wait("the playhead stands where it was") { $0.header != before }
        try driver.press(["End"])
      }),
    MouseExpectation(
      help: "on a key in the footer: does what the key does; beside a list: closes it", live: footer, replay: footer),
    MouseExpectation(
      help: "on a chart: the crosshair; on a name of its legend: hide or show the curve; on a mark: what happened",
      live: chart, replay: chart),
    MouseExpectation(
      help: "turn the slider under the pointer; move the playhead on the timeline; move along a chart zoomed in on",
      live: { driver in
        let slider = try slider(of: "temperature", driver)
        try driver.drag(from: (slider.x + 4, slider.y), to: (slider.x + 9, slider.y))
        try driver.wait("temperature is where it was") { look in
          look.text.contains(#/temperature +([5-9]|1[0-9])(\.5)? /#)
        }
        try driver.press([":set temperature 4"])
        try driver.wait(for: "temperature         4 ")
        try driver.drag(from: (3, try bar(driver)), to: (1, try bar(driver)))
        try driver.wait(for: "looking back")
        try driver.press(["End"])
        try driver.waitUntilGone("looking back")
        try pan(driver)
      },
      replay: { driver in
        try driver.drag(from: (3, try bar(driver)), to: (1, try bar(driver)))
        try driver.wait(for: "step 0")
        try driver.press(["End"])
        try driver.wait(for: "╭ loss")
        try pan(driver)
      }),
    MouseExpectation(
      help: "the border between two panels: make one larger and the other smaller", live: borders, replay: borders),
    MouseExpectation(
      help: "turn the knob under the pointer; zoom a chart at the pointer; scroll a list; page through charts",
      live: { driver in
        let knob = try slider(of: "temperature", driver)
        try driver.mouse(.wheelUp, knob.x + 3, knob.y)
        try driver.wait(for: "temperature       4.5 ")
        try driver.mouse(.wheelDown, knob.x + 3, knob.y)
        try driver.wait(for: "temperature         4 ")
        try wheel(driver)
      }, replay: wheel),
  ]

  // MARK: - Parts

  /// The row of the timeline.
  private static func bar(_ driver: KeyDriver) throws -> Int { try driver.look().lines.count - 4 }

  @Sendable private static func views(_ driver: KeyDriver) throws {
    for (name, title) in [
      ("2 soft targets", "╭ all classes"), ("3 inspect", "╭ confusion"), ("4 run", "╭ config"), ("5 log", "╭ log"),
      ("1 train", "╭ loss"),
    ] {
      try driver.click(on: name)
      try driver.wait(for: title)
    }
  }

  @Sendable private static func focus(_ driver: KeyDriver) throws {
    try driver.press([":focus knobs"])
    try driver.settle()
    let before = try driver.look()
    try driver.click(on: "╭ accuracy")
    // Its frame has another colour now.
    try driver.wait("the focus stays where it was") { $0.colored != before.colored }
  }

  @Sendable private static func classes(_ driver: KeyDriver) throws {
    let panel = try driver.place(of: "╭ soft targets")
    let row = try driver.place(of: "  2 ", below: panel.y)
    try driver.click(row.x + 6, row.y)
    try driver.wait(for: "class 2")
    try driver.click(on: "  0 ", below: panel.y)
    try driver.wait(for: "class 0")
  }

  @Sendable private static func footer(_ driver: KeyDriver) throws {
    try driver.click(on: "help", last: true)
    try driver.wait(for: "╭ keys")
    try driver.click(on: "close", last: true)
    try driver.waitUntilGone("╭ keys")
    try driver.press(["?"])
    try driver.wait(for: "╭ keys")
    try driver.click(0, 0)
    try driver.waitUntilGone("╭ keys")
  }

  @Sendable private static func chart(_ driver: KeyDriver) throws {
    let chart = try driver.place(of: "╭ loss")
    try driver.click(chart.x + 30, chart.y + 5)
    try driver.wait(for: " step ")
    try driver.press(["Escape"])
    try driver.click(on: "━ student")
    try driver.wait(for: "○ student")
    try driver.click(on: "○ student")
    try driver.waitUntilGone("○ student")
    // On the mark of a knob's change: the crosshair says what it was.
    try driver.click(on: "▲", below: chart.y)
    try driver.wait(for: "▲ α 0.9→0.91", "hard ")
    try driver.press(["Escape"])
  }

  @Sendable private static func pan(_ driver: KeyDriver) throws {
    let chart = try driver.place(of: "╭ loss")
    for _ in 0..<4 { try driver.mouse(.wheelUp, chart.x + 30, chart.y + 5) }
    try driver.wait(for: "zoomed")
    try driver.settle()
    let before = try driver.look()
    try driver.drag(from: (chart.x + 30, chart.y + 5), to: (chart.x + 40, chart.y + 5))
    try driver.wait("the chart did not move") { $0.body != before.body && $0.text.contains("zoomed") }
    try driver.press(["x"])
    try driver.waitUntilGone("zoomed")
  }

  @Sendable private static func borders(_ driver: KeyDriver) throws {
    // The border between the columns, and the one between two panels of a column.
    let knobs = try driver.place(of: "╭ knobs")
    try driver.drag(from: (knobs.x, knobs.y + 2), to: (knobs.x - 8, knobs.y + 2))
    try driver.wait("the columns are as wide as before") { look in
      look.lines.contains { line in
        line.range(of: "╭ knobs").map { line[..<$0.lowerBound].count } == knobs.x - 8
      }
    }
    let accuracy = try driver.place(of: "╭ accuracy")
    try driver.drag(from: (accuracy.x + 20, accuracy.y - 1), to: (accuracy.x + 20, accuracy.y - 4))
    try driver.wait("the panels are as high as before") { look in
      look.lines.indices.contains { look.lines[$0].contains("╭ accuracy") && $0 == accuracy.y - 3 }
    }
  }

  @Sendable private static func wheel(_ driver: KeyDriver) throws {
    let chart = try driver.place(of: "╭ loss")
    try driver.mouse(.wheelUp, chart.x + 30, chart.y + 5)
    try driver.wait(for: "zoomed")
    try driver.mouse(.wheelDown, chart.x + 30, chart.y + 5)
    try driver.waitUntilGone("zoomed")
    try driver.press(["?"])
    try driver.wait(for: "╭ keys")
    try driver.settle()
    let list = try driver.look()
    try driver.mouse(.wheelDown, 60, 14)
    try driver.wait("the list stays where it was") { $0.body != list.body }
    try driver.press(["Escape"])
    try driver.waitUntilGone("╭ keys")
    // Where the terminal is low, panels are on several pages: the wheel beside curves and knobs turns them.
    try driver.press(["1", ":focus loss", "@72x12"])
    let page = try driver.look()
    try driver.mouse(.wheelDown, 3, 3)
    try driver.wait("no other page came") { $0.body != page.body }
    try driver.press(["@120x30"])
  }

  private static func slider(of knob: String, _ driver: KeyDriver) throws -> (x: Int, y: Int) {
    let label = try driver.place(of: knob)
    return try driver.place(of: "├", below: label.y - 1)
  }
}
