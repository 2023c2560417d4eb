import RunModel

/// The event files of one run, read one after another as if they were one.
final class RunStream {
  let name: String
  private(set) var readers: [EventFileReader] = []
  private var paths: Set<String> = []
  /// Files that are no event files.
  private var rejected: Set<String> = []
  /// The file that `next` is in.
  private var current = 0
  /// Whether a file was replaced: everything must be read again.
  private(set) var wasRestarted = false

  init(name: String) { self.name = name }

  /// Takes in the files of `found` that are new, in their place.
  func add(_ found: [String], chunkSize: Int, keepOpen: Bool) {
    let new = found.filter { paths.insert($0).inserted }
    guard !new.isEmpty else { return }
    readers += new.map { EventFileReader(window: FileWindow(path: $0, chunk: chunkSize, keepOpen: keepOpen)) }
    readers.sort { Self.precedes($0.path, $1.path) }
    current = 0
  }

  /// Delivers everything that is complete now.
  func readAll(
    report: (EventFileError) throws(EventFileError) -> Void, into body: (Event) -> Void
  ) throws(EventFileError) -> EventFileReader.Outcome {
    for reader in readers where !rejected.contains(reader.path) {
      do {
        if try reader.read(into: body) == .restarted { return .restarted }
      } catch {
        try handle(error, of: reader, report)
      }
    }
    return .upToDate
  }

  /// The next event of the run; nil when no other is complete now, or when a file was replaced.
  func next(report: (EventFileError) throws(EventFileError) -> Void) throws(EventFileError) -> Event? {
    while current < readers.count {
      let reader = readers[current]
      if !rejected.contains(reader.path) {
        let restarts = reader.restarts
        do {
          if let event = try reader.next() { return event }
        } catch {
          try handle(error, of: reader, report)
        }
        if reader.restarts != restarts {
          wasRestarted = true
          return nil
        }
      }
      current += 1
    }
    current = 0
    return nil
  }

  private func handle(
    _ error: EventFileError, of reader: EventFileReader, _ report: (EventFileError) throws(EventFileError) -> Void
  ) throws(EventFileError) {
    // A file that is gone since it was found has nothing more to say.
    if error.problem == .missing, reader.offset > 0 { return }
    try report(error)
    if error.problem == .notAnEventFile { rejected.insert(reader.path) }
  }

  private static func precedes(_ a: String, _ b: String) -> Bool {
    EventFileName.precedes(EventFileName(lastComponent(a)), EventFileName(lastComponent(b)))
  }

  private static func lastComponent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}
