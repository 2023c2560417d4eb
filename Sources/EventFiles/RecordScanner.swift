/// Finds the records of a file one after another, and the next good one where the file is damaged.
///
/// `offset` only ever moves past whole records and past damage that is followed by a good record, so the scanner
/// can be asked again when the file has grown.
struct RecordScanner {
  /// First byte that is not yet accounted for.
  private(set) var offset = 0
  /// Records with good checksums.
  private(set) var records = 0
  /// Records whose data did not match its checksum.
  private(set) var skippedRecords = 0
  /// Bytes of skipped records and of damage.
  private(set) var skippedBytes = 0
  /// What was after the last record when the scanner last came to the end.
  private(set) var tail = ReadStatistics.Tail.none
  /// Where to look next for a good record, while the bytes at `offset` are damaged.
  private var searchOffset: Int?
  /// The last record met in a search whose data is bad. If zeros begin inside it, it may still be filled.
  private var suspect: (start: Int, end: Int)?
  /// How many bytes may still be read twice. A file can be made so that every few bytes look like the header of a
  /// long record; this keeps reading it linear.
  private var backtracking = RecordFrame.maximumLength

  /// Looking for the first record of something that is not an event file ends here.
  static let longestPreamble = 64 << 20

  /// The data of the next good record that is complete, nil at the end; valid until the next call.
  ///
  /// - Parameter size: the size of the file.
  /// - Throws: `notAnEventFile` if there is no record at all, and `cannotRead`.
  @inline(__always)
  mutating func next(_ window: FileWindow, size: Int) throws(EventFileError) -> UnsafeRawBufferPointer? {
    while true {
      if searchOffset != nil {
        guard try search(window, size: size) else { return nil }
      }
      guard size - offset >= RecordFrame.headerSize else { return end(size > offset ? .torn : .none) }
      let head = try window.bytes(at: offset, minimum: RecordFrame.headerSize)
      guard head.count >= RecordFrame.headerSize, let start = head.baseAddress else { return end(.torn) }
      guard let length = RecordFrame.length(at: start) else {
        searchOffset = offset
        continue
      }
      let whole = RecordFrame.overhead + length
      guard whole <= size - offset else { return end(.torn) }
      let frame = try window.bytes(at: offset, minimum: whole)
      guard frame.count >= whole, let start = frame.baseAddress else { return end(.torn) }
      if RecordFrame.dataIsIntact(at: start, length: length) {
        offset += whole
        records += 1
        return UnsafeRawBufferPointer(start: start + RecordFrame.headerSize, count: length)
      }
      let last = start.loadUnaligned(fromByteOffset: whole - 4, as: UInt32.self)
      if last == 0, size - offset - whole < RecordFrame.headerSize { return end(.zeros) }
      try skipRecord(of: whole, window, size: size)
    }
  }

  private mutating func end(_ tail: ReadStatistics.Tail) -> UnsafeRawBufferPointer? {
    self.tail = tail
    return nil
  }

  /// Passes over a record with bad data. If what follows it is no record, its length may have swallowed good ones (a
  /// writer that died in the middle, and another that went on): then looks for them.
  private mutating func skipRecord(
    of whole: Int, _ window: FileWindow, size: Int
  ) throws(EventFileError) {
    skippedRecords += 1
    let next = offset + whole
    if size - next >= RecordFrame.headerSize, backtracking >= whole {
      let head = try window.bytes(at: next, minimum: RecordFrame.headerSize)
      if head.count >= RecordFrame.headerSize, let start = head.baseAddress, RecordFrame.length(at: start) == nil {
        backtracking -= whole
        searchOffset = offset + RecordFrame.headerSize
        suspect = (offset, next)
        return
      }
    }
    skippedBytes += whole
    offset = next
  }

  /// Looks for a good record from `searchOffset` on. True: `offset` is at one. False: none yet; `searchOffset` is
  /// where to go on when the file has grown.
  private mutating func search(_ window: FileWindow, size: Int) throws(EventFileError) -> Bool {
    var position = searchOffset ?? offset
    let first = position
    // Everything from here to `position` is zero, and may yet be written.
    var zeros = position
    while size - position >= RecordFrame.headerSize {
      let bytes = try window.bytes(at: position, minimum: RecordFrame.headerSize)
      guard bytes.count >= RecordFrame.headerSize, let base = bytes.baseAddress else { break }
      var index = 0
      var found: Int?
      while index + RecordFrame.headerSize <= bytes.count {
        if (base + index).loadUnaligned(as: UInt64.self) != 0 { zeros = position + index + 1 }
        found = RecordFrame.length(at: base + index)
        if found != nil { break }
        index += 1
      }
      backtracking = min(backtracking + 16 * index, RecordFrame.maximumLength)
      position += index
      guard let length = found else {
        if records == 0, position > Self.longestPreamble { break }
        continue
      }
      let whole = RecordFrame.overhead + length
      if whole > size - position {
        // Most likely the record being written now.
        searchOffset = position
        tail = .torn
        return false
      }
      if backtracking >= whole {
        let frame = try window.bytes(at: position, minimum: whole)
        guard frame.count >= whole, let start = frame.baseAddress else { break }
        if RecordFrame.dataIsIntact(at: start, length: length) {
          skippedBytes += position - offset
          offset = position
          (searchOffset, suspect) = (nil, nil)
          return true
        }
        backtracking -= whole
        suspect = (position, position + whole)
      }
      position += 1
      zeros = position
    }
    let endsInZeros = try onlyZeros(from: max(first, size - RecordFrame.overhead), to: size, window)
    tail = endsInZeros && zeros == first ? .zeros : .damaged
    searchOffset = max(first, min(position, zeros - RecordFrame.headerSize))
    if let suspect, endsInZeros, zeros < suspect.end {
      if suspect.start == offset, first > offset { skippedRecords -= 1 }
      searchOffset = suspect.start
      tail = .zeros
    }
    suspect = nil
    if offset == 0, records == 0, skippedRecords == 0, tail == .damaged {
      throw EventFileError(.notAnEventFile, path: window.path, offset: 0)
    }
    return false
  }

  /// Whether the bytes are zero; they are the last few, which the search does not reach.
  private func onlyZeros(from: Int, to: Int, _ window: FileWindow) throws(EventFileError) -> Bool {
    var position = from
    while position < to {
      let bytes = try window.bytes(at: position, minimum: 1)
      if bytes.isEmpty { return true }
      for byte in bytes.prefix(to - position) where byte != 0 { return false }
      position += bytes.count
    }
    return true
  }
}
