package dev.aatomic.examples.gradle;

import dev.aatomic.Aatomic;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;

/** Moves money. Each call of the generated class is a transaction. */
@Aatomic
interface Accounts {

    /** Gives the balance that is left. */
    CompletionStage<BigDecimal> transfer(long from, long to, BigDecimal amount);

    /** Gives a balance. */
    @Aatomic(readOnly = true)
    CompletionStage<BigDecimal> balance(long id);
}
