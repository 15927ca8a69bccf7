import Foundation

/// The current rule set of an app that takes newer ones while it runs. Any thread may use it.
public final class RuleSets: Sendable {
    private let engine: Engine
    private let watchers = Watchers()

    /// Starts with a rule set.
    public init(_ first: RuleSet) {
        engine = first.engine()
    }

    /// Starts with the rule set that is compiled in.
    public convenience init() throws {
        self.init(try RuleSet.compiledIn())
    }

    /// The rule set in use. What is prepared from it stays usable when a newer one is accepted; `Prepared.rebind(to:)`
    /// moves it.
    public var current: RuleSet {
        engine.current()
    }

    /// Takes a rule set in the prepared form, unless it is refused: because it is none, or because it is older than the
    /// one in use. Then everything stays as it is.
    public func offer(_ bytes: Data) throws -> Offer {
        try watchers.tell {
            let offer = try engine.offer(bytes: bytes)
            guard case .accepted(let identity) = offer else { return (offer, nil) }
            return (offer, identity)
        }
    }

    /// Which rule set is in use: the present one first, then each that is accepted.
    public func identities() -> AsyncStream<Identity> {
        watchers.watch { engine.current().identity() }
    }
}

/// Who waits for the next rule set.
private final class Watchers: @unchecked Sendable {
    /// Held for everything below.
    private let lock = NSLock()
    private var waiting: [UUID: AsyncStream<Identity>.Continuation] = [:]

    func tell(_ work: () throws -> (Offer, Identity?)) rethrows -> Offer {
        lock.lock()
        defer { lock.unlock() }
        let (offer, identity) = try work()
        if let identity {
            waiting.values.forEach { _ = $0.yield(identity) }
        }
        return offer
    }

    func watch(_ first: () -> Identity) -> AsyncStream<Identity> {
        let (stream, continuation) = AsyncStream.makeStream(of: Identity.self)
        let id = UUID()
        continuation.onTermination = { [weak self] _ in self?.forget(id) }
        lock.lock()
        defer { lock.unlock() }
        continuation.yield(first())
        waiting[id] = continuation
        return stream
    }

    private func forget(_ id: UUID) {
        lock.lock()
        defer { lock.unlock() }
        waiting[id] = nil
    }
}

extension RuleSet {
    /// How old the rule set is, by the app's idea of now. A negative age means that the clock is behind it, and wrong.
    public func age(at now: Date) throws -> TimeInterval {
        TimeInterval(try ageSeconds(at: now))
    }
}

extension Prepared {
    /// The same question put to another rule set, such as a newer one, which may lack what is named.
    public func rebind(to rules: RuleSet) throws -> Prepared {
        try rules.prepare(transaction: transaction())
    }
}

extension Language {
    /// The language of a locale; `nil` where the library does not speak it, so that the app chooses what to fall back to.
    public init?(_ locale: Locale) {
        // What follows `@` are keywords, such as a calendar.
        let tag = locale.identifier.prefix { $0 != "@" }
        guard let language = languageOf(tag: String(tag)) else { return nil }
        self = language
    }
}
