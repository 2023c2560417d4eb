/// TensorBoard's element types (`DataType` in types.proto) that kdtop reads.
enum TensorType: Int32 {
  case float = 1
  case double = 2
  case int32 = 3
  case uint8 = 4
  case int16 = 5
  case int8 = 6
  case string = 7
  case int64 = 9
  case bool = 10
  case bfloat16 = 14
  case uint16 = 17
  case half = 19
  case uint32 = 22
  case uint64 = 23

  /// Bytes of an element in `tensor_content`; 0 for strings, which have no fixed size.
  var size: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .int16, .uint16, .half, .bfloat16: 2
    case .float, .int32, .uint32: 4
    case .double, .int64, .uint64: 8
    case .string: 0
    }
  }
}
