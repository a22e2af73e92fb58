package dev.aatomic.examples.springboot;

import dev.aatomic.Aatomic;
import dev.aatomic.Retry;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;

/** The accounts of a bank. Each call is a transaction, which ends when its stage completes. */
@Aatomic
public interface Accounts {

    /** Moves money, all of it or nothing. */
    @Aatomic(timeout = "10s", retry = @Retry(maxAttempts = 3))
    CompletionStage<Receipt> transfer(Transfer transfer);

    /** Gives the balance of an account. */
    @Aatomic(readOnly = true)
    CompletionStage<BigDecimal> balance(long id);
}
