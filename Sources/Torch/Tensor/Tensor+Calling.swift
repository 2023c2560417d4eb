import CTorchAPI

// How an operation calls the table: the operands stay alive over the call, an error names them.
extension Tensor {
  @inline(__always)
  static func make(
    _ name: StaticString, _ body: (Engine.Table) -> OpaquePointer?
  ) throws(EngineError) -> Tensor {
    let table = try Engine.table()
    guard let handle = body(table) else { throw Engine.failure(name, []) }
    return Tensor(handle: handle, table: table)
  }

  @inline(__always)
  static func make(
    _ name: StaticString, _ a: Tensor, _ body: (Engine.Table, OpaquePointer) -> OpaquePointer?
  ) throws(EngineError) -> Tensor {
    defer { withExtendedLifetime(a) {} }
    guard let handle = body(a.table, a.handle) else { throw Engine.failure(name, [a]) }
    return Tensor(handle: handle, table: a.table)
  }

  @inline(__always)
  static func make(
    _ name: StaticString, _ a: Tensor, _ b: Tensor,
    _ body: (Engine.Table, OpaquePointer, OpaquePointer) -> OpaquePointer?
  ) throws(EngineError) -> Tensor {
    defer { withExtendedLifetime((a, b)) {} }
    guard let handle = body(a.table, a.handle, b.handle) else { throw Engine.failure(name, [a, b]) }
    return Tensor(handle: handle, table: a.table)
  }

  @inline(__always)
  static func make(
    _ name: StaticString, _ a: Tensor, _ b: Tensor, _ c: Tensor?,
    _ body: (Engine.Table, OpaquePointer, OpaquePointer, OpaquePointer?) -> OpaquePointer?
  ) throws(EngineError) -> Tensor {
    defer { withExtendedLifetime((a, b, c)) {} }
    guard let handle = body(a.table, a.handle, b.handle, c?.handle) else {
      throw Engine.failure(name, [a, b] + (c.map { [$0] } ?? []))
    }
    return Tensor(handle: handle, table: a.table)
  }

  static func make(
    _ name: StaticString, list: [Tensor], _ body: (Engine.Table, [OpaquePointer?]) -> OpaquePointer?
  ) throws(EngineError) -> Tensor {
    defer { withExtendedLifetime(list) {} }
    let table = try Engine.table()
    guard let handle = body(table, list.map(\.handle)) else { throw Engine.failure(name, list) }
    return Tensor(handle: handle, table: table)
  }

  /// Two results, such as values and indices.
  static func makeTwo(
    _ name: StaticString, _ a: Tensor,
    _ body: (
      Engine.Table, OpaquePointer, UnsafeMutablePointer<OpaquePointer?>, UnsafeMutablePointer<OpaquePointer?>
    ) -> Int32
  ) throws(EngineError) -> (Tensor, Tensor) {
    defer { withExtendedLifetime(a) {} }
    var first: OpaquePointer?
    var second: OpaquePointer?
    guard body(a.table, a.handle, &first, &second) == 0, let first, let second else { throw Engine.failure(name, [a]) }
    return (Tensor(handle: first, table: a.table), Tensor(handle: second, table: a.table))
  }

  /// An operation that changes `self` or reads from it.
  @inline(__always)
  func act(
    _ name: StaticString, _ other: Tensor? = nil, _ body: (Engine.Table, OpaquePointer, OpaquePointer?) -> Int32
  ) throws(EngineError) {
    defer { withExtendedLifetime((self, other)) {} }
    if body(table, handle, other?.handle) != 0 { throw Engine.failure(name, [self] + (other.map { [$0] } ?? [])) }
  }
}

extension Array where Element == Int {
  /// The list as the table wants it.
  var int64: [Int64] { map(Int64.init) }
}
