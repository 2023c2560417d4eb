import TerminalUI

/// Keys of what takes the keyboard for a while: a line of text, a list, a question.
extension KeyTable {
  static let prompt: [KeyBinding] = [
    .init([], .typeText, in: .prompt, .prompt, "what you write", keysText: "any character", takesText: true),
    .init(
      [.init(.enter)], .applyText, in: .prompt, .prompt, "take it", hint: .init(keys: [.init(.enter)], label: "take it")
    ),
    .init([.init(.backspace), .init(.delete)], .eraseText, in: .prompt, .prompt, "erase the last letter"),
    .init(
      [.init(.escape)], .cancelText, in: .prompt, .prompt, "leave it",
      hint: .init(keys: [.init(.escape)], label: "leave it")),
    .init([control("c")], .quit, in: .prompt, .prompt, "leave"),
  ]

  static let overlay: [KeyBinding] = [
    .init(
      [.init(.up)] + keys("k"), .scrollUp, in: .overlay, .overlay, "up",
      hint: .init(keys: [.init(.up), .init(.down)], label: "scroll")),
    .init([.init(.down)] + keys("j"), .scrollDown, in: .overlay, .overlay, "down"),
    .init([.init(.pageUp)], .scrollPageUp, in: .overlay, .overlay, "a page up"),
    .init([.init(.pageDown)] + keys(" "), .scrollPageDown, in: .overlay, .overlay, "a page down"),
    .init([.init(.home)] + keys("g"), .scrollTop, in: .overlay, .overlay, "to the top"),
    .init([.init(.end)] + keys("G"), .scrollBottom, in: .overlay, .overlay, "to the bottom"),
    .init(
      [.init(.escape), .init(.enter), .init(.function(1))] + keys("q?M"), .closeOverlay, in: .overlay, .overlay,
      "close it", hint: .init(keys: [.init(.escape)], label: "close")),
    .init([control("c")], .quit, in: .overlay, .overlay, "leave"),
  ]

  static let list: [KeyBinding] = [
    .init(
      [.init(.up)] + keys("k"), .previousItem, in: .list, .list, "the one above, shown at once",
      hint: .init(keys: [.init(.up), .init(.down)], label: "try")),
    .init([.init(.down), .init(.tab)] + keys("jT"), .nextItem, in: .list, .list, "the one below, shown at once"),
    .init([.init(.home)] + keys("g"), .firstItem, in: .list, .list, "the first one"),
    .init([.init(.end)] + keys("G"), .lastItem, in: .list, .list, "the last one"),
    .init(
      [.init(.enter)] + keys(" "), .chooseItem, in: .list, .list, "keep what is shown",
      hint: .init(keys: [.init(.enter)], label: "keep")),
    .init(
      [.init(.escape)] + keys("q"), .leaveList, in: .list, .list, "back to what was before",
      hint: .init(keys: [.init(.escape)], label: "back")),
    .init([control("c")], .quit, in: .list, .list, "leave"),
  ]

  static let line: [KeyBinding] = [
    .init(
      [], .lineType, in: .line, .line, "what is wanted, letter by letter", keysText: "any character",
      takesText: true),
    .init(
      [.init(.enter)], .submit, in: .line, .line, "do it",
      hint: .init(keys: [.init(.enter)], label: "do it")),
    .init(
      [.init(.tab)], .complete, in: .line, .line, "complete to what is chosen in the list",
      hint: .init(keys: [.init(.tab)], label: "complete")),
    .init(
      [.init(.up), .init(.tab, .shift), control("p")], .previousCandidate, in: .line, .line,
      "choose the one above in the list", hint: .init(keys: [.init(.up), .init(.down)], label: "choose")),
    .init([.init(.down), control("n")], .nextCandidate, in: .line, .line, "choose the one below"),
    .init([.init(.backspace)], .lineErase, in: .line, .line, "erase; closes an empty line"),
    .init([.init(.delete), control("d")], .eraseNext, in: .line, .line, "erase what is under the cursor"),
    .init([control("w")], .eraseWord, in: .line, .line, "erase a word"),
    .init([control("u")], .eraseLine, in: .line, .line, "erase all before the cursor"),
    .init([.init(.left), control("b")], .cursorLeft, in: .line, .line, "the cursor to the left"),
    .init([.init(.right), control("f")], .cursorRight, in: .line, .line, "the cursor to the right"),
    .init([.init(.home), control("a")], .cursorStart, in: .line, .line, "the cursor to the beginning"),
    .init([.init(.end), control("e")], .cursorEnd, in: .line, .line, "the cursor to the end"),
    .init(
      [.init(.escape)], .leavePrompt, in: .line, .line, "close it; a filter is then as it was",
      hint: .init(keys: [.init(.escape)], label: "close")),
    .init([control("c")], .quit, in: .line, .line, "leave"),
  ]

  static let dialog: [KeyBinding] = [
    .init(
      [.init(.left), .init(.up), .init(.tab, .shift)] + keys("hk"), .previousChoice, in: .dialog, .dialog,
      "the answer before", hint: .init(keys: [.init(.left), .init(.right)], label: "choose")),
    .init(
      [.init(.right), .init(.down), .init(.tab)] + keys("lj"), .nextChoice, in: .dialog, .dialog, "the next answer"),
    .init(
      [.init(.enter)] + keys(" "), .choose, in: .dialog, .dialog, "take the answer shown",
      hint: .init(keys: [.init(.enter)], label: "take it")),
    .init(
      keys("sqy") + [control("c")], .saveAndQuit, in: .dialog, .dialog, "save the weights and quit",
      hint: .init(keys: keys("s"), label: "save and quit")),
    .init(
      keys("xQ"), .quitWithoutSaving, in: .dialog, .dialog, "quit without saving",
      hint: .init(keys: keys("x"), label: "quit")),
    .init(
      [.init(.escape)] + keys("cn"), .cancelQuit, in: .dialog, .dialog, "go on",
      hint: .init(keys: [.init(.escape)], label: "go on")),
  ]
}
