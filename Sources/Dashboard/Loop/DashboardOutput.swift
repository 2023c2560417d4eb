import RunModel
import TerminalUI

/// Where what a person makes of a run goes.
public struct DashboardOutput {
  /// Writes a note into the log, where no trainer does.
  /// - Returns: the event that is in the log now.
  public var write: (Note) throws -> Event
  /// Writes a picture of the screen to a file of this name.
  /// - Returns: the file's path.
  public var save: (Canvas, String) throws -> String

  /// There is nowhere to write to.
  public struct Nowhere: Error, CustomStringConvertible {
    public init() {}
    public var description: String { "there is no place for it here" }
  }

  public init(
    write: @escaping (Note) throws -> Event = { _ in throw Nowhere() },
    save: @escaping (Canvas, String) throws -> String = { _, _ in throw Nowhere() }
  ) {
    self.write = write
    self.save = save
  }
}
