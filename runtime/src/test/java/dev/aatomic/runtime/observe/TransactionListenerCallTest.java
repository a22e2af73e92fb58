package dev.aatomic.runtime.observe;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a listener is called: on which threads, when, and what becomes of what it throws. */
@Tag("observability")
final class TransactionListenerCallTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final RecordingListener listener = new RecordingListener();

    @Test
    void listenerThatThrowsChangesNothing() throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        List<String> called = new CopyOnWriteArrayList<>();
        TransactionListener failing = new TransactionListener() {
            @Override
            public void began(TransactionEvent event) {
                called.add("began");
                throw new IllegalStateException("listener");
            }

            @Override
            public void committed(TransactionEvent event) {
                called.add("committed");
                throw new LinkageError("listener");
            }

            @Override
            public void rolledBack(TransactionEvent event) {
                called.add("rolledBack");
                throw new IllegalStateException("listener");
            }
        };
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.listener(failing).listener(listener));

        try (LogCapture log = new LogCapture()) {
            Await.value(transactions.atomic().named("block").getStageAsync(() -> transactions.submit(insert(1))));
            assertThatThrownBy(() -> transactions.atomic().named("block").run(() -> {
                        throw new IOException("body");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasNoSuppressedExceptions();
            // The first of each kind.
            assertThat(log.count("failed on block 'block', which goes on")).isEqualTo(2);
        }

        assertThat(called).containsExactly("began", "committed", "began", "rolledBack");
        assertThat(listener.lines())
                .containsExactly("began block 0", "committed block 0", "began block 0", "rolledBack block 0");
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void listenerIsCalledInNoScopeAndOnNoForeignThread() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        CompletableFuture<Transactions> built = new CompletableFuture<>();
        TransactionListener asks = new TransactionListener() {
            private void ask() {
                Transactions transactions = Await.value(built);
                assertThatThrownBy(transactions::scope).satisfies(failures::add);
            }

            @Override
            public void began(TransactionEvent event) {
                ask();
            }

            @Override
            public void committed(TransactionEvent event) {
                ask();
            }
        };
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.listener(listener).listener(asks));
        built.complete(transactions);
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        CompletableFuture<Integer> first = Await.value(fixtures.foreign()
                .call(() -> transactions.atomic().named("first").getStageAsync(() -> transactions.bind(gate))));
        CompletableFuture<Integer> second = Await.value(fixtures.foreign()
                .call(() -> transactions.atomic().named("second").getStageAsync(() -> transactions.submit(insert(1)))));
        CompletableFuture<Integer> third = Await.value(fixtures.foreign()
                .call(() -> transactions.atomic().named("third").getStageAsync(() -> transactions.submit(insert(1)))));
        Await.value(fixtures.foreign().call(() -> third.cancel(true)));
        Await.value(fixtures.foreign().call(() -> gate.complete(1)));
        Await.value(first);
        Await.value(second);
        Await.until("the end is told", () -> listener.lines().contains("rolledBack third 0"));
        Await.until("both beginnings and both ends were asked in", () -> failures.size() >= 4);

        assertThat(failures)
                .hasSize(4)
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(NoTransactionException.class));
        assertThat(listener.told()).noneMatch(told -> Foreign.isForeign(told.thread()));
    }

    @Test
    void committedIsToldBeforeTheHooksAndAfterTheConnectionsReturn() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        List<String> order = new CopyOnWriteArrayList<>();
        Transactions transactions = fixtures.transactions(
                database,
                builder -> builder.listener(new TransactionListener() {
                    @Override
                    public void committed(TransactionEvent event) {
                        order.add("committed, " + database.active() + " out");
                    }
                }));

        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            transactions.onCommit(() -> order.add("hook"));
        });

        assertThat(order).containsExactly("committed, 0 out", "hook");
    }
}
