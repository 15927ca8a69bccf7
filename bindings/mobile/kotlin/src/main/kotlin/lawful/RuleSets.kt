package lawful

import java.time.Instant
import java.util.Locale
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/**
 * The current rule set of an app that takes newer ones while it runs. It starts with the one that is compiled in, unless
 * another is given, which stays the caller's to close. Any thread may use it.
 */
public class RuleSets(first: RuleSet = RuleSet.compiledIn()) : AutoCloseable {
    private val engine = first.engine()

    /** An object of its own, which nobody else closes. */
    @Volatile
    private var inUse = engine.current()
    private val told = MutableStateFlow(inUse.identity())

    /** Which rule set is in use: a new value whenever one is accepted. */
    public val identity: StateFlow<Identity> = told.asStateFlow()

    /**
     * The rule set in use. What is prepared from it stays usable when a newer one is accepted; [Prepared.rebind] moves it.
     * It is not for closing: others may use it.
     */
    public val current: RuleSet
        get() = inUse

    /**
     * Takes a rule set in the prepared form, unless it is refused: because it is none, or because it is older than the one
     * in use. Then everything stays as it is.
     *
     * @throws IllegalStateException after [close]
     */
    @Synchronized
    public fun offer(bytes: ByteArray): Offer {
        val offer = engine.offer(bytes)
        if (offer is Offer.Accepted) {
            inUse = engine.current()
            told.value = offer.identity
        }
        return offer
    }

    /** Takes no more rule sets. The one in use stays usable; the second time, nothing happens. */
    override fun close() {
        engine.close()
    }
}

/** How old the rule set is, by the app's idea of now. A negative age means that the clock is behind it, and wrong. */
public fun RuleSet.age(now: Instant): Duration = ageSeconds(now).seconds

/**
 * The same question put to another rule set, such as a newer one.
 *
 * @throws LawfulException.Refused as [RuleSet.prepare]: the other rule set may lack what is named
 */
public fun Prepared.rebind(rules: RuleSet): Prepared = rules.prepare(transaction())

/** The language of a locale; `null` where the library does not speak it, so that the app chooses what to fall back to. */
public fun Language.Companion.of(locale: Locale): Language? = languageOf(locale.toLanguageTag())
