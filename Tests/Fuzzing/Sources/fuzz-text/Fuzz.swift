import FuzzTargets

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.text.run(UnsafeBufferPointer(start: bytes, count: count))
  return 0
}
