package dev.aatomic.examples.guide.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A return type that the processor does not know, by an adapter of the user's. */
class OwnTypeTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final Transactions transactions = database.transactions();
    private final Deposits jooq = new JooqDeposits(new JooqAccounts(AatomicJooq.dsl(transactions, SQLDialect.H2)));
    private final Deposits deposits = new DepositsAatomic(jooq, transactions);

    /** A body that goes on when its statement is done. */
    private Deposits depositsThen(ListenableFuture<Integer> next, CountDownLatch reached) {
        return new DepositsAatomic(
                (account, amount) -> Futures.transformAsync(
                        jooq.deposit(account, amount),
                        rows -> {
                            reached.countDown();
                            return next;
                        },
                        MoreExecutors.directExecutor()),
                transactions);
    }

    @Test
    void commitsWhenTheFutureSucceeds() {
        assertThat(Await.value(deposits.deposit(1, 10))).isEqualTo(1);

        assertThat(database.balance(1)).isEqualTo(110);
    }

    @Test
    void rollsBackWhenTheFutureFails() {
        IllegalStateException failure = new IllegalStateException("no");
        Deposits failing = depositsThen(Futures.immediateFailedFuture(failure), new CountDownLatch(1));

        assertThatThrownBy(() -> failing.deposit(1, 10).get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(failure);
        assertThat(database.balance(1)).isEqualTo(100);
    }

    @Test
    void rollsBackWhenTheFutureIsCancelled() {
        SettableFuture<Integer> open = SettableFuture.create();
        CountDownLatch reached = new CountDownLatch(1);
        ListenableFuture<Integer> deposit = depositsThen(open, reached).deposit(1, 10);
        Await.latch(reached);

        assertThat(deposit.cancel(true)).isTrue();

        assertThatThrownBy(deposit::get).isInstanceOf(CancellationException.class);
        Await.until("the body's future is cancelled", open::isCancelled);
        // It waits for the row until the other block has ended.
        assertThat(Await.value(deposits.deposit(1, 1))).isEqualTo(1);
        assertThat(database.balance(1)).isEqualTo(101);
    }

    @Test
    void theDeadlineOfTheBlockReachesTheFutureOfTheBody() {
        SettableFuture<Integer> open = SettableFuture.create();

        ListenableFuture<Integer> late = ListenableFutureBlocks.listenableFuture(
                transactions.atomic().timeout(Duration.ofSeconds(1)),
                () -> Futures.transformAsync(jooq.deposit(1, 10), rows -> open, MoreExecutors.directExecutor()));

        assertThatThrownBy(() -> late.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(TransactionTimedOutException.class);
        Await.until("the body's future is cancelled", open::isCancelled);
        assertThat(database.balance(1)).isEqualTo(100);
    }
}
