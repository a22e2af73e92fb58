package dev.aatomic.examples.kotlin

import dev.aatomic.Aatomic
import java.util.concurrent.CompletionStage

/** Moves money. Each call of the generated class is a transaction. */
@Aatomic
interface Accounts {

    /** Gives the balance that is left. */
    fun transfer(from: Long, to: Long, amount: Long): CompletionStage<Long>

    /** Gives a balance. */
    @Aatomic(readOnly = true)
    fun balance(id: Long): CompletionStage<Long>
}
