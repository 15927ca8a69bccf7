package lawful

import java.util.Locale
import kotlin.time.Duration.Companion.seconds
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

internal val activities: List<String> = listOf(
    "app-store/download", "app-store/update", "app-store/maintain", "app-store/in-app-purchase", "hosting",
    "content-delivery", "transit", "peering", "payments", "payments/transfer", "payments/processing", "code-use",
    "communication", "communication/personal", "communication/business", "employment", "data-storage", "use",
    "advertising", "network-access",
)

/** What the layer for Kotlin gives, beyond what the cases show. */
class AnswersTest {
    private val law = RuleSet.compiledIn()

    @Test
    fun `a checker answers as each activity alone, in their order`() {
        val place = transaction(app = "wechat", actor = "app-store", location = "US", storefront = "US")
        val later = monday.plusSeconds(86_400)
        law.checker(place, activities).use { checker ->
            val checks = checker.check(monday)
            assertEquals(activities, checks.map { it.activity })
            for (check in checks) {
                val alone = law.decide(Transaction(place.facts + fact("activity", check.activity), place.readings), monday)
                assertEquals(Outcome(alone.verdict, alone.possible, alone.valid.until), check.outcome)
                assertEquals(alone.covered to alone.postureCase, check.covered to check.postureCase)
            }
            assertEquals(activities, checker.checkOver(monday, later).map { it.activity })
        }
    }

    @Test
    fun `a range that contains a change is indeterminate, and one that does not is as definite as an instant`() {
        law.prepare(download).use { prepared ->
            val change = prepared.decide(monday).valid.from!!
            val across = prepared.decideOver(change.minusSeconds(10), change.plusSeconds(10))
            assertEquals(Verdict.Indeterminate, across.verdict)
            assertEquals(listOf(Status.UNREGULATED, Status.SUSPENDED), across.possible)
            assertEquals(Verdict.Determinate(Status.SUSPENDED), prepared.decideOver(change, change.plusSeconds(10)).verdict)
            // The record begins to cover the place in 2019.
            val start = java.time.Instant.parse("2019-01-01T05:00:00Z")
            assertTrue(prepared.decideOver(start, start.plusSeconds(1)).covered)
            assertTrue(!prepared.decideOver(start.minusSeconds(1), start.plusSeconds(1)).covered)
        }
    }

    @Test
    fun `a posture has an action for every case`() {
        val posture = Posture("free", "exempt", "licensed", "held", "tolerated", "no", "unknown", "nobody looked")
        assertEquals(8, PostureCase.entries.map { posture.action(it) }.toSet().size)
        assertEquals("held", posture.action(law.decide(download, monday)))
        val elsewhere = transaction(app = "wechat", activity = "hosting", location = "FR")
        assertEquals("nobody looked", posture.action(law.decide(elsewhere, monday)))
        assertEquals(PostureCase.NOT_COVERED, postureCase(Verdict.Determinate(Status.LICENSED), false))
        assertEquals(PostureCase.PROHIBITED, postureCase(Verdict.Determinate(Status.PROHIBITED), false))
    }

    @Test
    fun `which rule set is in use is told, with its age`() {
        RuleSets().use { sets ->
            val identity = sets.current.identity()
            assertEquals(Origin.COMPILED_IN, identity.origin)
            assertEquals(identity, sets.identity.value)
            assertEquals(60.seconds, sets.current.age(identity.asOf.plusSeconds(60)))
            assertEquals((-1).seconds, sets.current.age(identity.asOf.minusSeconds(1)))
            val accepted = assertInstanceOf(Offer.Accepted::class.java, sets.offer(Inputs.file("other.prepared").readBytes()))
            assertEquals(accepted.identity, sets.identity.value)
            assertEquals(accepted.identity, sets.current.identity())
            assertEquals(Origin.BYTES, accepted.identity.origin)
            assertNotEquals(identity.contentHash, accepted.identity.contentHash)
        }
    }

    @Test
    fun `an older rule set is refused`() {
        RuleSets().use { sets ->
            val offer = sets.offer(Inputs.file("older.prepared").readBytes())
            val reason = assertInstanceOf(Offer.Refused::class.java, offer).reason
            val older = assertInstanceOf(Refusal.Older::class.java, reason)
            assertTrue(older.offered.asOf < sets.current.identity().asOf)
            assertEquals(Origin.COMPILED_IN, sets.identity.value.origin)
        }
    }

    @Test
    fun `words follow the locale`() {
        assertEquals(Language.SIMPLIFIED_CHINESE, Language.of(Locale.SIMPLIFIED_CHINESE))
        assertEquals(Language.TRADITIONAL_CHINESE, Language.of(Locale.TRADITIONAL_CHINESE))
        assertEquals(Language.ENGLISH, Language.of(Locale.UK))
        assertNull(Language.of(Locale.GERMAN))
        law.prepare(download).use { prepared ->
            val words = Language.entries.map { prepared.explain(it, monday) }
            assertEquals(3, words.map { it.verdict }.toSet().size)
            for (explanation in words) {
                assertTrue(explanation.plain.startsWith(explanation.verdict))
                assertTrue(explanation.plain.endsWith(explanation.closing))
                assertTrue(explanation.sections.all { it.items.isNotEmpty() })
            }
            assertTrue(prepared.explainTimeline(Language.ENGLISH).plain.contains("2020-09-21T03:59:00Z"))
        }
        val names = Language.entries.map { verdictName(Verdict.Determinate(Status.PROHIBITED), it) }
        assertEquals(listOf("prohibited", "禁止", "禁止"), names)
    }

    @Test
    fun `a timeline covers all time without gap`() {
        law.prepare(download).use { prepared ->
            val runs = prepared.timeline().runs
            assertNull(runs.first().span.from)
            assertNull(runs.last().span.until)
            runs.zipWithNext { run, next -> assertEquals(run.span.until, next.span.from) }
            assertTrue(prepared.timelineJson().contains("\"runs\":["))
            assertEquals(download.facts.toSet(), prepared.transaction().facts.toSet())
        }
    }
}
