import Foundation
import RunModel
import Synchronization
import Testing

@testable import Training

/// A number threads count up together.
final class Counter: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func increment() { count.withLock { $0 += 1 } }
}

@Suite struct CommandMailboxTests {
  private func knob(_ value: Int) -> Command { Command(.setKnob(name: "k", value: Double(value)), from: .keyboard) }

  @Test func inOrderAndOnce() {
    let mailbox = CommandMailbox()
    #expect(mailbox.takeAll().isEmpty)
    for index in 0..<3 { mailbox.post(knob(index)) }
    #expect(mailbox.takeAll() == (0..<3).map(knob))
    #expect(mailbox.takeAll().isEmpty)
  }

  @Test func boundedButQuittingIsHeard() {
    let mailbox = CommandMailbox()
    let quit = Command(.quit(saving: true), from: .signal)
    mailbox.post(quit)
    for index in 0..<25_000 { mailbox.post(knob(index)) }
    let taken = mailbox.takeAll()
    #expect(taken.count == 10_000)
    #expect(taken.first == quit)
    #expect(taken.last == knob(24_999), "the newest are kept")
  }

  @Test func sleepsUntilSomethingIsPosted() {
    let mailbox = CommandMailbox()
    // Posts already taken must not end a later wait.
    for index in 0..<100 { mailbox.post(knob(index)) }
    _ = mailbox.takeAll()
    mailbox.wait(seconds: 0.01)
    #expect(mailbox.takeAll().isEmpty)
    let thread = Thread { mailbox.post(Command(.pause, from: .keyboard)) }
    thread.start()
    mailbox.wait()
    #expect(mailbox.takeAll() == [Command(.pause, from: .keyboard)])
  }

  @Test func manyThreadsPostOneTakes() {
    let mailbox = CommandMailbox()
    let (threads, each) = (4, 2000)
    for _ in 0..<threads {
      Thread { for index in 0..<each { mailbox.post(knob(index)) } }.start()
    }
    var taken: [Command] = []
    while taken.count < threads * each {
      mailbox.wait()
      taken += mailbox.takeAll()
    }
    #expect(taken.count == threads * each)
    #expect(taken.filter { $0 == knob(each - 1) }.count == threads)
  }
}

@Suite struct EventQueueTests {
  private func event(_ step: Int) -> Event { Event(step: step, wallTime: 0, .scalars([])) }

  @Test func wakesWhoDoesNotLookByItself() {
    let queue = EventQueue()
    let wakes = Counter()
    queue.onArrival { wakes.increment() }
    for step in 0..<3 { queue.take([event(step)]) }
    #expect(wakes.value == 1)
    #expect(queue.drain().map(\.step) == [0, 1, 2])
    // Who found something looks again.
    queue.take([event(3)])
    #expect(wakes.value == 1)
    #expect(queue.drain().map(\.step) == [3])
    #expect(queue.drain().isEmpty)
    queue.take([event(4)])
    queue.take([event(5)])
    #expect(wakes.value == 2)
  }

  @Test func noEventsWakeNobody() {
    let queue = EventQueue()
    let wakes = Counter()
    queue.onArrival { wakes.increment() }
    queue.take([])
    queue.take([event(0)])
    #expect(wakes.value == 1, "the first real event is the one that wakes")
  }

  @Test func aFullQueueMakesTheProducerWaitAndLosesNothing() {
    let queue = EventQueue(capacity: 10)
    let count = 1000
    let done = DispatchSemaphore(value: 0)
    Thread {
      for step in 0..<count { queue.take([event(step)]) }
      done.signal()
    }.start()
    var steps: [Int] = []
    while steps.count < count {
      let drained = queue.drain().map(\.step)
      #expect(drained.count <= 10)
      steps += drained
    }
    done.wait()
    #expect(steps == Array(0..<count))
  }

  @Test func closingFreesAWaitingProducer() {
    let queue = EventQueue(capacity: 1)
    let wakes = Counter()
    queue.take([event(0)])
    let done = DispatchSemaphore(value: 0)
    Thread {
      queue.take([event(1)])
      queue.take([event(2)])
      done.signal()
    }.start()
    queue.close()
    done.wait()
    queue.onArrival { wakes.increment() }
    queue.take([event(3)])
    #expect(queue.drain().isEmpty && wakes.value == 0, "nobody looks any more")
  }

  @Test func fanOutKeepsOrder() {
    let (a, b) = (EventQueue(), EventQueue())
    EventFanOut([a, b]).take([event(1), event(2)])
    #expect(a.drain().map(\.step) == [1, 2] && b.drain().map(\.step) == [1, 2])
  }
}
