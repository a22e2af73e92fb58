package dev.aatomic.examples.webflux;

import dev.aatomic.Aatomic;
import dev.aatomic.Retry;
import java.math.BigDecimal;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The accounts of a bank. Each subscription is a transaction, and a subscriber that goes away before its end rolls it back. */
@Aatomic(timeout = "60s")
public interface Accounts {

    /** Moves money, all of it or nothing. The receipt comes after COMMIT. */
    @Aatomic(retry = @Retry(maxAttempts = 3))
    Mono<Receipt> transfer(Transfer transfer);

    /** Adds interest to all accounts or to none, one after another, and tells of each as it goes. Completes after COMMIT. */
    Flux<Account> payInterest(BigDecimal percent);

    /** Reads all accounts, no faster than they are asked for. */
    @Aatomic(readOnly = true)
    Flux<Account> all();
}
