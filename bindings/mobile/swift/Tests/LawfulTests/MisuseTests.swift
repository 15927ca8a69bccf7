import Foundation
import XCTest

@testable import Lawful

/// Whatever an app does wrong is an error or a refusal, and the app lives on.
final class MisuseTests: XCTestCase {
    private func refused(_ transaction: Transaction, line: UInt = #line) throws -> [Code] {
        let law = try RuleSet.compiledIn()
        return codes({ _ = try law.prepare(transaction: transaction) }, line: line)
    }

    func testMalformedIdsAndUnknownRegionsAreAllToldAtOnce() throws {
        XCTAssertEqual(try refused(Transaction(party: "not an id")), [.id])
        XCTAssertEqual(try refused(Transaction(app: "\0")), [.id])
        XCTAssertEqual(try refused(Transaction(location: "QQ")), [.region])
        XCTAssertEqual(try refused(Transaction(app: String(repeating: "a", count: 100_000))), [.limit])
        XCTAssertEqual(try refused(Transaction(facts: [Fact(id: "weather", value: "fine")])), [.unknownFact])
        XCTAssertEqual(try refused(Transaction(facts: [Fact(id: "for-fee", value: 1)])), [.type])
        let twice = Transaction(location: "US", facts: [Fact(id: "location", value: "US")])
        XCTAssertEqual(try refused(twice), [.value])
        let many = [Fact](repeating: Fact(id: "for-fee", value: true), count: 65)
        XCTAssertEqual(try refused(Transaction(facts: many)), [.limit])
        let given = Readings.given(answers: ["no/such#question": "a"], restOpen: false)
        XCTAssertEqual(
            try refused(Transaction(location: "QQ", readings: given)), [.region, .unknownReference])
        let law = try RuleSet.compiledIn()
        XCTAssertEqual(codes { _ = try law.requiredFacts(activity: "teleporting") }, [.unknownReference])
    }

    func testAnInstantOutsideOfTheYears1To9999IsRefusedNotClamped() throws {
        let law = try RuleSet.compiledIn()
        let prepared = try law.prepare(transaction: download)
        let checker = try law.checker(place: Transaction(app: "wechat"), activities: ["hosting"])
        let first = Date(timeIntervalSince1970: -62_135_596_800)
        XCTAssertEqual(try prepared.verdict(at: first).verdict, .determinate(status: .unregulated))
        let wrong = [
            first.addingTimeInterval(-1), Date(timeIntervalSince1970: 253_402_300_800),
            Date(timeIntervalSince1970: .infinity), Date(timeIntervalSince1970: -.infinity),
            Date(timeIntervalSince1970: .nan), Date(timeIntervalSince1970: 1e300),
            Date(timeIntervalSince1970: -1e300),
        ]
        for date in wrong {
            let calls: [() throws -> Void] = [
                { _ = try prepared.verdict(at: date) },
                { _ = try prepared.verdict(at: monday, known: date) },
                { _ = try prepared.decide(at: date) },
                { _ = try prepared.covered(at: date) },
                { _ = try prepared.canonicalJson(at: date) },
                { _ = try prepared.explain(language: .english, at: date) },
                { _ = try prepared.timeline(known: date) },
                { _ = try prepared.decideOver(from: date, until: monday) },
                { _ = try law.age(at: date) },
                { _ = try law.decide(transaction: download, at: date) },
                { _ = try checker.check(at: date) },
                { _ = try checker.checkOver(from: monday, until: date) },
            ]
            for call in calls {
                XCTAssertEqual(codes(call), [.instant])
            }
        }
        XCTAssertEqual(codes { _ = try prepared.decideOver(from: monday, until: monday) }, [.window])
    }

    func testAFractionOfASecondIsDroppedRoundingDown() throws {
        let prepared = try RuleSet.compiledIn().prepare(transaction: download)
        let change = try XCTUnwrap(prepared.decide(at: monday).valid.from)
        let before = change.addingTimeInterval(-0.25)
        XCTAssertEqual(try prepared.verdict(at: before).verdict, .determinate(status: .unregulated))
        XCTAssertEqual(try prepared.decide(at: before).at, change.addingTimeInterval(-1))
        let late = change.addingTimeInterval(0.75)
        XCTAssertEqual(try prepared.verdict(at: late).verdict, .determinate(status: .suspended))
    }

    func testAWrongQuestionDoesNotKeepABatchFromBeingAnswered() throws {
        let questions = [
            Question(transaction: download, at: monday),
            Question(transaction: Transaction(location: "QQ"), at: monday),
            Question(transaction: download, at: Date(timeIntervalSince1970: .infinity)),
            Question(transaction: download, at: monday),
        ]
        let answers = try RuleSet.compiledIn().decideBatch(questions: questions)
        let wrong = answers.compactMap { answer -> Code? in
            guard case .refused(let problems) = answer else { return nil }
            return problems[0].code
        }
        XCTAssertEqual(wrong, [.region, .instant])
        XCTAssertEqual(answers[0], answers[3])
    }

    func testBytesThatAreNoRuleSetAreRefusedAndTheOneInUseStays() throws {
        let corpus = try Inputs.bytes("corpus")
        var flipped = corpus
        flipped[corpus.count / 2] ^= 1
        let bad = [
            "nothing": Data(),
            "half": corpus.prefix(corpus.count / 2),
            "one byte too few": corpus.dropLast(),
            "one byte too many": corpus + [0],
            "a bit flipped": flipped,
            "100 MB of zeros": Data(count: 100_000_000),
            "a text": Data("format = 'lawful/1'".utf8),
        ]
        let sets = try RuleSets()
        let before = sets.current.identity()
        for (what, bytes) in bad {
            XCTAssertEqual(codes { _ = try RuleSet.fromBytes(bytes: bytes) }, [.format], what)
            guard case .refused(reason: .unreadable(let problem)) = try sets.offer(bytes) else {
                XCTFail("\(what) was taken")
                continue
            }
            XCTAssertEqual(problem.code, .format, what)
            XCTAssertEqual(sets.current.identity(), before)
        }
    }
}
