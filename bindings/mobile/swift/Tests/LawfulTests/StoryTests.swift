import Foundation
import XCTest

@testable import Lawful

/// The story of `examples/README.md`, told in Swift.
final class StoryTests: XCTestCase {
    func testTheStoryIsToldAsExpected() throws {
        let expected = try String(
            contentsOf: Inputs.path("LAWFUL_EXAMPLES", "story.expected.txt"), encoding: .utf8)
        XCTAssertEqual(try story(), expected)
    }

    private func story() throws -> String {
        var page = Page()
        let law = try RuleSet.compiledIn()
        let asked = try law.prepare(transaction: download)

        page.title("An app store is asked for WeChat by a user in the United States")
        page.line("at", text(monday))

        page.chapter("Thursday: an order bans what Commerce will identify, and nothing is identified")
        page.decision(try asked.decide(at: monday, known: instant("2020-09-17T12:00:00Z")))

        page.chapter("Friday: Commerce has published its list")
        page.decision(try asked.decide(at: monday, known: instant("2020-09-18T22:00:00Z")))

        page.chapter("Monday: a court has enjoined the list")
        page.decision(try asked.decide(at: monday, known: monday))

        page.chapter("In hindsight: until when that lasted")
        page.decision(try asked.decide(at: monday))

        page.chapter("What if the injunction falls: the same record with a stay that was never granted")
        let whatIf = try asked.rebind(to: Inputs.ruleSet("other"))
        page.decision(try whatIf.decide(at: monday, known: monday))

        page.chapter("A fact is missing: nobody said of which country the store account is")
        let incomplete = Transaction(
            app: "wechat", activity: "app-store/download", actor: "app-store", location: "US")
        page.decision(try law.decide(transaction: incomplete, at: monday, known: monday))
        return page.text
    }
}

/// Plain text that every language can print alike.
private struct Page {
    var text = ""

    mutating func title(_ title: String) {
        text += "\(title)\n\n"
    }

    mutating func chapter(_ title: String) {
        text += "\n\(title)\n"
    }

    mutating func line(_ key: String, _ value: String) {
        text += "  \(key.padding(toLength: 10, withPad: " ", startingAt: 0))\(value)\n"
    }

    mutating func decision(_ decision: Decision) {
        line("known", decision.known.map { LawfulTests.text($0) } ?? "all that is on record")
        line("verdict", "\(decision.verdict)")
        if decision.possible.count > 1 {
            line("possible", decision.possible.map { "\($0)" }.joined(separator: " "))
        }
        for ground in decision.grounds {
            line("ground", "\(ground.id) \(ground.status)")
            ground.by.forEach { line("  by", $0) }
        }
        decision.missing.forEach { line("missing", $0) }
        decision.openQuestions.forEach { line("open", $0) }
        if let from = decision.valid.from {
            line("from", LawfulTests.text(from))
        }
        if let next = decision.next {
            line("until", LawfulTests.text(next.at))
            line("then", "\(next.verdict)")
        }
    }
}
