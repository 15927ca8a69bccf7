extension Transaction {
    /// States a transaction. What is absent is not stated: it is open, or presumed. An app that does not know where the
    /// user is leaves `location` out; it never puts the storefront there.
    ///
    /// - Parameters:
    ///   - app: its id, a store identifier (`ios:com.tencent.xin`), or any well-formed id
    ///   - activity: the kind of conduct, such as `app-store/download`
    ///   - actor: the kind of actor, such as `app-store`
    ///   - party: who acts
    ///   - counterparty: the other side; where it is not stated, it is the publisher of the app
    ///   - publisher: the publisher, for an app for which the rule set names none
    ///   - location: where the person reached by the conduct is: an ISO 3166 code or a group
    ///   - storefront: the territory of the store account: an ISO 3166 code or a group
    ///   - facts: declared facts, such as `Fact(id: "for-fee", value: true)`
    ///   - readings: how what is not stated is read
    public init(
        app: String? = nil,
        activity: String? = nil,
        actor: String? = nil,
        party: String? = nil,
        counterparty: String? = nil,
        publisher: String? = nil,
        location: String? = nil,
        storefront: String? = nil,
        facts: [Fact] = [],
        readings: Readings = .presumed
    ) {
        let named = [
            ("app", app),
            ("activity", activity),
            ("actor", actor),
            ("party", party),
            ("counterparty", counterparty),
            ("publisher", publisher),
            ("location", location),
            ("storefront", storefront),
        ]
        let stated = named.compactMap { id, value in value.map { Fact(id: id, value: .text(id: $0)) } }
        self.init(facts: stated + facts, readings: readings)
    }
}

extension FactValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral id: String) {
        self = .text(id: id)
    }

    public init(booleanLiteral flag: Bool) {
        self = .flag(flag: flag)
    }

    public init(integerLiteral number: Int64) {
        self = .number(number: number)
    }
}
