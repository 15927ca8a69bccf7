import Foundation
import XCTest

@testable import Lawful

/// What `cargo xtask bench mobile` shows: lines `measured NAME VALUE`. Measurements are no tests: they run only where
/// they are asked for.
final class Measurements: XCTestCase {
    func testMeasure() throws {
        guard ProcessInfo.processInfo.environment["LAWFUL_MEASURE"] != nil else {
            throw XCTSkip("measured by `cargo xtask bench mobile`")
        }
        let law = try RuleSet.compiledIn()
        let prepared = try law.prepare(transaction: download)
        let place = Transaction(app: "wechat", actor: "app-store", location: "US", storefront: "US")
        let twenty = try law.checker(place: place, activities: activities)
        try measure("swift-verdict-us", 20_000) { _ = try prepared.verdict(at: monday) }
        try measure("swift-decide-us", 2000) { _ = try prepared.decide(at: monday) }
        try measure("swift-check-20-us", 2000) { _ = try twenty.check(at: monday) }
        try measure("swift-open-us", 20) { _ = try RuleSet.compiledIn() }
    }

    /// The median of 21 rounds, in microseconds for one call.
    private func measure(_ name: String, _ calls: Int, _ call: () throws -> Void) throws {
        var rounds: [Double] = []
        for _ in 0..<22 {
            let start = DispatchTime.now().uptimeNanoseconds
            for _ in 0..<calls {
                try call()
            }
            rounds.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1000 / Double(calls))
        }
        // The first warms up.
        let median = rounds.dropFirst().sorted()[10]
        print("measured \(name) \(String(format: "%.3f", median))")
    }
}
