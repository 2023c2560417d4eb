import CNcurses

extension CursesScreen {
  /// Gives the terminal back as it was found, from a signal handler: nothing but `write` and `tcsetattr` on what was
  /// prepared when the screen opened. Does nothing when no screen is open.
  public static func restoreTerminalFromSignalHandler() {
    screen_restore(ScreenSignals.state)
  }

  /// From now on SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE and SIGQUIT restore the terminal and then end the
  /// process as they do by default.
  public static func installCrashHandlers() {
    ScreenSignals.installCrashHandlers()
  }
}
