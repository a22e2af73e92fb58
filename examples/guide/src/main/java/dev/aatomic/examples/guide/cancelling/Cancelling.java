package dev.aatomic.examples.guide.cancelling;

import dev.aatomic.runtime.Transactions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;

/** The ways to end a block before its time. */
final class Cancelling {

    private final Transactions transactions;
    private final DSLContext dsl;

    Cancelling(Transactions transactions, DSLContext dsl) {
        this.transactions = transactions;
        this.dsl = dsl;
    }

    /** Takes a minute, in the database. */
    Integer slowCount() {
        return dsl.execute("SELECT pg_sleep(60)");
    }

    /** A report that is fast enough if the given one is. */
    record Slow(Cancelling reports) implements Reports {

        @Override
        public CompletableFuture<Integer> count() {
            return CompletableFuture.completedFuture(reports.slowCount());
        }
    }

    CompletableFuture<Integer> limited() {
        // tag::timeout[]
        return transactions.atomic().timeout(Duration.ofMillis(200)).getAsync(() -> slowCount());
        // end::timeout[]
    }

    boolean cancelled(Runnable somethingElse) {
        // tag::cancel[]
        CompletableFuture<Integer> count = transactions.atomic().getAsync(() -> slowCount());
        somethingElse.run();
        boolean cancelled = count.cancel(true); // stops the statement and rolls back
        // end::cancel[]
        return cancelled;
    }

    CompletableFuture<Integer> abandoned() {
        // tag::or-timeout[]
        return transactions.atomic().getAsync(() -> slowCount()).orTimeout(200, TimeUnit.MILLISECONDS);
        // end::or-timeout[]
    }
}
