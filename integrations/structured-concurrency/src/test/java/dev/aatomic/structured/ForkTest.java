package dev.aatomic.structured;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.StructureViolationException;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
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

    @ParameterizedTest
    @EnumSource
    void forksOfABlockingBodyTakePartInIt(Dispatch dispatch) throws InterruptedException {
        Transactions dispatched = dispatch.transactions(fixtures, database);
        dispatched.atomic().run(() -> Forks.insertEach(dispatched, FORKS));

        assertThat(database.rows()).isEqualTo(numbers(FORKS));
        assertThat(dispatched.metrics().database("default").committed()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void forksOfADispatchedBodyTakePartInIt(Dispatch dispatch) {
        Transactions dispatched = dispatch.transactions(fixtures, database);
        Await.value(dispatched.atomic().runAsync(() -> Forks.insertEach(dispatched, FORKS)));

        assertThat(database.rows()).isEqualTo(numbers(FORKS));
    }

    @Test
    void forksOfABodyThatReturnsAStageTakePartInIt() {
        Await.value(transactions.atomic().getStageAsync(() -> {
            Forks.insertEach(transactions, FORKS);
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
                        Forks.insertEach(transactions, FORKS);
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
                    Forks.insertEach(transactions, FORKS);
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
                Forks.insertEach(transactions, FORKS);
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
                            .run(() -> Forks.insertEach(transactions, FORKS));
                    throw new IllegalStateException("the outer block's alone");
                }))
                .hasMessage("the outer block's alone");

        assertThat(database.rows()).isEqualTo(numbers(FORKS));
    }

    @Test
    void forkMayBeginMuchBeforeItWaits() throws InterruptedException {
        int count = 20_000;
        transactions.atomic().run(() -> {
            try (var scope = StructuredTaskScope.open()) {
                scope.fork(() -> {
                    CompletableFuture<Integer> last = CompletableFuture.completedFuture(0);
                    for (int row = 0; row < count; row++) {
                        last = transactions.submit(connection -> 1);
                    }
                    return last.join();
                });
                scope.join();
            }
        });
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
