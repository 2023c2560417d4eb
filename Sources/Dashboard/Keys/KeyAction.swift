/// What a key does.
public enum KeyAction: Hashable, Sendable, CaseIterable {
  case pauseOrResume, step, throttle, stopDistilling, saveCheckpoint
  case fork, undo
  case rewindBack, rewindForward, rewindBackFar, rewindForwardFar, rewindStart, rewindEnd
  case rewindPreviousChange, rewindNextChange
  case playOrPause, seekBack, seekForward, seekBackFar, seekForwardFar, seekStart, seekEnd
  case slower, faster, previousChange, nextChange
  case nextHead, previousHead, nextLayer, previousLayer, writeSentence
  case previousKnob, nextKnob, turnDown, turnUp, turnDownCoarse, turnUpCoarse, resetKnob
  case startTyping, editValue, typeCharacter, eraseCharacter, applyTyped, cancelTyped
  case previousClass, nextClass
  case previewDown, previewUp, previewDownCoarse, previewUpCoarse, applyPreview, dropPreview
  case showView, nextView, previousView, nextLayout, saveLayout, wider, narrower, taller, shorter
  case listUp, listDown, listPageUp, listPageDown, listTop, listBottom, nextKind, previousKind
  case nextPanel, previousPanel, togglePanel, maximise, back, nextPage, previousPage
  case logAxis, range, xUnit, smoothMore, smoothLess, zoomIn, zoomOut, panLeft, panRight
  case crosshair, crosshairLeft, crosshairRight, soloCurve
  case writeNote, savePicture, typeText, eraseText, applyText, cancelText
  case help, messages, themes, filter, palette
  case scrollUp, scrollDown, scrollPageUp, scrollPageDown, scrollTop, scrollBottom, closeOverlay
  case previousItem, nextItem, firstItem, lastItem, chooseItem, leaveList
  case lineType, lineErase, eraseNext, eraseWord, eraseLine, cursorLeft, cursorRight, cursorStart, cursorEnd
  case complete, previousCandidate, nextCandidate, submit, leavePrompt
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
  case views = "Views and their layout"
  case panels = "Panels"
  case charts = "Charts"
  case lists = "Lists and the log"
  case sentences = "In a run on text, in the view inspect"
  case general = "Everywhere"
  case prompt = "Typing text"
  case overlay = "In a list"
  case list = "Choosing a theme"
  case line = "Typing a command or a filter"
  case dialog = "When asked before quitting"
  case vim = "With vim = true"
  case mouse = "Mouse"
}
