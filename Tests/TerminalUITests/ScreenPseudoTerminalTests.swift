import CNcurses
import Foundation
import Testing

@testable import TerminalUI

/// The screen on a pseudo-terminal. One at a time, since ncurses' state belongs to the process.
@Suite(.serialized) struct ScreenPseudoTerminalTests {
  private func open(
    _ terminal: PseudoTerminal, _ environment: [String: String] = ["TERM": "xterm-256color", "LANG": "C.UTF-8"]
  ) throws -> CursesScreen {
    try CursesScreen(
      palette: TestPalette(), environment: environment, input: terminal.slave, output: terminal.slave)
  }

  @Test func anEqualCanvasWritesNothing() throws {
    let terminal = try PseudoTerminal(width: 40, height: 10)
    let screen = try open(terminal)
    defer { screen.close() }
    #expect(screen.size == Size(width: 40, height: 10))
    var canvas = drawn(screen.size)
    screen.present(canvas)
    let first = terminal.output()
    #expect(first.contains("teacher ⣿ 漢字"))
    screen.present(canvas)
    screen.present(drawn(screen.size))
    #expect(terminal.output() == "")
    canvas.put("T", at: Point(x: 2, y: 3), style: .teacher)
    screen.present(canvas)
    let second = terminal.output()
    #expect(second.contains("T"))
    #expect(second.utf8.count < 40, "one cell took \(second.utf8.count) bytes")
  }

  private func drawn(_ size: Size) -> Canvas {
    var canvas = Canvas(size: size)
    canvas.put("teacher ⣿ 漢字", at: Point(x: 2, y: 3), style: .teacher)
    return canvas
  }

  @Test func colorsReachTheTerminal() throws {
    let terminal = try PseudoTerminal()
    let screen = try open(terminal)
    defer { screen.close() }
    var canvas = Canvas(size: screen.size)
    canvas.put("x", at: .zero, style: .teacher)
    screen.present(canvas)
    #expect(terminal.output().contains("38;5;208"))
  }

  @Test func aTerminalThatKnowsSynchronizedOutputGetsWholeFrames() throws {
    let terminal = try PseudoTerminal(width: 40, height: 10)
    let screen = try open(terminal)
    defer { screen.close() }
    #expect(terminal.output().contains("\u{1B}[?2026$p"))
    screen.present(drawn(screen.size))
    #expect(!terminal.output().contains("2026"))
    terminal.type("\u{1B}[?2026;2$y")
    #expect(screen.nextEvent(timeout: 0.05) == nil)
    var canvas = drawn(screen.size)
    canvas.put("T", at: Point(x: 2, y: 3))
    screen.present(canvas)
    let frame = terminal.output()
    #expect(frame.hasPrefix("\u{1B}[?2026h") && frame.hasSuffix("\u{1B}[?2026l") && frame.contains("T"))
    screen.present(canvas)
    #expect(terminal.output() == "")
  }

  @Test(arguments: ["\u{1B}[?2026;0$y", "\u{1B}[?2026;4$y", "\u{1B}[?2004;2$y"])
  func anAnswerThatSaysNoChangesNothing(answer: String) throws {
    let terminal = try PseudoTerminal(width: 40, height: 10)
    let screen = try open(terminal)
    defer { screen.close() }
    terminal.type(answer + "x")
    #expect(screen.nextEvent(timeout: 1) == .key(KeyEvent("x")))
    _ = terminal.output()
    screen.present(drawn(screen.size))
    #expect(!terminal.output().contains("2026"))
  }

  @Test func theLinuxConsoleIsNotAsked() throws {
    let terminal = try PseudoTerminal(width: 40, height: 10)
    let screen = try open(terminal, ["TERM": "linux", "LANG": "C.UTF-8"])
    defer { screen.close() }
    #expect(!terminal.output().contains("2026"))
  }

  @Test func otherColorsReachTheTerminalToo() throws {
    let terminal = try PseudoTerminal()
    let screen = try open(terminal)
    defer { screen.close() }
    var canvas = Canvas(size: screen.size)
    canvas.put("x", at: .zero, style: .teacher)
    screen.present(canvas)
    _ = terminal.output()
    let theme = try ThemeFile(text: "background = 'default'\nteacher = 'bright-red'", file: "t.toml")
    screen.recolor(with: theme.applied(to: .dark, name: "t"))
    screen.present(canvas)
    let output = terminal.output()
    #expect(output.contains("91m") || output.contains("38;5;9m"))
    #expect(screen.colorCount == 256)
  }

