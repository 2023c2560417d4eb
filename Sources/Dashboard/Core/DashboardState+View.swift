import Foundation
import RunModel
import TerminalUI

extension DashboardState {
  mutating func performView(_ action: KeyAction, _ scene: Scene) {
    switch action {
    case .previousClass: chooseClass(selectedClass - 1, scene)
    case .nextClass: chooseClass(selectedClass + 1, scene)
    case .nextPanel: moveFocus(by: 1, scene)
    case .previousPanel: moveFocus(by: -1, scene)
    case .maximise:
      isMaximised.toggle()
      focus = scene.focus
    case .back: goBack(scene)
    default: turnPage(by: action == .nextPage ? 1 : -1, scene)
    }
  }

  mutating func chooseClass(_ index: Int, _ scene: Scene) {
    let count = SoftTargetsData.classCount(in: scene.view)
    guard count > 0 else { return }
    let place = index % count
    selectedClass = place < 0 ? place + count : place
  }

  private mutating func moveFocus(by places: Int, _ scene: Scene) {
    let shown = scene.visiblePanels
    guard !shown.isEmpty else { return }
    let current = shown.firstIndex { $0.id == scene.focus } ?? 0
    focus = shown[(current + places + shown.count) % shown.count].id
  }

  mutating func turnPage(by places: Int, _ scene: Scene) {
    let layout = scene.layout
    let page = min(max(layout.page + places, 0), layout.pages - 1)
    guard page != layout.page, layout.pageStarts.indices.contains(page) else { return }
    focus = layout.pageStarts[page]
  }

  private mutating func goBack(_ scene: Scene) {
    if previewTemperature != nil {
      previewTemperature = nil
      return
    }
    // What is over the present is closed first.
    if rewind != nil {
      rewind = nil
      return
    }
    if !filter.isEmpty, message == nil {
      filter = ""
      return
    }
    if message != nil {
      message = nil
    } else if charts.cursor != nil {
      charts.cursor = nil
    } else if charts.window != nil {
      charts.window = nil
    } else if isMaximised {
      isMaximised = false
    } else if scene.visiblePanels.isEmpty {
      hidden = []
    }
  }

  // MARK: - Lists over the panels

  mutating func performOverlay(_ action: KeyAction, _ scene: Scene) {
    guard action != .closeOverlay else {
      overlay = nil
      return
    }
    let list: OverlayList
    let scroll: Int
    switch overlay {
    case .help(let place): (list, scroll) = (OverlayList.help(scene), place)
    case .messages(let place): (list, scroll) = (OverlayList.messages(scene), place)
    default: return
    }
    let page = max(1, list.visibleRows(in: scene.size) - 1)
    let wanted: Int =
      switch action {
      case .scrollUp: scroll - 1
      case .scrollDown: scroll + 1
      case .scrollPageUp: scroll - page
      case .scrollPageDown: scroll + page
      case .scrollTop: 0
      default: list.lines.count
      }
    let place = min(max(wanted, 0), list.lastScroll(in: scene.size))
    if case .help = overlay { overlay = .help(scroll: place) } else { overlay = .messages(scroll: place) }
  }
}
