import RunModel
import TerminalUI

extension DashboardState {
  /// Takes in what the person did.
  /// - Parameter now: seconds of any steady clock, the same as for `advance(to:)`.
  /// - Returns: what the caller has to do for it.
  public mutating func handle(_ event: InputEvent, store: RunStore, now: Double) -> [DashboardAction] {
    switch event {
    case .key(let key): return handle(key, store: store, now: now)
    case .mouse(let mouse): return handle(mouse, scene: Scene(self, store), now: now)
    case .resize(let size):
      self.size = size
      return []
    case .wake: return []
    case .hangup: return [.leave(.hangup)]
    }
  }

  private mutating func handle(_ key: KeyEvent, store: RunStore, now: Double) -> [DashboardAction] {
    let scene = Scene(self, store)
    guard let action = action(for: key, scene) else {
      guard key.modifiers.contains(.alt) else { return [] }
      // Over a slow line Esc and the key after it arrive together, and look like one key with Alt.
      let plain = KeyEvent(key.key, key.modifiers.subtracting(.alt))
      return handle(KeyEvent(.escape), store: store, now: now) + handle(plain, store: store, now: now)
    }
    // What was said before is answered, or old. Esc is what takes a message away, and nothing else then.
    if action != .back { message = nil }
    return perform(action, key: key, scene: scene, now: now)
  }

  private func action(for key: KeyEvent, _ scene: Scene) -> KeyAction? {
    let bound = keys.binding(for: key, in: scene.context)?.action
    // A list that there is no room to show is not closed first.
    let isHidden = scene.context == .overlay && scene.layout.isTooSmall
    if isHidden, keys.binding(for: key, in: .panels)?.action == .quit { return .quit }
    return bound
  }

  /// - Parameter key: the key that was pressed, for actions that ask which.
  mutating func perform(
    _ action: KeyAction, key: KeyEvent, scene: Scene, now: Double
  ) -> [DashboardAction] {
    switch action {
    case .pauseOrResume, .step, .throttle, .stopDistilling, .saveCheckpoint:
      return performTraining(action, scene, now: now)
    case .playOrPause, .seekBack, .seekForward, .seekBackFar, .seekForwardFar, .seekStart, .seekEnd, .slower, .faster,
      .previousChange, .nextChange:
      performReplay(action, scene, now: now)
    case .previousKnob, .nextKnob, .turnDown, .turnUp, .turnDownCoarse, .turnUpCoarse, .resetKnob, .startTyping,
      .editValue, .typeCharacter, .eraseCharacter, .applyTyped, .cancelTyped:
      return performKnob(action, key: key, scene, now: now)
    case .previousClass, .nextClass, .nextPanel, .previousPanel, .maximise, .back, .nextPage, .previousPage:
      performView(action, scene)
    case .logAxis, .range, .xUnit, .smoothMore, .smoothLess, .zoomIn, .zoomOut, .panLeft, .panRight, .crosshair,
      .crosshairLeft, .crosshairRight, .soloCurve:
      performChart(action, scene, now: now)
    case .showView, .nextView, .previousView, .togglePanel, .nextLayout, .saveLayout, .wider, .narrower, .taller,
      .shorter:
      return performLayout(action, key: key, scene, now: now)
    case .listUp, .listDown, .listPageUp, .listPageDown, .listTop, .listBottom, .nextKind, .previousKind:
      performList(action, scene)
    case .previewDown, .previewUp, .previewDownCoarse, .previewUpCoarse, .applyPreview, .dropPreview:
      return performPreview(action, scene, now: now)
    case .rewindBack, .rewindForward, .rewindBackFar, .rewindForwardFar, .rewindStart, .rewindEnd,
      .rewindPreviousChange, .rewindNextChange:
      performRewind(action, scene, now: now)
    case .writeNote, .savePicture, .typeText, .eraseText, .applyText, .cancelText:
      return performPrompt(action, key: key, scene, now: now)
    case .nextHead, .previousHead, .nextLayer, .previousLayer, .writeSentence:
      performSentence(action, scene, now: now)
    case .fork, .undo: return performFork(action, scene, now: now)
    case .help: overlay = .help(scroll: 0)
    case .messages: overlay = .messages(scroll: 0)
    case .themes: openThemes()
    case .filter: openFilter()
    case .palette: openPalette()
    case .lineType, .lineErase, .eraseNext, .eraseWord, .eraseLine, .cursorLeft, .cursorRight, .cursorStart,
      .cursorEnd, .complete, .previousCandidate, .nextCandidate, .submit, .leavePrompt:
      performFilter(action, key: key)
      return performPalette(action, key: key, scene, now: now)
    case .previousItem, .nextItem, .firstItem, .lastItem, .chooseItem, .leaveList:
      return performThemes(action, now: now)
    case .scrollUp, .scrollDown, .scrollPageUp, .scrollPageDown, .scrollTop, .scrollBottom, .closeOverlay:
      performOverlay(action, scene)
    case .previousChoice, .nextChoice, .choose, .saveAndQuit, .quitWithoutSaving, .cancelQuit, .quit:
      return performQuit(action, scene)
    }
    return []
  }

  // MARK: - Leaving

  private mutating func performQuit(_ action: KeyAction, _ scene: Scene) -> [DashboardAction] {
    switch action {
    case .quit: return askToQuit(scene)
    case .previousChoice, .nextChoice:
      if case .quit(let choice) = overlay { overlay = .quit(choice: choice.moved(by: action == .nextChoice ? 1 : -1)) }
    case .choose:
      if case .quit(let choice) = overlay { return answer(choice) }
    case .saveAndQuit: return answer(.saveAndQuit)
    case .quitWithoutSaving: return answer(.quit)
    default: return answer(.cancel)
    }
    return []
  }

  private mutating func askToQuit(_ scene: Scene) -> [DashboardAction] {
    typed = nil
    guard mode == .live, scene.view.status?.isOver != true else { return [.leave(.quit(saving: false))] }
    // Before the first step there is nothing to save and nothing to lose.
    if scene.view.step == 0 { return answer(.quit) }
    overlay = .quit(choice: .saveAndQuit)
    return []
  }

  mutating func answer(_ choice: QuitChoice, from source: Command.Source = .keyboard) -> [DashboardAction] {
    overlay = nil
    guard choice != .cancel else { return [] }
    let saving = choice == .saveAndQuit
    return [.send(Command(.quit(saving: saving), from: source)), .leave(.quit(saving: saving))]
  }

  // MARK: - Training

  private mutating func performTraining(_ action: KeyAction, _ scene: Scene, now: Double) -> [DashboardAction] {
    guard canTrain(scene, now: now) else { return [] }
    let status = scene.view.status
    switch action {
    case .pauseOrResume:
      let isPaused = pendingPause ?? (status?.state == .paused)
      pendingPause = !isPaused
      return [.send(Command(isPaused ? .resume : .pause, from: .keyboard))]
    case .step:
      pendingPause = true
      return [.send(Command(.step, from: .keyboard))]
    case .stopDistilling: return toggleDistilling(scene, now: now)
    case .saveCheckpoint: return [.send(Command(.checkpoint, from: .keyboard))]
    default: return toggleThrottle(scene, now: now)
    }
  }
  /// Whether there is a trainer to ask for something. Says so when it has ended.
  mutating func canTrain(_ scene: Scene, now: Double) -> Bool {
    guard mode == .live else { return false }
    guard scene.view.status?.isOver == true else { return true }
    say(.info, "training has ended", now: now)
    return false
  }
}
