/// kdtop's version, as `--version`, logs and summaries give it.
enum Version {
  static let text = "0.1.0"
}
