import Torch

/// Weights that somebody else trained, under the names of one of ours.
///
/// The same network is written with slightly different names in the repositories people download from. These differences
/// are understood:
/// - `module.` in front of every name, from `DataParallel`;
/// - the head: `fc`, `linear`, `classifier` or `head`, also as the only layer of a `Sequential` (`classifier.1`);
/// - the projection of a shortcut: `downsample`, `shortcut` or `convShortcut`;
/// - no `num_batches_tracked`, in files of PyTorch before 0.4.1: taken as 0.
///
/// Anything else that does not fit is refused.
public enum WeightNames {
  /// The tensors of `saved` by the names of `network`; `saved` itself when these are its names already.
  /// - Throws: `WeightNamesError` for the first tensor, in alphabetical order, that has no place, is missing, is there
  ///   twice or has another shape.
  public static func matching(_ saved: [String: Tensor], to network: any Module) throws -> [String: Tensor] {
    let mine = network.state
    if saved.count == mine.count, saved.keys.allSatisfy({ mine[$0] != nil }) { return saved }
    let common = Dictionary(grouping: mine.keys, by: commonForm)
    var sources: [String: String] = [:]
    for name in saved.keys.sorted() {
      guard let tensor = saved[name] else { continue }
      let candidates = common[commonForm(name)] ?? []
      guard let target = mine[name] != nil ? name : candidates.count == 1 ? candidates.first : nil else {
        throw WeightNamesError.unknown(name, shape: tensor.shape)
      }
      if let first = sources[target] { throw WeightNamesError.twice(target, first, name) }
      sources[target] = name
    }
    var result: [String: Tensor] = [:]
    for (name, tensor) in mine.sorted(by: { $0.key < $1.key }) {
      if let source = sources[name], let found = saved[source] {
        guard found.shape == tensor.shape else {
          throw WeightNamesError.shape(source, expected: tensor.shape, found: found.shape)
        }
        result[name] = found
      } else if name.hasSuffix(".num_batches_tracked") {
        result[name] = try tensor.zerosLike()
      } else {
        throw WeightNamesError.missing(name, shape: tensor.shape)
      }
    }
    return result
  }

  private static let heads: Set<Substring> = ["fc", "linear", "classifier", "head"]
  private static let shortcuts: Set<Substring> = ["downsample", "shortcut", "convShortcut"]

  /// What all spellings of a name have in common.
  private static func commonForm(_ name: String) -> String {
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.first == "module" { parts.removeFirst() }
    parts = parts.map { shortcuts.contains($0) ? "downsample" : $0 }
    if let first = parts.first, heads.contains(first) {
      parts[0] = "fc"
      if parts.count == 3, Int(parts[1]) != nil { parts.remove(at: 1) }
    }
    return parts.joined(separator: ".")
  }
}

/// A file's tensors that are not those of the network.
public enum WeightNamesError: Error, Equatable, CustomStringConvertible {
  /// The network has no place for it.
  case unknown(String, shape: [Int])
  /// The network needs it.
  case missing(String, shape: [Int])
  case shape(String, expected: [Int], found: [Int])
  /// Two tensors of the file are the same one of the network.
  case twice(String, String, String)

  public var description: String {
    switch self {
    case .unknown(let name, let shape): "the network has no \(name), which has shape \(shape)"
    case .missing(let name, let shape): "the saved tensors have no \(name), which has shape \(shape)"
    case .shape(let name, let expected, let found): "\(name) has shape \(found), the network needs \(expected)"
    case .twice(let name, let first, let second): "\(first) and \(second) are both the network's \(name)"
    }
  }
}
