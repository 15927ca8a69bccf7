import Foundation
import XCTest

@testable import Lawful

/// Holds a value that threads take and let go.
private final class Shared<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var held: Value?

    init(_ value: Value) {
        held = value
    }

    var value: Value? {
        get { lock.withLock { held } }
        set { lock.withLock { held = newValue } }
    }
}

/// Objects are shared by threads, small ones too, and let go while others call.
final class ThreadsTests: XCTestCase {
    /// In Swift nothing is closed: an object lives as long as anybody holds it.
    func testThirtyTwoThreadsCallWhileAnotherLetsGo() throws {
        for _ in 0..<50 {
            let rules = try RuleSet.compiledIn()
            let shared = Shared(try rules.prepare(transaction: download))
            DispatchQueue.concurrentPerform(iterations: 33) { n in
                if n == 32 {
                    shared.value = nil
                    return
                }
                for _ in 0..<100 {
                    guard let prepared = shared.value else { return }
                    XCTAssertEqual(try? prepared.verdict(at: monday).verdict, .determinate(status: .suspended))
                }
            }
            XCTAssertNil(shared.value)
            XCTAssertEqual(try rules.decide(transaction: download, at: monday).covered, true)
        }
    }

    func testAThreadWith256KiBOfStackCanDoEverything() throws {
        let corpus = try Inputs.bytes("corpus")
        let other = try Inputs.bytes("other")
        let done = expectation(description: "everything is done")
        let failure = Shared<String>("nothing ran")
        let thread = Thread {
            do {
                let sets = try RuleSets(RuleSet.fromBytes(bytes: corpus))
                let rules = sets.current
                let prepared = try rules.prepare(transaction: download)
                _ = try prepared.decide(at: monday)
                _ = try prepared.timeline()
                _ = try prepared.decideOver(from: monday, until: monday.addingTimeInterval(86_400))
                for language in [Language.english, .simplifiedChinese, .traditionalChinese] {
                    _ = try prepared.explain(language: language, at: monday)
                }
                let place = Transaction(app: "wechat", location: "US")
                _ = try rules.checker(place: place, activities: activities).check(at: monday)
                _ = try rules.requiredFacts(activity: "app-store/download")
                _ = try sets.offer(other)
                failure.value = nil
            } catch {
                failure.value = "\(error)"
            }
            done.fulfill()
        }
        thread.stackSize = 256 * 1024
        thread.start()
        wait(for: [done], timeout: 600)
        XCTAssertNil(failure.value)
    }

    func testRuleSetsAreReplacedWhileOthersAsk() throws {
        let sets = RuleSets(try Inputs.ruleSet("corpus"))
        let bytes = [try Inputs.bytes("corpus"), try Inputs.bytes("other")]
        let known = try bytes.map { try RuleSet.fromBytes(bytes: $0).identity().contentHash }
        DispatchQueue.concurrentPerform(iterations: 8) { n in
            for turn in 0..<(n == 0 ? 20 : 200) {
                if n == 0 {
                    _ = try? sets.offer(bytes[turn % 2])
                } else {
                    let decision = try? sets.current.decide(transaction: download, at: monday, known: monday)
                    let expected: Status = decision?.contentHash == known[0] ? .suspended : .prohibited
                    XCTAssertEqual(decision?.verdict, .determinate(status: expected))
                    XCTAssertTrue(known.contains(decision?.contentHash ?? ""))
                }
            }
        }
    }
}
