import Foundation
import XCTest

@testable import Lawful

/// The cases of `conformance/`: decisions are compared byte for byte, refusals by the codes of all mistakes.
final class ConformanceTests: XCTestCase {
    func testEveryCaseIsDecidedAsInRust() throws {
        var cases = 0
        for pair in try Inputs.lines("cases.txt") {
            let names = pair.split(separator: "\t").map(String.init)
            let bytes = try Data(contentsOf: Inputs.path("LAWFUL_INPUTS", names[0]))
            let rules = try RuleSet.fromBytes(bytes: bytes)
            for line in try Inputs.lines(names[1]) {
                let fields = line.split(separator: "\t").map(String.init)
                let question = try JSONDecoder().decode(AskedQuestion.self, from: Data(fields[3].utf8))
                let known = fields[2] == "-" ? nil : instant(fields[2])
                let answer = try answer(rules, question.transaction, instant(fields[1]), known)
                XCTAssertEqual(answer, fields[4], "\(names[1]): \(fields[0])")
                cases += 1
            }
        }
        print("\(cases) conformance cases")
        XCTAssertGreaterThan(cases, 0)
    }

    private func answer(_ rules: RuleSet, _ asked: Transaction, _ at: Date, _ known: Date?) throws -> String {
        let batch = try rules.decideBatch(questions: [Question(transaction: asked, at: at, known: known)])[0]
        do {
            let prepared = try rules.prepare(transaction: asked)
            let decision = try prepared.decide(at: at, known: known)
            XCTAssertEqual(try rules.decide(transaction: asked, at: at, known: known), decision)
            let outcome = try prepared.verdict(at: at, known: known)
            let short = Outcome(
                verdict: decision.verdict, possible: decision.possible, validUntil: decision.valid.until)
            XCTAssertEqual(outcome, short)
            XCTAssertEqual(try prepared.covered(at: at, known: known), decision.covered)
            let answered = BatchAnswer.answered(
                outcome: outcome, covered: decision.covered, postureCase: decision.postureCase)
            XCTAssertEqual(batch, answered)
            return try prepared.canonicalJson(at: at, known: known)
        } catch LawfulError.Refused(let problems) {
            XCTAssertEqual(batch, .refused(problems: problems))
            return problems.map { "\($0.code)" }.joined(separator: ",")
        }
    }
}

/// A question as the cases have it.
private struct AskedQuestion: Decodable {
    let ask: [String: AskedValue]
    let readings: AskedReadings

    /// Facts come by id: the order in which mistakes are told.
    var transaction: Transaction {
        let facts = ask.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
        return Transaction(
            facts: facts.map { Fact(id: $0.key, value: $0.value.value) }, readings: readings.readings)
    }
}

private struct AskedValue: Decodable {
    let value: FactValue

    init(from decoder: Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            value = .flag(flag: flag)
        } else if let number = try? container.decode(Int64.self) {
            value = .number(number: number)
        } else {
            value = .text(id: try container.decode(String.self))
        }
    }
}

private struct AskedReadings: Decodable {
    let readings: Readings

    init(from decoder: Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let word = try? container.decode(String.self) {
            readings = word == "open" ? .open : .presumed
        } else {
            var answers = try container.decode([String: String].self)
            let rest = answers.removeValue(forKey: "rest")
            readings = .given(answers: answers, restOpen: rest == "open")
        }
    }
}
