package dev.aatomic.structured;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.StructureViolationException;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the forks of a {@code StructuredTaskScope} do belongs to the block in whose code the scope was opened. */
final class ForkTest {

    private static final int FORKS = 20;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** Where blocks are dispatched. */
    enum Dispatch {
        VIRTUAL_THREADS,
        ONE_THREAD,
        WORKERS,
        DIRECT;

        Transactions transactions(Fixtures fixtures, PooledDatabase database) {
            Executor executor = switch (this) {
                case VIRTUAL_THREADS -> null;
                case ONE_THREAD -> fixtures.executors().threads(1);
                case WORKERS -> fixtures.executors().workers(2);
                case DIRECT -> fixtures.executors().direct();
            };
            return fixtures.transactions(database, builder -> executor == null ? builder : builder.executor(executor));
        }
    }

    private PooledDatabase database;
    private Transactions transactions;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 2);
        transactions = fixtures.transactions(database);
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Inserts so many rows, each in a fork of its own. */
    private static void insertEach(Transactions transactions, int count) throws InterruptedException {
        try (var scope = StructuredTaskScope.open()) {
            for (int i = 0; i < count; i++) {
                int row = i;
                scope.fork(() -> transactions.submit(insert(row)).join());
            }
            scope.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void forksOfABlockingBodyTakePartInIt(Dispatch dispatch) throws InterruptedException {
        Transactions dispatched = dispatch.transactions(fixtures, database);
        dispatched.atomic().run(() -> insertEach(dispatched, FORKS));

        assertThat(database.rows()).isEqualTo(numbers(FORKS));
        assertThat(dispatched.metrics().database("default").committed()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void forksOfADispatchedBodyTakePartInIt(Dispatch dispatch) {
        Transactions dispatched = dispatch.transactions(fixtures, database);
        Await.value(dispatched.atomic().runAsync(() -> insertEach(dispatched, FORKS)));

        assertThat(database.rows()).isEqualTo(numbers(FORKS));
    }

    @Test
    void forksOfABodyThatReturnsAStageTakePartInIt() {
        Await.value(transactions.atomic().getStageAsync(() -> {
            insertEach(transactions, FORKS);
            return transactions.submit(insert(FORKS));
        }));

        assertThat(database.rows()).isEqualTo(numbers(FORKS + 1));
    }

    @Test
    void forksOfAContinuationTakePartInItsBlock() {
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(FORKS)).thenApply(inserted -> {
                    try {
                        insertEach(transactions, FORKS);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return inserted;
                })));

        assertThat(database.rows()).isEqualTo(numbers(FORKS + 1));
    }

    @Test
    void forksOfForksTakePartInIt() throws InterruptedException {
        transactions.atomic().run(() -> {
            try (var scope = StructuredTaskScope.open()) {
                scope.fork(() -> {
                    insertEach(transactions, FORKS);
                    return null;
                });
                scope.join();
            }
        });

        assertThat(database.rows()).isEqualTo(numbers(FORKS));
    }

    @Test
    void connectionOfTheBlockServesForks() throws InterruptedException {
        transactions.atomic().run(() -> {
            try (var scope = StructuredTaskScope.open()) {
                for (int i = 0; i < FORKS; i++) {
                    int row = i;
                    scope.fork(() -> {
                        try (Connection connection = transactions.dataSource().getConnection()) {
                            return Sql.insert(connection, row);
                        }
                    });
                }
                scope.join();
            }
        });

        assertThat(database.rows()).isEqualTo(numbers(FORKS));
    }

    @Test
    void bodyAndForksSendStatementsAtOnce() throws InterruptedException {
        transactions.atomic().run(() -> {
            try (var scope = StructuredTaskScope.open()) {
                for (int i = 0; i < FORKS; i++) {
                    int row = i;
                    scope.fork(() -> transactions.submit(insert(row)).join());
                    transactions.submit(insert(FORKS + row)).join();
                }
                scope.join();
            }
        });

        assertThat(database.rows()).isEqualTo(numbers(2 * FORKS));
    }

    @Test
    void forkThatFailsRollsBack() {
        IllegalStateException thrown = new IllegalStateException("the fork's");
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    try (var scope = StructuredTaskScope.open()) {
                        scope.fork(() -> transactions.submit(insert(1)).join());
                        scope.fork(() -> {
                            throw thrown;
                        });
                        scope.join();
                    }
                }))
                .isInstanceOf(FailedException.class)
                .hasCause(thrown);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void statementThatFailsInAForkBreaksTheBlockThoughNobodyLooks() {
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
                        scope.fork(() -> transactions.submit(insert(1)).join());
                        scope.fork(() -> transactions.submit(bad()).join());
                        scope.join();
                    }
                }))
                .isInstanceOf(UnexpectedRollbackException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void nestedBlocksOfForksAreSavepointsOneAfterTheOther() throws InterruptedException {
        transactions.atomic().run(() -> {
            try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
                for (int i = 0; i < FORKS; i++) {
                    int row = i;
                    scope.fork(() -> transactions.atomic().get(() -> {
                        transactions.submit(insert(row)).join();
                        if (row % 2 == 1) {
                            throw new IllegalStateException("undone");
                        }
                        return row;
                    }));
                }
                scope.join();
            }
        });

        assertThat(database.rows())
                .isEqualTo(numbers(FORKS).stream().filter(row -> row % 2 == 0).toList());
        assertThat(transactions.metrics().database("default").committed()).isEqualTo(1);
    }

    @Test
    void forksOfANestedBodyThatAHelpingThreadRunsJoinTheNestedBlock() {
        Await.value(transactions.atomic().runAsync(() -> {
            transactions.submit(insert(FORKS)).join();
            // Runs while this thread waits, on top of it.
            CompletableFuture<Void> nested = transactions.atomic().getStageAsync(() -> {
                insertEach(transactions, FORKS);
                throw new IllegalStateException("the nested block's alone");
            });
            assertThat(Await.failure(nested)).hasMessage("the nested block's alone");
        }));

        assertThat(database.rows()).containsExactly(FORKS);
    }

    @Test
    void forksOfANewTransactionJoinThat() throws InterruptedException {
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(insert(FORKS)).join();
                    transactions
                            .atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .run(() -> insertEach(transactions, FORKS));
                    throw new IllegalStateException("the outer block's alone");
                }))
                .hasMessage("the outer block's alone");

        assertThat(database.rows()).isEqualTo(numbers(FORKS));
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
                                    transactions.atomic().run(() -> insertEach(transactions, 1));
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
            insertEach(transactions, 2);
        });

        assertThat(failure.get()).isInstanceOf(NoTransactionException.class);
        assertThat(database.rows()).containsExactly(0, 1);
    }

    @Test
    void scopeThatIsLeftOpenRollsBack() {
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    StructuredTaskScope<Object, Void> left = StructuredTaskScope.open();
                    left.fork(() -> transactions.submit(insert(1)).join());
                    left.join();
                }))
                .isInstanceOf(StructureViolationException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void forksSeeTheUsersOwnScopedValues() throws InterruptedException {
        ScopedValue<String> tenant = ScopedValue.newInstance();
        AtomicReference<String> seen = new AtomicReference<>("");
        ScopedValue.where(tenant, "one")
                .call(() -> transactions.atomic().get(() -> {
                    try (var scope = StructuredTaskScope.open()) {
                        scope.fork(() -> transactions.atomic().run(() -> {
                            transactions.submit(insert(1)).join();
                            seen.set(tenant.get());
                        }));
                        return scope.join();
                    }
                }));

        assertThat(seen.get()).isEqualTo("one");
        assertThat(database.rows()).containsExactly(1);
    }
}
