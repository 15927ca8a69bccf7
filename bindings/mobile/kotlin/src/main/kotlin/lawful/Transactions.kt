package lawful

/**
 * States a transaction. What is absent is not stated: it is open, or presumed. An app that does not know where the user
 * is leaves [location] out; it never puts the storefront there.
 *
 * @param app its id, a store identifier (`android:com.tencent.mm`), or any well-formed id
 * @param activity the kind of conduct, such as `app-store/download`
 * @param actor the kind of actor, such as `app-store`
 * @param party who acts
 * @param counterparty the other side; where it is not stated, it is the publisher of the app
 * @param publisher the publisher, for an app for which the rule set names none
 * @param location where the person reached by the conduct is: an ISO 3166 code or a group
 * @param storefront the territory of the store account: an ISO 3166 code or a group
 * @param facts declared facts, made by [fact]
 * @param readings how what is not stated is read
 */
public fun transaction(
    app: String? = null,
    activity: String? = null,
    actor: String? = null,
    party: String? = null,
    counterparty: String? = null,
    publisher: String? = null,
    location: String? = null,
    storefront: String? = null,
    facts: List<Fact> = emptyList(),
    readings: Readings = Readings.Presumed,
): Transaction {
    val named = listOf(
        "app" to app,
        "activity" to activity,
        "actor" to actor,
        "party" to party,
        "counterparty" to counterparty,
        "publisher" to publisher,
        "location" to location,
        "storefront" to storefront,
    )
    return Transaction(named.mapNotNull { (id, value) -> value?.let { fact(id, it) } } + facts, readings)
}

/** A fact whose value is an id: of a node or a choice. */
public fun fact(id: String, value: String): Fact = Fact(id, FactValue.Text(value))

/** A fact that is true or false. */
public fun fact(id: String, value: Boolean): Fact = Fact(id, FactValue.Flag(value))

/** A fact that is a whole number, in the unit of the fact. */
public fun fact(id: String, value: Long): Fact = Fact(id, FactValue.Number(value))
