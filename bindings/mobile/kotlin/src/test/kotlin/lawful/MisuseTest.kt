package lawful

import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** Whatever an app does wrong is an exception or a refusal, and the app lives on. */
class MisuseTest {
    private val law = RuleSet.compiledIn()

    private fun codes(transaction: Transaction): List<Code> =
        assertThrows(LawfulException.Refused::class.java) { law.prepare(transaction) }.codes()

    @Test
    fun `malformed ids and unknown regions are all told at once`() {
        assertEquals(listOf(Code.ID), codes(transaction(party = "not an id")))
        assertEquals(listOf(Code.ID), codes(transaction(app = "\u0000")))
        assertEquals(listOf(Code.REGION), codes(transaction(location = "QQ")))
        assertEquals(listOf(Code.LIMIT), codes(transaction(app = "a".repeat(100_000))))
        assertEquals(listOf(Code.UNKNOWN_FACT), codes(transaction(facts = listOf(fact("weather", "fine")))))
        assertEquals(listOf(Code.TYPE), codes(transaction(facts = listOf(fact("for-fee", 1)))))
        assertEquals(listOf(Code.VALUE), codes(transaction(location = "US", facts = listOf(fact("location", "US")))))
        assertEquals(listOf(Code.LIMIT), codes(transaction(facts = List(65) { fact("for-fee", true) })))
        assertEquals(
            listOf(Code.REGION, Code.UNKNOWN_REFERENCE),
            codes(transaction(location = "QQ", readings = Readings.Given(mapOf("no/such#question" to "a"), false))),
        )
        val refused = assertThrows(LawfulException.Refused::class.java) { law.requiredFacts("teleporting") }
        assertEquals(listOf(Code.UNKNOWN_REFERENCE), refused.codes())
    }

    @Test
    fun `what is wrong with a place is told once, not for every activity`() {
        val refused = assertThrows(LawfulException.Refused::class.java) {
            law.checker(transaction(app = "wechat", location = "QQ"), listOf("hosting", "transit", "teleporting"))
        }
        assertEquals(listOf(Code.REGION, Code.UNKNOWN_REFERENCE), refused.codes())
    }

    @Test
    fun `an instant outside of the years 1 to 9999 is refused, not clamped`() {
        val prepared = law.prepare(download)
        val before = Instant.parse("0001-01-01T00:00:00Z").minusSeconds(1)
        val checker = law.checker(transaction(app = "wechat"), listOf("hosting"))
        for (wrong in listOf(before, Instant.MIN, Instant.MAX, Instant.parse("+10000-01-01T00:00:00Z"))) {
            val calls = listOf(
                { prepared.verdict(wrong) },
                { prepared.verdict(monday, wrong) },
                { prepared.decide(wrong) },
                { prepared.covered(wrong) },
                { prepared.canonicalJson(wrong) },
                { prepared.explain(Language.ENGLISH, wrong) },
                { prepared.timeline(wrong) },
                { prepared.decideOver(wrong, monday) },
                { law.ageSeconds(wrong) },
                { law.decide(download, wrong) },
                { checker.check(wrong) },
                { checker.checkOver(monday, wrong) },
            )
            for (call in calls) {
                val refused = assertThrows(LawfulException.Refused::class.java) { call() }
                assertEquals(listOf(Code.INSTANT), refused.codes())
            }
        }
        assertEquals(Verdict.Determinate(Status.UNREGULATED), prepared.verdict(before.plusSeconds(1)).verdict)
        val empty = assertThrows(LawfulException.Refused::class.java) { prepared.decideOver(monday, monday) }
        assertEquals(listOf(Code.WINDOW), empty.codes())
    }

    @Test
    fun `a wrong question does not keep a batch from being answered`() {
        val answers = law.decideBatch(
            listOf(
                Question(download, monday),
                Question(transaction(location = "QQ"), monday),
                Question(download, Instant.MIN),
                Question(download, monday),
            ),
        )
        assertInstanceOf(BatchAnswer.Answered::class.java, answers[0])
        val refused = answers.filterIsInstance<BatchAnswer.Refused>().map { it.problems.single().code }
        assertEquals(listOf(Code.REGION, Code.INSTANT), refused)
        assertEquals(answers[0], answers[3])
    }

    @Test
    fun `bytes that are no rule set are refused, and the one in use stays`() {
        val corpus = Inputs.file("corpus.prepared").readBytes()
        val flipped = corpus.clone().also { it[it.size / 2] = (it[it.size / 2].toInt() xor 1).toByte() }
        val bad = mapOf(
            "nothing" to ByteArray(0),
            "half" to corpus.copyOf(corpus.size / 2),
            "one byte too few" to corpus.copyOf(corpus.size - 1),
            "one byte too many" to corpus + 0,
            "a bit flipped" to flipped,
            "100 MB of zeros" to ByteArray(100_000_000),
            "a text" to "format = 'lawful/1'".toByteArray(),
        )
        RuleSets().use { sets ->
            val before = sets.identity.value
            for ((what, bytes) in bad) {
                val refused = assertThrows(LawfulException.Refused::class.java, { RuleSet.fromBytes(bytes) }, what)
                assertEquals(listOf(Code.FORMAT), refused.codes(), what)
                val offer = assertInstanceOf(Offer.Refused::class.java, sets.offer(bytes), what)
                assertEquals(Refusal.Unreadable(refused.problems.single()), offer.reason, what)
                assertEquals(before, sets.identity.value)
            }
        }
    }

    @Test
    fun `what is closed says so, and closing twice does nothing`() {
        val rules = RuleSet.compiledIn()
        val prepared = rules.prepare(download)
        val checker = rules.checker(transaction(app = "wechat"), listOf("hosting"))
        val sets = RuleSets(RuleSet.compiledIn())
        rules.close()
        assertThrows(IllegalStateException::class.java) { rules.identity() }
        assertThrows(IllegalStateException::class.java) { rules.prepare(download) }
        assertThrows(IllegalStateException::class.java) { prepared.rebind(rules) }
        // What was prepared holds on to what it needs.
        assertEquals(Verdict.Determinate(Status.SUSPENDED), prepared.verdict(monday).verdict)
        repeat(2) {
            rules.close()
            prepared.close()
            checker.close()
            sets.close()
        }
        assertThrows(IllegalStateException::class.java) { prepared.verdict(monday) }
        assertThrows(IllegalStateException::class.java) { checker.check(monday) }
        assertThrows(IllegalStateException::class.java) { sets.offer(ByteArray(0)) }
        assertEquals(Origin.COMPILED_IN, sets.current.identity().origin)
        // A closed object in the place of an argument.
        assertThrows(IllegalStateException::class.java) { RuleSets(rules) }
    }

    @Test
    fun `the rule set in use stays usable when the one that was given is closed`() {
        val bytes = Inputs.file("corpus.prepared").readBytes()
        val sets = RuleSet.fromBytes(bytes).use { RuleSets(it) }
        assertEquals(sets.identity.value, sets.current.identity())
        assertEquals(Verdict.Determinate(Status.SUSPENDED), sets.current.prepare(download).verdict(monday).verdict)
        sets.close()
    }
}
