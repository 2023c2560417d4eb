import CNcurses
import Foundation

/// A real terminal through ncurses: shows canvases and waits for input.
///
/// Used by one thread at a time; other threads and signal handlers call `waker.wake()`. There is one screen at a time in a
/// process, since ncurses' state is global.
public final class CursesScreen {
  /// Wakes `nextEvent(timeout:)` from any thread.
  public let waker: ScreenWaker

  /// Columns and rows.
  public internal(set) var size: Size

  /// The terminal, for input and output: duplicates, so that pointing 1 and 2 elsewhere does not concern the screen.
  let input: Int32
  let output: Int32
  private var palette: any ScreenPalette
  private let savedModes: termios
  private let inputFile: UnsafeMutablePointer<FILE>
  private let outputFile: UnsafeMutablePointer<FILE>
  private let curses: OpaquePointer
  private let window: UnsafeMutablePointer<WINDOW>
  /// Reading keys from a window refreshes it; from a pad it does not.
  let keyPad: UnsafeMutablePointer<WINDOW>
  let mouse: MouseReporting?
  private var noted: [(signal: Int32, action: sigaction)]
  let stops: HeldStops
  private var redirection: OutputRedirection?

  private let support: ColorSupport
  private let hasDefaults: Bool
  private var pairs: ColorPairs
  private var looks: [Style: Look] = [:]
  /// Cells beside each other mostly look alike.
  private var lastLook: (style: Style, look: Look)?
  private var shown: Canvas?
  var isOpen = true
  /// Whether the terminal is in the hands of a shell, after ^Z: nothing is written to it and nothing read.
  var isAway = false
  /// How long the process has stood still because of ^Z or SIGTSTP; clocks go on meanwhile.
  public internal(set) var secondsStopped = 0.0
  /// Events found while looking for another one.
  var pending: [InputEvent] = []
  var decoder = InputDecoder()

  private struct Look {
    var attributes: attr_t
    var pair: Int32
  }

  /// Opens the terminal that standard input and output are connected to.
  ///
  /// - Parameters:
  ///   - palette: what styles look like.
  ///   - environment: where `TERM`, `COLORTERM`, `NO_COLOR` and the locale are read.
  ///   - input: where keys come from.
  ///   - output: where the canvas goes.
  public init(
    palette: any ScreenPalette, environment: [String: String] = ProcessInfo.processInfo.environment,
    input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO
  ) throws(TerminalError) {
    guard isatty(input) == 1, isatty(output) == 1 else { throw .notATerminal }
    guard let name = environment["TERM"], !name.isEmpty else { throw .unknownTerminal(nil) }
    guard curses_knows_terminal(name, output) != 0 else { throw .unknownTerminal(name) }
    CursesScreen.setLocale(environment)

    var modes = termios()
    guard tcgetattr(input, &modes) == 0 else { throw .notATerminal }
    let waker = try ScreenWaker()
    let stops = try HeldStops()
    var isReady = false
    defer { if !isReady { stops.release() } }
    let files = try CursesScreen.openFiles(input: input, output: output)
    // The size comes from the terminal, not from LINES and COLUMNS a shell may have exported long ago.
    use_env(false)
    use_tioctl(true)
    let opened = ScreenSignals.preserving { newterm(name, files.output, files.input) }
    guard let opened, let window = curses_standard_window(), let keyPad = newpad(1, 1) else {
      tcsetattr(input, TCSANOW, &modes)
      fclose(files.input)
      fclose(files.output)
      throw .unknownTerminal(name)
    }
    guard curses_string("cup") != nil else {
      endwin()
      delscreen(opened)
      fclose(files.input)
      fclose(files.output)
      throw .tooSimple(name)
    }

    isReady = true
    (self.waker, self.stops, self.palette, savedModes, curses) = (waker, stops, palette, modes, opened)
    (inputFile, outputFile, self.window, self.keyPad) = (files.input, files.output, window, keyPad)
    (self.input, self.output) = (fileno(files.input), fileno(files.output))
    mouse = curses_string("kmous") == nil ? nil : MouseReporting()

    let facts = ColorSupport.Facts(
      colors: Int(tigetnum("colors")), canRedefine: can_change_color(),
      hasDirectColor: curses_has_direct_color() != 0)
    var support = ColorSupport(facts, environment: environment)
    if support != .none, start_color() == ERR { support = .none }
    self.support = support
    hasDefaults = support != .none && use_default_colors() == OK
    pairs = ColorPairs(
      support: support, limit: Int(curses_pair_limit()), hasDefaults: hasDefaults, definer: CursesColors())

    size = Size(width: Int(getmaxx(window)), height: Int(getmaxy(window)))
    noted = ScreenSignals.note(to: waker.writeEnd)
    CursesScreen.setModes(window: window, keyPad: keyPad)
    ScreenSignals.arm(terminal: self.output, saved: modes, farewell: Farewell.bytes(mouse: mouse))
    _ = followSize()
    mouse?.enable(output)
    TerminalBytes.write(ExplicitDirection.on, to: self.output)
    if SynchronizedOutput.mayAsk(environment) { TerminalBytes.write(SynchronizedOutput.question, to: self.output) }
  }

