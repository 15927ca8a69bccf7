import Foundation

extension Prepared {
    /// The short answer: two binary searches, whatever the law. `known`: what was public by then counts; `nil`, all that
    /// the rule set holds. Throws `E-instant`.
    public func verdict(at: Date, known: Date? = nil) throws -> Outcome {
        Outcome(packed: try verdictPacked(at: at, known: known.map(wholeSeconds) ?? Int64.max))
    }
}

extension Outcome {
    /// Of what `Prepared.verdictPacked` says.
    init(packed: Int64) {
        let set = sets[Int(packed & 0x3f)]
        let until = packed >> 8
        self.init(
            verdict: set.verdict,
            possible: set.possible,
            validUntil: until == Int64.max >> 8 ? nil : Date(timeIntervalSince1970: Double(until)))
    }
}

/// Every set of verdicts by its bits, made once: an answer then shares its list.
private let sets: [(verdict: Verdict, possible: [Status])] = (0..<64).map { bits in
    let possible = all.filter { bits >> bit(of: $0) & 1 == 1 }
    return (possible.count == 1 ? .determinate(status: possible[0]) : .indeterminate, possible)
}

private let all: [Status] = [.unregulated, .exempt, .licensed, .suspended, .unenforced, .prohibited]

/// SPEC 10.6. Without `default`, so that a verdict more does not compile here.
private func bit(of status: Status) -> Int {
    switch status {
    case .unregulated: 0
    case .exempt: 1
    case .licensed: 2
    case .suspended: 3
    case .unenforced: 4
    case .prohibited: 5
    }
}
