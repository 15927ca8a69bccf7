package lawful

import java.io.File
import java.time.Instant

/** What `cargo xtask test kotlin` has written for the tests. */
internal object Inputs {
    private val folder = File(System.getProperty("lawful.inputs"))

    fun file(name: String): File = folder.resolve(name)

    fun ruleSet(name: String): RuleSet = RuleSet.fromBytes(file("$name.prepared").readBytes())

    fun example(name: String): String = File(System.getProperty("lawful.examples")).resolve(name).readText()
}

internal val monday: Instant = Instant.parse("2020-09-21T12:00:00Z")

/** An app store is asked for WeChat by a user in the United States. */
internal val download: Transaction = transaction(
    app = "wechat",
    activity = "app-store/download",
    actor = "app-store",
    location = "US",
    storefront = "US",
)

internal fun LawfulException.Refused.codes(): List<Code> = problems.map { it.code }
