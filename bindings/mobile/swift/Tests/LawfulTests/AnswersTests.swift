import Foundation
import XCTest

@testable import Lawful

/// What the layer for Swift gives, beyond what the cases show.
final class AnswersTests: XCTestCase {
    func testACheckerAnswersAsEachActivityAloneInTheirOrder() throws {
        let law = try RuleSet.compiledIn()
        let place = Transaction(app: "wechat", actor: "app-store", location: "US", storefront: "US")
        let checker = try law.checker(place: place, activities: activities)
        let checks = try checker.check(at: monday)
        XCTAssertEqual(checks.map(\.activity), activities)
        for check in checks {
            let asked = Transaction(
                facts: place.facts + [Fact(id: "activity", value: .text(id: check.activity))],
                readings: place.readings)
            let alone = try law.decide(transaction: asked, at: monday)
            XCTAssertEqual(check.outcome.verdict, alone.verdict)
            XCTAssertEqual(check.outcome.validUntil, alone.valid.until)
            XCTAssertEqual(check.covered, alone.covered)
            XCTAssertEqual(check.postureCase, alone.postureCase)
        }
        let over = try checker.checkOver(from: monday, until: monday.addingTimeInterval(86_400))
        XCTAssertEqual(over.map(\.activity), activities)
    }

    func testARangeThatContainsAChangeIsIndeterminate() throws {
        let prepared = try RuleSet.compiledIn().prepare(transaction: download)
        let change = try XCTUnwrap(prepared.decide(at: monday).valid.from)
        let later = change.addingTimeInterval(10)
        let across = try prepared.decideOver(from: change.addingTimeInterval(-10), until: later)
        XCTAssertEqual(across.verdict, .indeterminate)
        XCTAssertEqual(across.possible, [.unregulated, .suspended])
        XCTAssertEqual(try prepared.decideOver(from: change, until: later).verdict, .determinate(status: .suspended))
    }

    func testAPostureHasAnActionForEveryCase() throws {
        let posture = Posture(
            unregulated: "free", exempt: "exempt", licensed: "licensed", suspended: "held",
            unenforced: "tolerated", prohibited: "no", indeterminate: "unknown", notCovered: "nobody looked")
        let law = try RuleSet.compiledIn()
        XCTAssertEqual(posture.action(try law.decide(transaction: download, at: monday)), "held")
        let elsewhere = Transaction(app: "wechat", activity: "hosting", location: "FR")
        XCTAssertEqual(posture.action(try law.decide(transaction: elsewhere, at: monday)), "nobody looked")
        XCTAssertEqual(
            posture.action(postureCase(verdict: .determinate(status: .licensed), covered: false)), "nobody looked")
        XCTAssertEqual(
            posture.action(postureCase(verdict: .determinate(status: .prohibited), covered: false)), "no")
        XCTAssertEqual(posture.action(postureCase(verdict: .indeterminate, covered: true)), "unknown")
    }

    func testWhichRuleSetIsInUseIsToldWithItsAge() async throws {
        let sets = try RuleSets()
        let identity = sets.current.identity()
        XCTAssertEqual(identity.origin, .compiledIn)
        XCTAssertEqual(try sets.current.age(at: identity.asOf.addingTimeInterval(60)), 60)
        XCTAssertEqual(try sets.current.age(at: identity.asOf.addingTimeInterval(-1)), -1)
        var told = sets.identities().makeAsyncIterator()
        let first = await told.next()
        XCTAssertEqual(first, identity)
        guard case .accepted(let accepted) = try sets.offer(Inputs.bytes("other")) else {
            return XCTFail("a sound rule set was refused")
        }
        let second = await told.next()
        XCTAssertEqual(second, accepted)
        XCTAssertEqual(sets.current.identity(), accepted)
        XCTAssertEqual(accepted.origin, .bytes)
    }

    func testAnOlderRuleSetIsRefused() throws {
        let sets = try RuleSets()
        guard case .refused(reason: .older(let offered)) = try sets.offer(Inputs.bytes("older")) else {
            return XCTFail("an older rule set was taken")
        }
        XCTAssertLessThan(offered.asOf, sets.current.identity().asOf)
        XCTAssertEqual(sets.current.identity().origin, .compiledIn)
    }

    func testWordsFollowTheLocale() throws {
        XCTAssertEqual(Language(Locale(identifier: "zh_CN")), .simplifiedChinese)
        XCTAssertEqual(Language(Locale(identifier: "zh-Hant_HK")), .traditionalChinese)
        XCTAssertEqual(Language(Locale(identifier: "en_GB@calendar=japanese")), .english)
        XCTAssertNil(Language(Locale(identifier: "de_DE")))
        let prepared = try RuleSet.compiledIn().prepare(transaction: download)
        let languages: [Language] = [.english, .simplifiedChinese, .traditionalChinese]
        let words = try languages.map { try prepared.explain(language: $0, at: monday) }
        XCTAssertEqual(Set(words.map(\.verdict)).count, 3)
        for explanation in words {
            XCTAssertTrue(explanation.plain.hasPrefix(explanation.verdict))
            XCTAssertTrue(explanation.plain.hasSuffix(explanation.closing))
            XCTAssertTrue(explanation.sections.allSatisfy { !$0.items.isEmpty })
        }
        let prohibited = Verdict.determinate(status: .prohibited)
        XCTAssertEqual(languages.map { verdictName(verdict: prohibited, language: $0) }, ["prohibited", "禁止", "禁止"])
    }

    func testATimelineCoversAllTimeWithoutGap() throws {
        let prepared = try RuleSet.compiledIn().prepare(transaction: download)
        let runs = try prepared.timeline().runs
        XCTAssertNil(runs.first?.span.from)
        XCTAssertNil(runs.last?.span.until)
        for (run, next) in zip(runs, runs.dropFirst()) {
            XCTAssertEqual(run.span.until, next.span.from)
        }
        XCTAssertEqual(Set(prepared.transaction().facts), Set(download.facts))
    }
}
