import ArgumentParser
import TerminalUI

/// `--symbols braille`.
extension SymbolSet: ExpressibleByArgument {}
