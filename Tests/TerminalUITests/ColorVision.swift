@testable import TerminalUI

/// Colours as people without one kind of cone see them: Machado, Oliveira and Fernandes, "A Physiologically-based Model
/// for Simulation of Color Vision Deficiency" (2009), severity 1.
enum ColorVision: CaseIterable {
  case full, protanopia, deuteranopia, tritanopia

  /// The colour that somebody with all cones would have to look at to see the same.
  func seen(_ color: RGB) -> RGB {
    let (r, g, b) = color.linear
    let m = matrix
    return RGB(
      linear: m[0] * r + m[1] * g + m[2] * b, m[3] * r + m[4] * g + m[5] * b, m[6] * r + m[7] * g + m[8] * b)
  }

  /// How different two colours look: the distance in OKLab, 1 between black and white.
  func difference(_ one: RGB, _ other: RGB) -> Double {
    let difference = seen(one).okLab - seen(other).okLab
    return (difference * difference).sum().squareRoot()
  }

  private var matrix: [Double] {
    switch self {
    case .full: [1, 0, 0, 0, 1, 0, 0, 0, 1]
    case .protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]
    case .deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881]
    case .tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900]
    }
  }
}
