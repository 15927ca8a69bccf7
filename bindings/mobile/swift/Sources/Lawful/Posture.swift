/// What an app does with each answer: an action for every verdict, for `indeterminate`, and for what nobody has looked
/// at. There is no default; leaving one out does not compile.
public struct Posture<Action> {
    /// No prohibition reaches the transaction, in a place and for an activity that the record covers.
    public let unregulated: Action
    /// An exemption carves it out.
    public let exempt: Action
    /// A licence permits it.
    public let licensed: Action
    /// A suspension lasts.
    public let suspended: Action
    /// Prohibited, and not enforced.
    public let unenforced: Action
    /// Prohibited.
    public let prohibited: Action
    /// It depends on what is not known.
    public let indeterminate: Action
    /// Free of prohibitions as far as is known, where nobody has looked.
    public let notCovered: Action

    public init(
        unregulated: Action,
        exempt: Action,
        licensed: Action,
        suspended: Action,
        unenforced: Action,
        prohibited: Action,
        indeterminate: Action,
        notCovered: Action
    ) {
        self.unregulated = unregulated
        self.exempt = exempt
        self.licensed = licensed
        self.suspended = suspended
        self.unenforced = unenforced
        self.prohibited = prohibited
        self.indeterminate = indeterminate
        self.notCovered = notCovered
    }

    /// The action for a case.
    public func action(_ postureCase: PostureCase) -> Action {
        switch postureCase {
        case .unregulated: unregulated
        case .exempt: exempt
        case .licensed: licensed
        case .suspended: suspended
        case .unenforced: unenforced
        case .prohibited: prohibited
        case .indeterminate: indeterminate
        case .notCovered: notCovered
        }
    }

    /// The action for a decision.
    public func action(_ decision: Decision) -> Action {
        action(decision.postureCase)
    }

    /// The action for an answer of a `Checker`.
    public func action(_ check: Check) -> Action {
        action(check.postureCase)
    }

    /// The action for an answer of a `Checker` over a range.
    public func action(_ check: CheckOver) -> Action {
        action(check.postureCase)
    }
}

extension Posture: Sendable where Action: Sendable {}
extension Posture: Equatable where Action: Equatable {}
