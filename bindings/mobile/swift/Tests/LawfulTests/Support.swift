import Foundation
import XCTest

@testable import Lawful

/// What `cargo xtask test swift` has written for the tests.
enum Inputs {
    static func path(_ variable: String, _ name: String) -> URL {
        URL(fileURLWithPath: ProcessInfo.processInfo.environment[variable] ?? ".").appendingPathComponent(name)
    }

    static func lines(_ name: String) throws -> [Substring] {
        try String(contentsOf: path("LAWFUL_INPUTS", name), encoding: .utf8).split(separator: "\n")
    }

    static func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: path("LAWFUL_INPUTS", "\(name).prepared"))
    }

    static func ruleSet(_ name: String) throws -> RuleSet {
        try RuleSet.fromBytes(bytes: bytes(name))
    }
}

/// An instant as it is written.
func instant(_ text: String) -> Date {
    guard let date = ISO8601DateFormatter().date(from: text) else { fatalError("`\(text)` is no instant") }
    return date
}

func text(_ date: Date) -> String {
    ISO8601DateFormatter().string(from: date)
}

let monday = instant("2020-09-21T12:00:00Z")

/// An app store is asked for WeChat by a user in the United States.
let download = Transaction(
    app: "wechat", activity: "app-store/download", actor: "app-store", location: "US", storefront: "US")

let activities = [
    "app-store/download", "app-store/update", "app-store/maintain", "app-store/in-app-purchase", "hosting",
    "content-delivery", "transit", "peering", "payments", "payments/transfer", "payments/processing", "code-use",
    "communication", "communication/personal", "communication/business", "employment", "data-storage", "use",
    "advertising", "network-access",
]

/// The codes of everything that was wrong with what was given.
func codes(_ work: () throws -> Void, file: StaticString = #filePath, line: UInt = #line) -> [Code] {
    do {
        try work()
        XCTFail("nothing was refused", file: file, line: line)
    } catch LawfulError.Refused(let problems) {
        return problems.map(\.code)
    } catch {
        XCTFail("\(error)", file: file, line: line)
    }
    return []
}
