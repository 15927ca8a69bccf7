package lawful

import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

/** What `cargo xtask bench mobile` shows: lines `measured NAME VALUE`. */
@Tag("bench")
class Measurements {
    private var sink = 0

    /** The median of so many rounds, in microseconds for one call. */
    private fun median(rounds: Int, calls: Int, call: () -> Unit): Double {
        repeat(rounds) { repeat(calls) { call() } }
        return List(rounds) {
            val start = System.nanoTime()
            repeat(calls) { call() }
            (System.nanoTime() - start) / 1000.0 / calls
        }.sorted()[rounds / 2]
    }

    @Test
    fun measure() {
        // Loads JNA and the library, and checks that both fit.
        languageOf("en")
        val start = System.nanoTime()
        val law = RuleSet.compiledIn()
        tell("jvm-open-ms", (System.nanoTime() - start) / 1e6)

        val place = transaction(app = "wechat", actor = "app-store", location = "US", storefront = "US")
        val prepared = law.prepare(download)
        val one = law.checker(place, activities.take(1))
        val twenty = law.checker(place, activities)
        val questions = List(20) { Question(download, monday) }
        tell("jvm-verdict-us", median(21, 2000) { sink += prepared.verdict(monday).possible.size })
        val single = median(21, 2000) { sink += one.check(monday).size }
        val all = median(21, 2000) { sink += twenty.check(monday).size }
        tell("jvm-check-1-us", single)
        tell("jvm-check-20-us", all)
        tell("jvm-check-20-by-1", all / single)
        tell("jvm-decide-us", median(11, 500) { sink += prepared.decide(monday).grounds.size })
        tell("jvm-batch-20-us", median(11, 200) { sink += law.decideBatch(questions).size })
    }

    private fun tell(name: String, value: Double) {
        println("measured $name ${"%.3f".format(java.util.Locale.ROOT, value)}")
    }
}
