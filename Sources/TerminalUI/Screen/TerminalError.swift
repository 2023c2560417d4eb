/// Why no screen could be opened, with what to do about it.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Standard input or standard output is a pipe or a file.
  case notATerminal
  /// `TERM` is unset (the name is nil), or terminfo has no such terminal.
  case unknownTerminal(String?)
  /// The terminal cannot move the cursor, as `TERM=dumb` says.
  case tooSimple(String)
  /// The system gave no pipe or file descriptor.
  case systemError(String)
  /// The file that was to take standard output and standard error cannot be opened.
  case cannotRedirect(path: String, reason: String)

  public var description: String {
    switch self {
    case .notATerminal:
      """
      Standard input and output are not both a terminal, so there is nothing to draw on. Run kdtop in a terminal \
      without redirecting it (`ssh -t` and `docker run -it` give one).
      """
    case .unknownTerminal(nil):
      "TERM is not set, so the terminal's kind is unknown. Try `TERM=xterm-256color kdtop …`."
    case .unknownTerminal(let name?):
      """
      There is no description of the terminal “\(Text.sanitized(name))” on this machine. Try \
      `TERM=xterm-256color kdtop …`, or install ncurses-term.
      """
    case .tooSimple(let name):
      """
      A terminal of the kind “\(Text.sanitized(name))” cannot place text on the screen. Try \
      `TERM=xterm-256color kdtop …` if yours can do more than that.
      """
    case .systemError(let reason):
      "The terminal could not be opened: \(reason)."
    case .cannotRedirect(let path, let reason):
      "“\(Text.sanitized(path))” cannot take what libraries print: \(reason)."
    }
  }
}
