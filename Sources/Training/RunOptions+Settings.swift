extension RunOptions {
  /// Every option that is given and is no knob, by its name in a file, in the order of the table of fields.
  public var settings: [(name: String, value: String)] {
    RunOptions.fields.compactMap { field in
      let value: String? =
        switch field.kind {
        case .text(let path): self[keyPath: path]
        case .integer(let path): self[keyPath: path].map { "\($0)" }
        case .unsigned(let path): self[keyPath: path].map { "\($0)" }
        case .number(let path): self[keyPath: path].map { "\($0)" }
        case .flag(let path): self[keyPath: path].map { $0 ? "yes" : "no" }
        }
      return value.map { (field.name, $0) }
    } + choices.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
