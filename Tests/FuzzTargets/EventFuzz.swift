import Dashboard
import EventFiles
import RunModel
import TerminalUI

/// Mode: bits 0 and 1, what the bytes are (0: a file; 1: the data of records, a piece each; 2 and 3: what
/// `EventMessage` makes records of, a piece each); bit 2, read as a log directory; bit 3, in two goes, as a file that
/// grows; bit 4, draw a frame; bit 5, a second run has the same file; bit 6, draw a small frame as of the middle; bit
/// 7, in small chunks, one event at a time.
enum EventFuzz {
  static let place: FuzzPlace = {
    let place = FuzzPlace("events")
    place.makeDirectory("below")
    return place
  }()
  private static let name = "events.out.tfevents.1700000000.host.1.0"
  private static let below = "below/events.out.tfevents.1700000001.host.1.0"

  static func run(_ bytes: [UInt8]) {
    let input = FuzzInput(bytes)
    let file = file(input)
    let store = RunStore()
    let halves = input.flag(3) ? [file.prefix(file.count / 2), file.dropFirst(file.count / 2)] : [file[...]]
    place.write(halves[0], to: name)
    if input.flag(5) { place.write(halves[0], to: below) } else { place.remove(below) }
    do {
      if input.flag(2) {
        try readDirectory(input, halves.dropFirst(), store)
      } else {
        try readFile(input, halves.dropFirst(), store)
      }
    } catch {
      _ = "\(error)"
    }
    if input.flag(4) { draw(store, input) }
  }

  private static func file(_ input: FuzzInput) -> [UInt8] {
    guard input.mode & 3 > 0 else { return input.rest }
    var file: [UInt8] = []
    for piece in input.pieces() {
      RecordFrame.append(to: &file) { $0 += input.mode & 3 == 1 ? piece : EventMessage.data(from: piece) }
    }
    return file
  }

  private static func readFile(
    _ input: FuzzInput, _ more: ArraySlice<ArraySlice<UInt8>>, _ store: RunStore
  ) throws(EventFileError) {
    let reader = EventFileReader(path: place.path(of: name), chunkSize: input.flag(7) ? 64 : 1 << 18)
    func read() throws(EventFileError) {
      if input.flag(7) {
        while let event = try reader.next() { store.apply(event) }
      } else {
        try reader.read { store.apply($0) }
      }
    }
    try read()
    for half in more {
      place.append(half, to: name)
      try read()
    }
    check(reader.statistics, store)
  }

  private static func readDirectory(
    _ input: FuzzInput, _ more: ArraySlice<ArraySlice<UInt8>>, _ store: RunStore
  ) throws(EventFileError) {
    let directory = try LogDirectory(path: place.path)
    try directory.read { store.apply($0.event, run: $0.run) }
    for half in more {
      place.append(half, to: name)
      if input.flag(5) { place.append(half, to: below) }
      try directory.read { store.apply($0.event, run: $0.run) }
    }
    _ = directory.problems.map(\.description)
    check(directory.statistics, store)
  }

  private static func check(_ statistics: ReadStatistics, _ store: RunStore) {
    _ = statistics.damage
    precondition(statistics.events == store.position, "every event is counted once")
  }

  private static func draw(_ store: RunStore, _ input: FuzzInput) {
    let isSmall = input.flag(6)
    let step = isSmall ? RunView(store, position: store.position / 2).step : nil
    _ = Dashboard.snapshot(
      store: store, atStep: step, size: isSmall ? Size(width: 40, height: 12) : Size(width: 100, height: 30),
      title: "fuzz")
  }
}
