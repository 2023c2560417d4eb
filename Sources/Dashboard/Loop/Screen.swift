import TerminalUI

/// A terminal as the dashboard's loop needs it: `CursesScreen` in the program, a script in tests.
public protocol Screen: AnyObject {
  /// In cells, as of the last resize seen.
  var size: Size { get }
  /// Puts a frame on the terminal; only the differences travel, and nothing does where there is none.
  func present(_ canvas: Canvas)
  /// The same of a frame that differs from the last one in these rows alone.
  func present(_ canvas: Canvas, rows: Range<Int>)
  /// Draws in other colours from the next frame on.
  func recolor(with theme: Theme)
  /// The next thing that happened; nil when `timeout` seconds passed without any. Nil waits for ever, without using CPU;
  /// 0 only looks. `wake()` from another thread ends the wait.
  func nextEvent(timeout: Double?) -> InputEvent?
  /// Calls whoever sits there: a bell.
  func ring()
}

extension Screen {
  public func present(_ canvas: Canvas, rows: Range<Int>) { present(canvas) }
  public func ring() {}
}
