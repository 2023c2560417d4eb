import CNcurses
import Foundation

/// Giving the terminal to a shell and taking it back: ^Z, `fg`, and their signals.
extension CursesScreen {
  /// Stops the process with the terminal as it was found; returns when it is continued. In the foreground the screen is
  /// then drawn again; in the background it stays away until the terminal is this job's.
  ///
  /// - Parameter job: stops all processes of the job, as a terminal does at ^Z.
  func suspend(job: Bool) {
    guard isOpen, !stops.areIgnored else { return }
    select()
    if !isAway { giveBack() }
    let clock = ContinuousClock()
    let start = clock.now
    screen_stop(job ? 1 : 0)
    let (seconds, attoseconds) = start.duration(to: clock.now).components
    secondsStopped += Double(seconds) + Double(attoseconds) / 1e18
    retake()
  }

  /// Takes the terminal, and draws everything again, unless another job has it: touching it from the background would
  /// stop the process.
  func retake() {
    guard isOpen, screen_in_background(input) == 0 else { return }
    select()
    ScreenSignals.rearm()
    uninvited { _ = reset_prog_mode() }
    // A shell that saw the process stand still for a moment may have taken the terminal just now.
    guard screen_in_background(input) == 0 else { return giveBack() }
    mouse?.enable(output)
    TerminalBytes.write(ExplicitDirection.on, to: output)
    // What came meanwhile was not shown.
    if followSize() || isAway { pending.append(.resize(size)) }
    isAway = false
    // The first update after a stop sets the terminal once more.
    uninvited { redraw() }
    if screen_in_background(input) != 0 { giveBack() }
  }

  /// Leaves the terminal as it was found.
  private func giveBack() {
    mouse?.disable(output)
    TerminalBytes.write(ExplicitDirection.off, to: output)
    uninvited { _ = endwin() }
    ScreenSignals.disarm()
    isAway = true
  }

  /// Sets the terminal without being stopped for it when it has become another job's.
  private func uninvited(_ body: () -> Void) {
    var mask = sigset_t()
    screen_begin_uninvited(&mask)
    body()
    screen_end_uninvited(&mask)
  }
}
