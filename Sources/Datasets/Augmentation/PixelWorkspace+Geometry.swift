import Glibc

/// Operations that move pixels: each takes the nearest pixel of the image before, 0 where there is none.
extension PixelWorkspace {
  /// About the centre, counterclockwise when positive.
  func rotate(degrees: Double) {
    guard degrees != 0 else { return }
    let angle = -degrees * .pi / 180
    let (cosine, sine) = (cos(angle), sin(angle))
    let (centreX, centreY) = (Double(shape.width) / 2, Double(shape.height) / 2)
    transform(
      AffineMap(
        xx: cosine, xy: sine, x: centreX - cosine * centreX - sine * centreY,
        yx: -sine, yy: cosine, y: centreY + sine * centreX - cosine * centreY))
  }

  /// Row y moves left by `x`·y, column x up by `y`·x.
  func shear(x: Double, y: Double) {
    guard x != 0 || y != 0 else { return }
    transform(AffineMap(xx: 1, xy: x, x: 0, yx: y, yy: 1, y: 0))
  }

  /// To the right and down by whole pixels.
  func translate(x: Int, y: Int) {
    guard x != 0 || y != 0 else { return }
    keepCopy()
    var placement = PixelPlacement(shape)
    placement.horizontal.shift(by: x)
    placement.vertical.shift(by: y)
    placement.copy(scratch, to: pixels, shape)
  }

  /// 16.16 fixed point, as in Pillow, so that the same pixels are chosen.
  private func transform(_ map: AffineMap) {
    keepCopy()
    func fixed(_ value: Double) -> Int { Int((value * 65536 + 0.5).rounded(.down)) }
    let (xx, xy, yx, yy) = (fixed(map.xx), fixed(map.xy), fixed(map.yx), fixed(map.yy))
    var rowX = fixed(map.x + map.xx * 0.5 + map.xy * 0.5)
    var rowY = fixed(map.y + map.yx * 0.5 + map.yy * 0.5)
    for y in 0..<shape.height {
      var (sourceX, sourceY) = (rowX, rowY)
      for x in 0..<shape.width {
        let (column, row) = (sourceX >> 16, sourceY >> 16)
        let isInside = column >= 0 && column < shape.width && row >= 0 && row < shape.height
        var input = isInside ? row * shape.width + column : 0
        var output = y * shape.width + x
        for _ in 0..<shape.channels {
          pixels[output] = isInside ? scratch[input] : 0
          input += shape.area
          output += shape.area
        }
        sourceX += xx
        sourceY += yx
      }
      rowX += xy
      rowY += yy
    }
  }

  /// Where the pixel whose centre is (x, y) comes from: (`xx`·x + `xy`·y + `x`, `yx`·x + `yy`·y + `y`).
  private struct AffineMap {
    var xx, xy, x: Double
    var yx, yy, y: Double
  }
}