  @Test func trueColorRedefinesThePaletteExactly() throws {
    let terminal = try PseudoTerminal()
    let screen = try open(terminal, ["TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"])
    var canvas = Canvas(size: screen.size)
    canvas.put("x", at: .zero, style: .student)
    screen.present(canvas)
    let output = terminal.output().uppercased()
    #expect(output.contains("RGB:01/02/03"))
    #expect(output.contains("RGB:FA/80/07"))
    screen.close()
    #expect(terminal.output().contains("\u{1B}]104"), "the user's palette comes back")
  }

  @Test func noColorLeavesAttributes() throws {
    let terminal = try PseudoTerminal()
    let screen = try open(terminal, ["TERM": "xterm-256color", "NO_COLOR": "1", "LANG": "C.UTF-8"])
    defer { screen.close() }
    var canvas = Canvas(size: screen.size)
    canvas.put("x", at: .zero, style: .teacher.bold)
    canvas.put("y", at: Point(x: 0, y: 1), style: .selected)
    screen.present(canvas)
    let output = terminal.output()
    #expect(!output.contains("38;5"))
    #expect(output.contains(";1mx"))
    #expect(output.contains(";7my"))
  }

  @Test(arguments: [
    ("q", KeyEvent("q")), ("\u{1B}OA", KeyEvent(.up)), ("\u{1B}[B", KeyEvent(.down)),
    ("\u{1B}[1;2A", KeyEvent(.up, .shift)), ("\u{1B}[1;2C", KeyEvent(.right, .shift)),
    ("\u{1B}[1;5D", KeyEvent(.left, .control)), ("é", KeyEvent("é")), ("漢", KeyEvent("漢")),
    ("\u{1B}", KeyEvent(.escape)), ("\u{1B}[Z", KeyEvent(.tab, .shift)), ("\u{1B}OP", KeyEvent(.function(1))),
    ("\u{1B}[15~", KeyEvent(.function(5))), ("\u{1B}[5~", KeyEvent(.pageUp)), ("\u{1B}[3~", KeyEvent(.delete)),
    ("\u{1B}OH", KeyEvent(.home)), ("\u{1B}[H", KeyEvent(.home)), ("\r", KeyEvent(.enter)),
    ("\u{3}", KeyEvent(.character("c"), .control)), ("\u{1B}f", KeyEvent(.character("f"), .alt)),
    ("\u{7F}", KeyEvent(.backspace)),
  ])
  func keys(sent: String, expected: KeyEvent) throws {
    for name in ["xterm-256color", "tmux-256color", "vt100", "linux"] {
      let terminal = try PseudoTerminal()
      let screen = try open(terminal, ["TERM": name, "LANG": "C.UTF-8"])
      defer { screen.close() }
      terminal.type(sent)
      #expect(screen.nextEvent(timeout: 2) == .key(expected), "\(name)")
      #expect(screen.nextEvent(timeout: 0) == nil, "\(name): nothing is left over")
    }
  }

  @Test func mouse() throws {
    let terminal = try PseudoTerminal()
    let screen = try open(terminal)
    defer { screen.close() }
    #expect(terminal.output().contains("\u{1B}[?1002h"))
    terminal.type("\u{1B}[<0;10;5M\u{1B}[<32;11;5M\u{1B}[<0;11;5m\u{1B}[<64;3;2Mq")
    #expect(screen.nextEvent(timeout: 2) == .mouse(MouseEvent(.press(.left), at: Point(x: 9, y: 4))))
    #expect(screen.nextEvent(timeout: 2) == .mouse(MouseEvent(.drag(.left), at: Point(x: 10, y: 4))))
    #expect(screen.nextEvent(timeout: 2) == .mouse(MouseEvent(.release(.left), at: Point(x: 10, y: 4))))
    #expect(screen.nextEvent(timeout: 2) == .mouse(MouseEvent(.wheelUp, at: Point(x: 2, y: 1))))
    #expect(screen.nextEvent(timeout: 2) == .key(KeyEvent("q")))
  }

  @Test func closingRestoresTheTerminal() throws {
    let terminal = try PseudoTerminal()
    let before = terminal.modes
    let screen = try open(terminal)
    #expect(terminal.modes != before)
    screen.present(Canvas(size: screen.size))
    _ = terminal.output()
    screen.close()
    screen.close()
    #expect(terminal.modes == before)
    let farewell = terminal.output()
    #expect(farewell.contains("\u{1B}[?1002l"))
    #expect(farewell.contains("\u{1B}[?1049l"))
    #expect(screen.nextEvent(timeout: nil) == .hangup, "a closed screen has no events")
  }

