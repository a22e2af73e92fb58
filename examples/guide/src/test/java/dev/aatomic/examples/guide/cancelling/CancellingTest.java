package dev.aatomic.examples.guide.cancelling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On PostgreSQL, where a statement can be told to take a minute, and is stopped by a cancel. */
class CancellingTest {

    private static final String SLEEPING =
            "select count(*) from pg_stat_activity where datname = current_database() and state = 'active'"
                    + " and query like '%pg_sleep%' and pid <> pg_backend_pid()";

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.postgres();

    private final Transactions transactions = database.transactions();
    private final Cancelling cancelling =
            new Cancelling(transactions, AatomicJooq.dsl(transactions, SQLDialect.POSTGRES));

    private void assertStatementStopped() {
        Await.until("the statement has stopped", () -> database.number(SLEEPING) == 0);
    }

    @Test
    void timeoutOfAnAnnotationEndsTheBlock() {
        Reports reports = new ReportsAatomic(new Cancelling.Slow(cancelling), transactions);

        assertThat(Await.cause(reports.count())).isInstanceOf(TransactionTimedOutException.class);
        assertStatementStopped();
    }

    @Test
    void timeoutEndsTheBlock() {
        assertThat(Await.cause(cancelling.limited())).isInstanceOf(TransactionTimedOutException.class);
        assertStatementStopped();
    }

    @Test
    void cancelStopsTheStatement() {
        assertThat(cancelling.cancelled(() -> Await.until("the statement runs", () -> database.number(SLEEPING) == 1)))
                .isTrue();
        assertStatementStopped();
    }

    @Test
    void orTimeoutCancels() {
        assertThat(Await.cause(cancelling.abandoned())).isInstanceOf(TimeoutException.class);
        assertStatementStopped();
    }

    @Test
    void orTimeoutOfANestedBlockIsRefused() {
        transactions.atomic().run(() -> {
            CompletableFuture<Integer> nested = transactions.atomic().getAsync(() -> 1);
            assertThatThrownBy(() -> nested.orTimeout(1, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void blockThatHasCommittedIsNotCancelled() {
        CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> 1);
        Await.value(block);

        assertThat(block.cancel(true)).isFalse();
    }
}
