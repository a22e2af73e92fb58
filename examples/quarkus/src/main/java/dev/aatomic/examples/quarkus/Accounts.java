package dev.aatomic.examples.quarkus;

import dev.aatomic.Aatomic;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;

/** Moves money. Whoever injects this gets the generated class, in which each call is a transaction. */
@Aatomic
public interface Accounts {

    /** Gives the balance that is left. */
    CompletionStage<BigDecimal> transfer(long from, long to, BigDecimal amount);

    /** Gives a balance. */
    @Aatomic(readOnly = true)
    CompletionStage<BigDecimal> balance(long id);
}
