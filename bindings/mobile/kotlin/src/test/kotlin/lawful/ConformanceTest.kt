package lawful

import java.time.Instant
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The cases of `conformance/`: decisions are compared byte for byte, refusals by the codes of all mistakes. */
class ConformanceTest {
    @Test
    fun `every case is decided as in Rust`() {
        var cases = 0
        for (pair in Inputs.file("cases.txt").readLines()) {
            val (rules, lines) = pair.split('\t')
            RuleSet.fromBytes(Inputs.file(rules).readBytes()).use { ruleSet ->
                for (line in Inputs.file(lines).readLines()) {
                    val (id, at, known, question, expected) = line.split('\t')
                    val asked = read(question)
                    val knownAt = if (known == "-") null else Instant.parse(known)
                    assertEquals(expected, answer(ruleSet, asked, Instant.parse(at), knownAt), "$lines: $id")
                    cases += 1
                }
            }
        }
        println("$cases conformance cases")
        assertTrue(cases > 0)
    }

    private fun answer(rules: RuleSet, asked: Transaction, at: Instant, known: Instant?): String {
        val batch = rules.decideBatch(listOf(Question(asked, at, known))).single()
        return try {
            rules.prepare(asked).use { prepared ->
                val decision = prepared.decide(at, known)
                assertEquals(decision, rules.decide(asked, at, known))
                val outcome = prepared.verdict(at, known)
                assertEquals(Outcome(decision.verdict, decision.possible, decision.valid.until), outcome)
                assertEquals(decision.covered, prepared.covered(at, known))
                assertEquals(BatchAnswer.Answered(outcome, decision.covered, decision.postureCase), batch)
                prepared.canonicalJson(at, known)
            }
        } catch (refused: LawfulException.Refused) {
            assertEquals(BatchAnswer.Refused(refused.problems), batch)
            refused.codes().joinToString(",")
        }
    }

    private fun read(question: String): Transaction {
        val json = Json.parseToJsonElement(question).jsonObject
        val facts = json.getValue("ask").jsonObject.map { (id, value) -> Fact(id, value(value)) }
        return Transaction(facts, readings(json.getValue("readings")))
    }

    private fun value(json: JsonElement): FactValue {
        val value = json.jsonPrimitive
        val flag = value.booleanOrNull
        return when {
            value.isString -> FactValue.Text(value.content)
            flag != null -> FactValue.Flag(flag)
            else -> FactValue.Number(value.long)
        }
    }

    private fun readings(json: JsonElement): Readings =
        when {
            json is JsonObject -> {
                val answers = json.mapValues { (_, answer) -> answer.jsonPrimitive.content }
                Readings.Given(answers - "rest", answers["rest"] == "open")
            }
            json.jsonPrimitive.content == "open" -> Readings.Open
            else -> Readings.Presumed
        }
}
