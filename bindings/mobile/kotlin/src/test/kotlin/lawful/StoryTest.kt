package lawful

import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** The story of `examples/README.md`, told in Kotlin. */
class StoryTest {
    @Test
    fun `the story is told as expected`() {
        assertEquals(Inputs.example("story.expected.txt"), story())
    }

    private fun story(): String {
        val page = Page()
        val law = RuleSet.compiledIn()
        val download = law.prepare(download)

        page.title("An app store is asked for WeChat by a user in the United States")
        page.line("at", monday.toString())

        page.chapter("Thursday: an order bans what Commerce will identify, and nothing is identified")
        page.decision(download.decide(monday, Instant.parse("2020-09-17T12:00:00Z")))

        page.chapter("Friday: Commerce has published its list")
        page.decision(download.decide(monday, Instant.parse("2020-09-18T22:00:00Z")))

        page.chapter("Monday: a court has enjoined the list")
        page.decision(download.decide(monday, monday))

        page.chapter("In hindsight: until when that lasted")
        page.decision(download.decide(monday))

        page.chapter("What if the injunction falls: the same record with a stay that was never granted")
        val whatIf = Inputs.ruleSet("other")
        page.decision(download.rebind(whatIf).decide(monday, monday))

        page.chapter("A fact is missing: nobody said of which country the store account is")
        val incomplete =
            transaction(app = "wechat", activity = "app-store/download", actor = "app-store", location = "US")
        page.decision(law.decide(incomplete, monday, monday))
        return page.text.toString()
    }

    /** Plain text that every language can print alike. */
    private class Page {
        val text = StringBuilder()

        fun title(title: String) {
            text.append("$title\n\n")
        }

        fun chapter(title: String) {
            text.append("\n$title\n")
        }

        fun line(key: String, value: Any) {
            text.append("  ${key.padEnd(10)}$value\n")
        }

        fun decision(decision: Decision) {
            line("known", decision.known ?: "all that is on record")
            line("verdict", decision.verdict)
            if (decision.possible.size > 1) line("possible", decision.possible.joinToString(" "))
            for (ground in decision.grounds) {
                line("ground", "${ground.id} ${ground.status}")
                ground.by.forEach { line("  by", it) }
            }
            decision.missing.forEach { line("missing", it) }
            decision.openQuestions.forEach { line("open", it) }
            decision.valid.from?.let { line("from", it) }
            decision.next?.let {
                line("until", it.at)
                line("then", it.verdict)
            }
        }
    }
}