  deinit { close() }

  /// Gives the terminal back as it was found. Calling it again does nothing.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    set_term(curses)
    if !isAway {
      mouse?.disable(output)
      TerminalBytes.write(ExplicitDirection.off, to: output)
      endwin()
    }
    ScreenSignals.disarm()
    ScreenSignals.stopNoting(restoring: noted)
    if !isAway {
      var modes = savedModes
      tcsetattr(input, TCSADRAIN, &modes)
    }
    // One that waits stops the process here.
    stops.release()
    delwin(keyPad)
    delscreen(curses)
    fclose(inputFile)
    fclose(outputFile)
    redirection?.undo()
    redirection = nil
  }

  /// Makes `nextEvent(timeout:)` return `.wake`. Threads that do not own the screen use `waker`.
  public func wake() { waker.wake() }

  /// Appends what the process prints to standard output and standard error to a file until the screen is closed, or
  /// until another file is given, so that libraries' messages do not fall between the panels.
  public func redirectOutput(to path: String) throws(TerminalError) {
    guard isOpen else { return }
    if let redirection { return try redirection.point(to: path) }
    redirection = try OutputRedirection(to: path)
  }

  /// Keeps what the process prints away from the screen, and shows it on standard error once the screen is closed: for
  /// those who have no file for it.
  public func holdOutput() {
    guard isOpen, redirection == nil else { return }
    redirection = OutputRedirection(holding: ())
  }

  /// How many colours the terminal can show: 0, 8, 16, 256 or all 2²⁴.
  public var colorCount: Int {
    switch support {
    case .none: 0
    case .indexed(let count): count
    case .redefinable, .direct: 1 << 24
    }
  }

  /// Gives styles other looks, from the next frame on.
  public func recolor(with palette: any ScreenPalette) {
    self.palette = palette
    forgetLooks()
    // Entries of the terminal's palette that the old colours took are free again.
    pairs = ColorPairs(
      support: support, limit: Int(curses_pair_limit()), hasDefaults: hasDefaults, definer: CursesColors())
    shown = nil
  }

  /// Shows a canvas: sends the terminal what differs from the last one, and nothing when nothing does. Cells outside the
  /// canvas are blank.
  /// - Parameter rows: where it may differ from the last one; nil is anywhere.
  public func present(_ canvas: Canvas, rows: Range<Int>? = nil) {
    guard isOpen, !isAway else { return }
    set_term(curses)
    if pairs.isCrowded {
      pairs.removeAllPairs()
      forgetLooks()
      shown = nil
    }
    let isKnown = shown?.size == canvas.size
    // Cells that the canvas does not reach are blank.
    if !isKnown, canvas.size != size { werase(window) }
    let all = 0..<size.height
    var isChanged = !isKnown
    canvas.forEachDifference(from: isKnown ? shown : nil, rows: isKnown ? rows ?? all : all) { cell, point in
      isChanged = true
      if !cell.isContinuation, point.x < size.width, point.y < size.height { write(cell, at: point) }
    }
    guard isChanged else { return }
    // In place, so that a frame of which little has changed is not copied whole.
    if isKnown, let rows { shown?.copy(rows, from: canvas) } else { shown = canvas }
    refresh()
  }

  /// Lets ncurses write what has changed, as one update where the terminal knows such a thing.
  private func refresh() {
    guard decoder.knowsSynchronizedOutput else {
      wrefresh(window)
      return
    }
    TerminalBytes.write(SynchronizedOutput.begin, to: output)
    wrefresh(window)
    TerminalBytes.write(SynchronizedOutput.end, to: output)
  }

  /// Sends the whole screen again: after another program has written over it.
  public func redraw() {
    guard isOpen else { return }
    set_term(curses)
    curses_repaint()
    refresh()
  }

  /// Rings the terminal's bell.
  public func ring() {
    guard isOpen, !isAway else { return }
    set_term(curses)
    beep()
  }

  /// Takes over the terminal's size if it has changed, and says whether it had.
  func followSize() -> Bool {
    var (columns, rows): (Int32, Int32) = (0, 0)
    guard curses_terminal_size(output, &columns, &rows) != 0 else { return false }
    let now = Size(width: Int(columns), height: Int(rows))
    guard now != size else { return false }
    set_term(curses)
    resize_term(rows, columns)
    size = now
    // Terminals rearrange their lines as they like when their width changes.
    shown = nil
    werase(window)
    curses_repaint()
    return true
  }

  /// Makes the screen the one ncurses works on.
  func select() { set_term(curses) }

  private func write(_ cell: Cell, at point: Point) {
    let cell = support != .none ? cell : cell.withoutColors
    let look = look(of: cell.style)
    // Nearly all of them.
    let scalars = cell.glyph.unicodeScalars
    if let scalar = scalars.first, scalars.dropFirst().isEmpty, curses_width(Int32(scalar.value)) == 1 {
      var text = (Int32(scalar.value), Int32(0))
      withUnsafeBytes(of: &text) { text in
        let place = text.bindMemory(to: Int32.self).baseAddress
        _ = curses_put(window, Int32(point.y), Int32(point.x), place, look.attributes, look.pair)
      }
      return
    }
    let columns = Text.width(cell.glyph) == 2 && point.x + 1 < size.width ? 2 : 1
    let pieces = CellText.pieces(for: cell.glyph, columns: columns) { Int(curses_width(Int32($0.value))) }
    for piece in pieces {
      let text = piece.scalars.map { Int32($0.value) } + [0]
      _ = curses_put(window, Int32(point.y), Int32(point.x + piece.offset), text, look.attributes, look.pair)
    }
  }

  private func look(of style: Style) -> Look {
    if let lastLook, lastLook.style == style { return lastLook.look }
    let look = knownLook(of: style)
    lastLook = (style, look)
    return look
  }

  private func forgetLooks() {
    looks.removeAll(keepingCapacity: true)
    lastLook = nil
  }

  private func knownLook(of style: Style) -> Look {
    if let known = looks[style] { return known }
    let colors = palette.colors(of: style)
    var attributes = Attributes.curses(colors.attributes)
    var pair: Int32 = 0
    if style.background == .selected, !support.hasShades {
      // The chosen row's background is a shade next to the screen's own: only this tells them apart.
      attributes |= Attributes.curses(.reverse)
    } else {
      pair = pairs.pair(foreground: colors.foreground, background: colors.background)
    }
    let look = Look(attributes: attributes, pair: pair)
    // Styles with a level in them are endless.
    if looks.count > 8192 { forgetLooks() }
    looks[style] = look
    return look
  }
}
