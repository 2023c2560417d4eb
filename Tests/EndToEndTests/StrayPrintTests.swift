import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// A library that prints: its words go where nobody's screen is.
  @Suite(.serialized) struct StrayPrints {
    let place: Workplace
    let kdtop: String

    init() throws {
      place = try Workplace()
      kdtop = try Program.path()
    }

    /// A library that talks on both streams, ten times a second, from the moment it is opened.
    private static let talker = """
      #include <dlfcn.h>
      #include <pthread.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <unistd.h>
      static void *talk(void *unused) {
        for (int number = 0;; number++) {
          printf("stray words %d on standard output\\n", number);
          fflush(stdout);
          fprintf(stderr, "stray words %d on standard error\\n", number);
          usleep(100000);
        }
        return unused;
      }
      __attribute__((constructor)) static void begin(void) {
        pthread_t thread;
        const char *only = getenv("TALKER_IN");
        if (only == NULL || getenv("TALKING") != NULL) return;
        setenv("TALKING", "yes", 1);
        pthread_create(&thread, NULL, talk, NULL);
      }
      const void *kdtop_engine(void) {
        void *library = dlopen(getenv("REAL_ENGINE"), RTLD_NOW | RTLD_LOCAL);
        if (library == NULL) return NULL;
        return ((const void *(*)(void))dlsym(library, "kdtop_engine"))();
      }
      """

    /// Compiles the library.
    private func library() throws -> String {
      let (source, library) = (place.file("talker.c"), place.file("talker.so"))
      try Self.talker.write(toFile: source, atomically: true, encoding: .utf8)
      let compiled = try Program.run(
        command: "/usr/bin/env", ["cc", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread"])
      guard compiled.status == 0 else { throw EndToEndError(description: "cc: \(compiled.errors)") }
      return library
    }

    /// An engine that prints while it works.
    @Test func anEnginesWordsGoToTheRunsLog() throws {
      let engine = URL(fileURLWithPath: kdtop).deletingLastPathComponent().path + "/libkdtop-engine.so"
      let terminal = try Tmux(
        "TALKER_IN=engine KDTOP_ENGINE='\(try library())' REAL_ENGINE='\(engine)' \(kdtop) launch --name run "
          + "--teacher-epochs 1 --set throttle=40 --steps 100000", in: place.path)
      try terminal.wait(for: "distil", "teacher entropy")
      let log = place.file("runs/run/kdtop.log")
      try eventually {
        let text = try String(contentsOfFile: log, encoding: .utf8)
        return text.contains("stray words 9 on standard output") && text.contains("stray words 9 on standard error")
      } otherwise: {
        "the words are not in kdtop.log"
      }
      // The words may come before the student's first step.
      let screen = try terminal.wait(for: "╭ loss", "╭ knobs", "━ student")
      #expect(!screen.contains("stray"), "\(screen)")
      try terminal.press("q")
      try terminal.wait(for: "save and quit")
      try terminal.press("s")
      try terminal.wait(for: "exit code 0", "run saved")
      #expect(try RunLog(place.file("runs/run")).wrongTotals() == [])
    }

    /// A replay writes nothing next to the log: what is printed while it has the screen is shown afterwards.
    @Test func wordsDuringAReplayComeWhenItIsOver() throws {
      let terminal = try Tmux(
        "LD_PRELOAD='\(try library())' TALKER_IN=any \(kdtop) replay \(Fixture.path("pytorch-kd")) --speed 0.25",
        in: place.path)
      try terminal.wait(for: "╭ train/loss")
      usleep(1_500_000)
      try terminal.press("?")
      try terminal.wait(for: "play or pause")
      let screen = try terminal.screen()
      #expect(!screen.contains("stray"), "\(screen)")
      try terminal.press("Escape")
      try terminal.press("q")
      let after = try terminal.wait(for: "exit code 0", "stray words")
      #expect(after.contains("on standard output") && after.contains("on standard error"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).sorted() == ["talker.c", "talker.so"])
    }

    /// A run that begins in a replay, and one that is forked from it, each have the words of their own time.
    @Test func wordsOfAForkGoToTheForksLog() throws {
      let base = try Program.run(
        ["launch", "--headless", "--name", "run", "--teacher-epochs", "1", "--steps", "400", "--set", "throttle=100"],
        in: place.path)
      #expect(base.status == 0, "\(base.errors)")
      let engine = URL(fileURLWithPath: kdtop).deletingLastPathComponent().path + "/libkdtop-engine.so"
      let terminal = try Tmux(
        "TALKER_IN=engine KDTOP_ENGINE='\(try library())' REAL_ENGINE='\(engine)' \(kdtop) replay runs/run "
          + "--from-step 50", in: place.path)
      try terminal.wait(for: "╭ loss", "▶")
      for _ in 0..<2 {
        let before = Set(try FileManager.default.contentsOfDirectory(atPath: place.file("runs")))
        try terminal.press("f")
        try eventually {
          let now = try FileManager.default.contentsOfDirectory(atPath: place.file("runs"))
          guard let fork = now.first(where: { !before.contains($0) }) else { return false }
          let text = (try? String(contentsOfFile: place.file("runs/\(fork)/kdtop.log"), encoding: .utf8)) ?? ""
          return text.contains("on standard output") && text.contains("on standard error")
        } otherwise: {
          "no fork with the engine's words in its log:\n\((try? terminal.screen()) ?? "")"
        }
        #expect(try !terminal.screen().contains("stray"))
      }
    }

    /// What a program says before it dies is most worth reading.
    @Test func wordsBeforeACrashAreShown() throws {
      let terminal = try Tmux(
        "SWIFT_BACKTRACE=enable=no LD_PRELOAD='\(try library())' TALKER_IN=any \(kdtop) replay "
          + "\(Fixture.path("pytorch-kd")) --speed 0.25", in: place.path)
      try terminal.wait(for: "╭ train/loss")
      usleep(500_000)
      kill(try terminal.processIdentifier(), SIGABRT)
      try terminal.wait(for: "exit code 134", "stray words")
      try terminal.wait(for: .shell)
    }
  }
}
