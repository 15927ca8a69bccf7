package lawful

import java.time.Instant

/**
 * The short answer: two binary searches, whatever the law. [known]: what was public by then counts; absent, all that the
 * rule set holds.
 *
 * @throws LawfulException `E-instant`
 */
public fun Prepared.verdict(at: Instant, known: Instant? = null): Outcome =
    outcome(verdictPacked(at, known?.epochSecond ?: Long.MAX_VALUE))

/** Of what [Prepared.verdictPacked] says. */
private fun outcome(packed: Long): Outcome {
    val (verdict, possible) = sets[(packed and 0x3f).toInt()]
    val until = packed shr 8
    return Outcome(verdict, possible, if (until == Long.MAX_VALUE shr 8) null else Instant.ofEpochSecond(until))
}

/** Every set of verdicts by its bits, made once: an answer then shares its list. */
private val sets: List<Pair<Verdict, List<Status>>> =
    List(64) { bits ->
        val possible = Status.entries.filter { bits shr it.bit and 1 == 1 }
        Pair(possible.singleOrNull()?.let { Verdict.Determinate(it) } ?: Verdict.Indeterminate, possible)
    }

/** SPEC 10.6. Without `else`, so that a verdict more does not compile here. */
private val Status.bit: Int
    get() =
        when (this) {
            Status.UNREGULATED -> 0
            Status.EXEMPT -> 1
            Status.LICENSED -> 2
            Status.SUSPENDED -> 3
            Status.UNENFORCED -> 4
            Status.PROHIBITED -> 5
        }
