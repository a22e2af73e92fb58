package dev.aatomic.examples.quarkusrest;

import dev.aatomic.Aatomic;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** The accounts of a bank. Each subscription to what a method returns is a transaction. */
@Aatomic
public interface Accounts {

    /** Moves money, all of it or nothing. The receipt is emitted after COMMIT. */
    @Aatomic(timeout = "30s")
    Uni<Receipt> transfer(Transfer transfer);

    /** Reads all accounts as fast as they are asked for, and writes down that they were read. Completes after COMMIT. */
    @Aatomic(timeout = "60s")
    Multi<Account> list();
}
