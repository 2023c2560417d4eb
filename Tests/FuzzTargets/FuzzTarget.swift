/// A reader of files from anywhere, to be run on any bytes: it must neither crash nor hang nor ask for much memory.
///
/// Tests/Fuzzing lets libFuzzer choose the bytes; the ordinary tests run what is in its corpus.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case cifar, events, idx, safetensors, text, toml

  /// Reads `bytes`, whatever they are, and uses what was read.
  public func run(_ bytes: UnsafeBufferPointer<UInt8>) {
    let input = [UInt8](bytes)
    switch self {
    case .cifar: CIFARFuzz.run(input)
    case .events: EventFuzz.run(input)
    case .idx: IDXFuzz.run(input)
    case .safetensors: SafetensorsFuzz.run(input)
    case .text: TextFuzz.run(input)
    case .toml: TOMLFuzz.run(input)
    }
  }

  /// Removes the files of the target's runs.
  public func cleanUp() {
    switch self {
    case .cifar: CIFARFuzz.places.forEach { $0.removeAll() }
    case .events: EventFuzz.place.removeAll()
    case .idx: IDXFuzz.place.removeAll()
    case .safetensors: SafetensorsFuzz.place.removeAll()
    case .text: TextFuzz.place.removeAll()
    case .toml: TOMLFuzz.place.removeAll()
    }
  }
}
