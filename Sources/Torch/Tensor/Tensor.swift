import CTorchAPI

/// An array of numbers with a shape, in the engine's memory, freed with the last reference.
///
/// Assignment shares; `clone()` copies. Operations make new tensors (views where libtorch makes views) and throw
/// `EngineError.operation` with the operands' shapes when these do not fit. Not `Sendable`: use one thread.
public final class Tensor {
  /// The type of the elements.
  public enum DType: Int32, Sendable, CaseIterable {
    case float32, float64, int64, uint8, bool

    /// Bytes an element takes.
    public var size: Int {
      switch self {
      case .float32: 4
      case .float64, .int64: 8
      case .uint8, .bool: 1
      }
    }

    var code: KDType { KDType(UInt32(rawValue)) }
  }

  let handle: OpaquePointer
  let table: Engine.Table

  init(handle: OpaquePointer, table: Engine.Table) {
    self.handle = handle
    self.table = table
  }

  deinit {
    table.pointee.tensor_free(handle)
  }

  /// The size of each dimension; empty for a scalar.
  public var shape: [Int] {
    (0..<table.pointee.ndims(handle)).map { Int(table.pointee.size(handle, $0)) }
  }

  /// The number of dimensions.
  public var rank: Int { Int(table.pointee.ndims(handle)) }

  /// The size of one dimension; a negative one counts from the end. 1 when there is no such dimension.
  public func size(_ dimension: Int) -> Int {
    let place = dimension < 0 ? dimension + rank : dimension
    return (0..<rank).contains(place) ? Int(table.pointee.size(handle, Int32(place))) : 1
  }

  /// The number of elements.
  public var count: Int { Int(table.pointee.count(handle)) }

  /// The type of the elements.
  public var dtype: DType { DType(rawValue: table.pointee.type(handle)) ?? .float32 }
}

extension Tensor: CustomStringConvertible {
  public var description: String { "Tensor(\(shape), \(dtype))" }
}
