import ArgumentParser
import Dashboard

/// Which layout the panels are shown in: an option of every command that shows them.
struct LayoutChoice: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the panels are laid out: standard, charts, knobs, mirrored, or one of your own. (default: the one kept last "
        + "with V)", valueName: "name"))
  var layout: String?
}

extension ViewID: ExpressibleByArgument {
  /// By its name, with a hyphen for a blank if one likes, or by its digit.
  public init?(argument: String) {
    let name = argument.lowercased().replacing("-", with: " ")
    guard let view = ViewID.allCases.first(where: { $0.name == name }) ?? Int(argument).flatMap(ViewID.init(number:))
    else { return nil }
    self = view
  }
}
