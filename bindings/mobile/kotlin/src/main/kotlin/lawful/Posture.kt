package lawful

/**
 * What an app does with each answer: an action for every verdict, for `indeterminate`, and for what nobody has looked at.
 * There is no default; leaving one out does not compile.
 */
public data class Posture<out A>(
    /** No prohibition reaches the transaction, in a place and for an activity that the record covers. */
    val unregulated: A,
    /** An exemption carves it out. */
    val exempt: A,
    /** A licence permits it. */
    val licensed: A,
    /** A suspension lasts. */
    val suspended: A,
    /** Prohibited, and not enforced. */
    val unenforced: A,
    /** Prohibited. */
    val prohibited: A,
    /** It depends on what is not known. */
    val indeterminate: A,
    /** Free of prohibitions as far as is known, where nobody has looked. */
    val notCovered: A,
) {
    /** The action for a case. */
    public fun action(case: PostureCase): A =
        when (case) {
            PostureCase.UNREGULATED -> unregulated
            PostureCase.EXEMPT -> exempt
            PostureCase.LICENSED -> licensed
            PostureCase.SUSPENDED -> suspended
            PostureCase.UNENFORCED -> unenforced
            PostureCase.PROHIBITED -> prohibited
            PostureCase.INDETERMINATE -> indeterminate
            PostureCase.NOT_COVERED -> notCovered
        }

    /** The action for a decision. */
    public fun action(decision: Decision): A = action(decision.postureCase)

    /** The action for an answer of a [Checker]. */
    public fun action(check: Check): A = action(check.postureCase)

    /** The action for an answer of a [Checker] over a range. */
    public fun action(check: CheckOver): A = action(check.postureCase)

    /** The action for an answer of a batch. */
    public fun action(answer: BatchAnswer.Answered): A = action(answer.postureCase)
}
