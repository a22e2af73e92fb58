package dev.aatomic.structured;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Forks of code that is in no block, or may use the connection of none. */
final class ForkElsewhereTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private PooledDatabase database;
    private Transactions transactions;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 2);
        transactions = fixtures.transactions(database);
    }

    @Test
    void forksOfAStepAreRefusedTheConnectionThatItHas() {
        AtomicReference<@Nullable Throwable> refusal = new AtomicReference<>();
        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
                                Subtask<Integer> fork = scope.fork(
                                        () -> transactions.submit(insert(1)).join());
                                scope.join();
                                refusal.set(fork.exception());
                            }
                            return Sql.insert(connection, 2);
                        })
                        .join());

        assertThat(refusal.get())
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("Fork in the body of the block instead of a step of it");
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void forksOfABodyInAStepAreRefusedToo() {
        assertThatThrownBy(() -> transactions
                        .atomic()
                        .run(() -> transactions
                                .submit(connection -> {
                                    transactions.atomic().run(() -> Forks.insertEach(transactions, 1));
                                    return 1;
                                })
                                .join()))
                .rootCause()
                .hasMessageContaining("Fork in the body of the block instead of a step of it");
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void plainThreadStaysOutside() throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        transactions.atomic().run(() -> {
            Thread thread = Thread.ofVirtual().start(() -> {
                try {
                    transactions.submit(insert(1));
                } catch (RuntimeException refused) {
                    failure.set(refused);
                }
            });
            thread.join();
        });

        assertThat(failure.get()).isInstanceOf(NoTransactionException.class);
    }

    @Test
    void forksOfAListenerAreInNoBlock() {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Transactions[] listened = new Transactions[1];
        listened[0] = fixtures.transactions(
                database,
                builder -> builder.listener(new TransactionListener() {
                    @Override
                    public void began(TransactionEvent event) {
                        try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
                            Subtask<?> fork = scope.fork(
                                    () -> listened[0].submit(insert(9)).join());
                            scope.join();
                            failure.set(fork.exception());
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }
                }));
        listened[0].atomic().run(() -> listened[0].submit(insert(1)).join());

        assertThat(failure.get()).isInstanceOf(NoTransactionException.class);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void connectionOutsideOfTransactionsIsRefused() throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        transactions.atomic().run(() -> {
            try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
                Subtask<?> fork = scope.fork(() -> transactions.autocommit(() -> {
                    try (Connection connection = transactions.dataSource().getConnection()) {
                        return Sql.insert(connection, 1);
                    }
                }));
                scope.fork(() -> transactions.autocommit(
                        () -> transactions.submit(insert(2)).join()));
                scope.join();
                failure.set(fork.exception());
            }
        });

        assertThat(failure.get()).hasMessageContaining("Use submit(...)");
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void blockOfAForkThatMayBelongElsewhereIsRefused() {
        CountDownLatch changed = new CountDownLatch(1);
        CountDownLatch tried = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CurrentScope current = CurrentScope.ofThread();
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    Object block = current.get();
                    try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
                        Subtask<?> fork = scope.fork(() -> {
                            Await.latch(changed);
                            try {
                                transactions
                                        .atomic()
                                        .run(() ->
                                                transactions.submit(insert(5)).join());
                            } finally {
                                tried.countDown();
                            }
                        });
                        current.set(null);
                        changed.countDown();
                        Await.latch(tried);
                        current.set(block);
                        scope.join();
                        failure.set(fork.exception());
                    }
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        assertThat(failure.get()).hasMessageContaining("not known in which block it was started");
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void forksOfABlockOfAnotherDatabaseInAStepAreRefusedTheConnectionOfTheStep() {
        PooledDatabase second = fixtures.database(Server.H2, 1);
        Transactions both = fixtures.transactions(Transactions.builder()
                .database("default", database.source(), 2)
                .database("second", second.source(), 1));
        assertThatThrownBy(() -> both.atomic()
                        .run(() -> both.submit(connection -> {
                                    both.atomic().using("second").run(() -> {
                                        try (var scope = StructuredTaskScope.open()) {
                                            scope.fork(() -> both.database("default")
                                                    .submit(insert(1))
                                                    .join());
                                            scope.join();
                                        }
                                    });
                                    return 1;
                                })
                                .join()))
                .rootCause()
                .hasMessageContaining("Fork in the body of the block instead of a step of it");
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void forksOfAHookAreInNoBlock() {
        AtomicReference<@Nullable Object> scopeOfFork = new AtomicReference<>("none yet");
        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            transactions.onCommit(() -> {
                try (var scope = StructuredTaskScope.open()) {
                    Subtask<?> fork =
                            scope.fork(() -> transactions.submit(insert(2)).join());
                    scope.join();
                    scopeOfFork.set(fork.get());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        });

        // As in the hook itself, what is done there commits by itself.
        assertThat(scopeOfFork.get()).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void forksOfCodeThatIsToldInNoBlockAreInNone() {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        transactions.atomic().run(() -> {
            CompletableFuture<Integer> told = transactions.submit(insert(1));
            CurrentScope.ofThread().run(null, () -> {
                try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
                    Subtask<?> fork =
                            scope.fork(() -> transactions.submit(insert(2)).join());
                    scope.join();
                    failure.set(fork.exception());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            told.join();
        });

        assertThat(failure.get()).isInstanceOf(NoTransactionException.class);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void forksWhereAnotherScopeWasSetAreInNone() throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CurrentScope current = CurrentScope.ofThread();
        transactions.atomic().run(() -> {
            Object block = current.get();
            current.set(null);
            try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
                Subtask<?> fork =
                        scope.fork(() -> transactions.submit(insert(2)).join());
                scope.join();
                failure.set(fork.exception());
            } finally {
                current.set(block);
            }
            Forks.insertEach(transactions, 2);
        });

        assertThat(failure.get()).isInstanceOf(NoTransactionException.class);
        assertThat(database.rows()).containsExactly(0, 1);
    }
}
