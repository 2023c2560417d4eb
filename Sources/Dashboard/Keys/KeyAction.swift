/// What a key does.
public enum KeyAction: Hashable, Sendable, CaseIterable {
  case pauseOrResume, step, throttle, stopDistilling, saveCheckpoint
  case fork, undo
  case rewindBack, rewindForward, rewindBackFar, rewindForwardFar, rewindStart, rewindEnd
  case rewindPreviousChange, rewindNextChange
  case playOrPause, seekBack, seekForward, seekBackFar, seekForwardFar, seekStart, seekEnd
  case slower, faster, previousChange, nextChange
  case previousKnob, nextKnob, turnDown, turnUp, turnDownCoarse, turnUpCoarse, resetKnob
  case startTyping, editValue, typeCharacter, eraseCharacter, applyTyped, cancelTyped
  case previousClass, nextClass
  case nextPanel, previousPanel, togglePanel, maximise, back, nextPage, previousPage
  case logAxis, range, xUnit, smoothMore, smoothLess, zoomIn, zoomOut, panLeft, panRight
  case crosshair, crosshairLeft, crosshairRight, soloCurve
  case writeNote, savePicture, typeText, eraseText, applyText, cancelText
  case help, messages
  case scrollUp, scrollDown, scrollPageUp, scrollPageDown, scrollTop, scrollBottom, closeOverlay
  case previousChoice, nextChoice, choose, saveAndQuit, quitWithoutSaving, cancelQuit
  case quit
}

/// Headings of the help screen, in its order.
public enum KeyGroup: String, Sendable, CaseIterable {
  case training = "Training"
  case knobs = "Knobs"
  case typing = "Typing a value"
  case replay = "Replay"
  case history = "What happened, and what would have"
  case panels = "Panels"
  case charts = "Charts"
  case general = "Everywhere"
  case prompt = "Typing text"
  case overlay = "In a list"
  case dialog = "When asked before quitting"
  case mouse = "Mouse"
}
