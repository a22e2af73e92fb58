package dev.aatomic.examples.guide.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On PostgreSQL, which refuses one of two serializable transactions that are in each other's way. */
class RetryTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.postgres();

    private final Transactions transactions = database.transactions();

    @Test
    void refusedTransactionRunsAgain() {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch bothHaveRead = new CountDownLatch(2);
        Accounts accounts = new AccountsAatomic(
                new JooqAccounts(AatomicJooq.dsl(transactions, SQLDialect.POSTGRES), total -> {
                    attempts.incrementAndGet();
                    bothHaveRead.countDown();
                    Await.latch(bothHaveRead);
                }),
                transactions);

        CompletableFuture<Integer> first = accounts.withdraw(1, 10).toCompletableFuture();
        CompletableFuture<Integer> second = accounts.withdraw(2, 10).toCompletableFuture();
        Await.value(first);
        Await.value(second);

        assertThat(attempts).hasValueGreaterThanOrEqualTo(3);
        assertThat(database.balance(1)).isEqualTo(90);
        assertThat(database.balance(2)).isEqualTo(90);
    }

    @Test
    void namedFailureIsRetriedAndItsHooksAreGone() {
        AtomicInteger attempts = new AtomicInteger();
        List<Integer> hooks = new ArrayList<>();
        List<Integer> undone = new ArrayList<>();

        CompletableFuture<Integer> block = JooqAccounts.patient(transactions).getAsync(() -> {
            int attempt = attempts.incrementAndGet();
            transactions.onCommit(() -> hooks.add(attempt));
            transactions.onRollback(() -> undone.add(attempt));
            if (attempt < 3) {
                throw new IOException("not yet");
            }
            return attempt;
        });

        assertThat(Await.value(block)).isEqualTo(3);
        assertThat(hooks).containsExactly(3);
        assertThat(undone).containsExactly(1, 2);
    }

    @Test
    void otherFailureIsNot() {
        AtomicInteger attempts = new AtomicInteger();

        CompletableFuture<Integer> block = JooqAccounts.patient(transactions).getAsync(() -> {
            attempts.incrementAndGet();
            throw new IllegalStateException("no");
        });

        assertThat(Await.cause(block)).isInstanceOf(IllegalStateException.class);
        assertThat(attempts).hasValue(1);
    }
}
