package lawful

import java.util.concurrent.CyclicBarrier
import java.util.concurrent.atomic.AtomicInteger
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Objects are shared by threads, small ones too, and closed while others call. */
class ThreadsTest {
    /** Runs work on so many threads of that stack size at once, and throws what any of them threw. */
    private fun together(threads: Int, stack: Long, work: (Int) -> Unit) {
        val failures = java.util.Collections.synchronizedList(mutableListOf<Throwable>())
        val barrier = CyclicBarrier(threads)
        val started = List(threads) { n ->
            val run = Runnable {
                try {
                    barrier.await()
                    work(n)
                } catch (failure: Throwable) {
                    failures.add(failure)
                }
            }
            Thread(null, run, "lawful-$n", stack).also { it.start() }
        }
        started.forEach { it.join() }
        failures.firstOrNull()?.let { throw it }
    }

    /** A call that is under way ends as it began; an object is let go when none is. */
    @Test
    fun `32 threads call while another closes`() {
        repeat(20) {
            val rules = RuleSet.compiledIn()
            val prepared = rules.prepare(download)
            val answered = AtomicInteger()
            together(33, 0) { n ->
                if (n == 32) {
                    // Some calls go through first, so that others are under way now.
                    while (answered.get() < 32) Thread.onSpinWait()
                    prepared.close()
                    rules.close()
                } else {
                    try {
                        repeat(100) {
                            assertEquals(Verdict.Determinate(Status.SUSPENDED), prepared.verdict(monday).verdict)
                            answered.incrementAndGet()
                            assertEquals(Origin.COMPILED_IN, rules.identity().origin)
                        }
                    } catch (closed: IllegalStateException) {
                        assertTrue(closed.message.orEmpty().contains("destroyed"), closed.toString())
                    }
                }
            }
            assertThrows(IllegalStateException::class.java) { prepared.verdict(monday) }
            assertThrows(IllegalStateException::class.java) { rules.identity() }
        }
    }

    @Test
    fun `a thread with 256 KiB of stack can do everything`() {
        together(4, 256 * 1024) {
            RuleSets(RuleSet.fromBytes(Inputs.file("corpus.prepared").readBytes())).use { sets ->
                val rules = sets.current
                rules.prepare(download).use { prepared ->
                    prepared.decide(monday)
                    prepared.timeline()
                    prepared.decideOver(monday, monday.plusSeconds(86_400))
                    Language.entries.forEach { prepared.explain(it, monday) }
                }
                rules.checker(transaction(app = "wechat", location = "US"), activities).use { it.check(monday) }
                rules.decideBatch(List(100) { Question(download, monday) })
                rules.requiredFacts("app-store/download")
                sets.offer(Inputs.file("other.prepared").readBytes())
            }
        }
    }

    @Test
    fun `rule sets are replaced while others ask`() {
        RuleSets(Inputs.ruleSet("corpus")).use { sets ->
            val bytes = listOf("corpus", "other").map { Inputs.file("$it.prepared").readBytes() }
            val known = bytes.map { RuleSet.fromBytes(it).use { rules -> rules.identity().contentHash } }
            together(8, 0) { n ->
                repeat(if (n == 0) 20 else 200) { turn ->
                    if (n == 0) {
                        sets.offer(bytes[turn % 2])
                    } else {
                        val decision = sets.current.decide(download, monday, monday)
                        val expected = if (decision.contentHash == known[0]) Status.SUSPENDED else Status.PROHIBITED
                        assertTrue(decision.contentHash in known)
                        assertEquals(Verdict.Determinate(expected), decision.verdict)
                    }
                }
            }
        }
    }
}
