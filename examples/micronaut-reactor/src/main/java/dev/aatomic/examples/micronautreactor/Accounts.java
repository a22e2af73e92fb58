package dev.aatomic.examples.micronautreactor;

import dev.aatomic.Aatomic;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The accounts of a bank. Each subscription to what a method returns is a transaction. */
@Aatomic
public interface Accounts {

    /** Moves money, all of it or nothing. The receipt is emitted after COMMIT. */
    @Aatomic(timeout = "30s")
    Mono<Receipt> transfer(Transfer transfer);

    /** Reads all accounts as fast as they are asked for, and writes down that they were read. Completes after COMMIT. */
    @Aatomic(timeout = "60s")
    Flux<Account> list();
}
