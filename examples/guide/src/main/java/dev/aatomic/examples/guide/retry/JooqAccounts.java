package dev.aatomic.examples.guide.retry;

import static dev.aatomic.examples.guide.Tables.ACCOUNT;
import static org.jooq.impl.DSL.sum;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jooq.DSLContext;

/** Takes money as long as all accounts together have it: two that do so at once are in each other's way. */
final class JooqAccounts implements Accounts {

    private final DSLContext dsl;
    private final Consumer<BigDecimal> onRead;

    JooqAccounts(DSLContext dsl, Consumer<BigDecimal> onRead) {
        this.dsl = dsl;
        this.onRead = onRead;
    }

    @Override
    public CompletionStage<Integer> withdraw(long account, int amount) {
        BigDecimal total =
                dsl.select(sum(ACCOUNT.BALANCE)).from(ACCOUNT).fetchSingle().value1();
        onRead.accept(total);
        return dsl.update(ACCOUNT)
                .set(ACCOUNT.BALANCE, ACCOUNT.BALANCE.minus(BigDecimal.valueOf(amount)))
                .where(ACCOUNT.ID.eq(account))
                .executeAsync();
    }

    static Atomic patient(Transactions transactions) {
        // tag::policy[]
        RetryPolicy patient = RetryPolicy.ofMaxAttempts(5)
                .withBackoff(Duration.ofMillis(50), Duration.ofSeconds(2))
                .retryFor(IOException.class); // besides what the database says may pass

        Atomic atomic = transactions.atomic().retry(patient);
        // end::policy[]
        return atomic;
    }
}