  @Test func forgettingTheScreenClosesIt() throws {
    let terminal = try PseudoTerminal()
    let before = terminal.modes
    _ = try open(terminal)
    #expect(terminal.modes == before)
  }

  @Test func restoringFromASignalHandler() throws {
    let terminal = try PseudoTerminal()
    let before = terminal.modes
    let screen = try open(terminal)
    defer { screen.close() }
    screen.present(Canvas(size: screen.size))
    _ = terminal.output()
    CursesScreen.restoreTerminalFromSignalHandler()
    #expect(terminal.modes == before)
    let farewell = terminal.output()
    #expect(farewell.contains("\u{1B}[?1049l"))
    #expect(farewell.contains("\u{1B}[?1002l"))
    CursesScreen.restoreTerminalFromSignalHandler()
    #expect(terminal.output() == "")
  }

  @Test func aLostTerminalHangsUpEveryTime() throws {
    let terminal = try PseudoTerminal()
    let screen = try open(terminal)
    defer { screen.close() }
    terminal.type("q")
    #expect(screen.nextEvent(timeout: 2) == .key(KeyEvent("q")))
    terminal.hangUp()
    for _ in 0..<3 { #expect(screen.nextEvent(timeout: nil) == .hangup) }
    screen.present(Canvas(size: screen.size))
  }

  @Test func otherThreadsWakeTheScreen() throws {
    let terminal = try PseudoTerminal()
    let screen = try open(terminal)
    defer { screen.close() }
    #expect(screen.nextEvent(timeout: 0.01) == nil)
    let waker = screen.waker
    Thread.detachNewThread {
      usleep(20_000)
      for _ in 0..<100_000 { waker.wake() }
    }
    #expect(screen.nextEvent(timeout: 5) == .wake)
  }

  @Test func aNewSizeIsAnEvent() throws {
    let terminal = try PseudoTerminal(width: 80, height: 24)
    let screen = try open(terminal)
    defer { screen.close() }
    screen.present(Canvas(size: screen.size))
    terminal.resize(width: 100, height: 30)
    kill(getpid(), SIGWINCH)
    #expect(screen.nextEvent(timeout: 2) == .resize(Size(width: 100, height: 30)))
    var canvas = Canvas(size: screen.size)
    canvas.put("far", at: Point(x: 90, y: 29))
    _ = terminal.output()
    screen.present(canvas)
    #expect(terminal.output().contains("far"))
    kill(getpid(), SIGWINCH)
    #expect(screen.nextEvent(timeout: 0.05) == nil, "the same size is no event")
  }

  /// Between two looks the window shrinks and grows back: the terminal has lost what was beyond the smaller one's edge.
  @Test func aSizeThatIsBackAgainIsPaintedAgain() throws {
    let terminal = try PseudoTerminal(width: 80, height: 24)
    let screen = try open(terminal)
    defer { screen.close() }
    var canvas = Canvas(size: screen.size)
    canvas.put("far", at: Point(x: 70, y: 20))
    screen.present(canvas)
    _ = terminal.output()
    terminal.resize(width: 20, height: 6)
    kill(getpid(), SIGWINCH)
    terminal.resize(width: 80, height: 24)
    kill(getpid(), SIGWINCH)
    #expect(screen.nextEvent(timeout: 0.05) == nil)
    #expect(terminal.output().contains("far"))
  }

  @Test func errorsSayWhatToDo() throws {
    let terminal = try PseudoTerminal()
    #expect(throws: TerminalError.unknownTerminal("nonsense")) { try open(terminal, ["TERM": "nonsense"]) }
    #expect(throws: TerminalError.unknownTerminal(nil)) { try open(terminal, [:]) }
    #expect(throws: TerminalError.unknownTerminal(nil)) { try open(terminal, ["TERM": ""]) }
    #expect(throws: TerminalError.tooSimple("dumb")) { try open(terminal, ["TERM": "dumb"]) }
    #expect(TerminalError.unknownTerminal("a\u{1B}[31mb").description.contains("TERM=xterm-256color kdtop"))
    #expect(!TerminalError.unknownTerminal("a\u{1B}[31mb").description.contains("\u{1B}"))
    let pipe = Pipe()
    #expect(throws: TerminalError.notATerminal) {
      try CursesScreen(
        palette: TestPalette(), environment: ["TERM": "xterm"], input: terminal.slave,
        output: pipe.fileHandleForWriting.fileDescriptor)
    }
  }
}
