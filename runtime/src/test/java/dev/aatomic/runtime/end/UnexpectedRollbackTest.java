package dev.aatomic.runtime.end;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D1 and D7: a broken block that ended normally says so, and says what broke it. */
@Tag("D1")
@Tag("D7")
@Tag("G16")
final class UnexpectedRollbackTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static CompletableFuture<Integer> swallowedMergedFailure(Transactions transactions, Throwable failure) {
        return transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return transactions
                    .atomic()
                    .savepoint(false)
                    .<Integer>getStageAsync(() -> {
                        transactions.submit(insert(2));
                        throw failure;
                    })
                    .exceptionally(swallowed -> 42);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d1BrokenBlockThatEndedNormallyFails(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("swallowed");

        Throwable thrown = Await.failure(swallowedMergedFailure(transactions, failure));

        assertThat(thrown).isInstanceOf(UnexpectedRollbackException.class).hasCause(failure);
        assertThat(((UnexpectedRollbackException) thrown).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d1SilentRollbackIsDjangos(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.silentRollback(true));
        List<String> ran = new CopyOnWriteArrayList<>();

        assertThat(Await.value(swallowedMergedFailure(transactions, new IOException("swallowed"))))
                .isEqualTo(42);
        int value = Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("hook"));
            return transactions.submit(bad()).handle((n, failure) -> 43);
        }));

        assertThat(value).isEqualTo(43);
        assertThat(database.rows()).isEmpty();
        assertThat(ran).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d1RollbackThatWasAskedForReturnsNormally(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();

        int value = Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            transactions.onCommit(() -> ran.add("hook"));
            assertThat(transactions.isRollbackOnly()).isFalse();
            transactions.setRollbackOnly(true);
            assertThat(transactions.isRollbackOnly()).isTrue();
            return CompletableFuture.completedFuture(42);
        }));

        assertThat(value).isEqualTo(42);
        assertThat(database.rows()).isEmpty();
        assertThat(ran).isEmpty();
    }

    @Test
    void d1RollbackAskedForInANestedBlockStaysThere() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return transactions
                    .atomic()
                    .getStageAsync(() -> {
                        transactions.submit(insert(2));
                        transactions.setRollbackOnly(true);
                        return CompletableFuture.completedFuture(0);
                    })
                    .thenCompose(n -> transactions.submit(insert(3)));
        }));

        assertThat(database.rows()).containsExactly(1, 3);
    }

    @Test
    void d1RollbackAskedForInAMergedBlockIsTheEnclosingOnes() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getAsync(() -> {
            transactions.submit(insert(1)).join();
            transactions.atomic().savepoint(false).run(() -> transactions.setRollbackOnly(true));
            assertThat(transactions.isRollbackOnly()).isTrue();
            return 1;
        }));

        assertThat(database.rows()).isEmpty();
    }

    @Test
    void d1BrokenNestedBlockFailsAndTheOuterGoesOn() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<Throwable> inner = new AtomicReference<>();

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(bad()).handle((n, failure) -> 0))
                    .handle((n, failure) -> {
                        inner.set(failure);
                        return n;
                    })
                    .thenCompose(n -> transactions.submit(insert(2)));
        }));

        assertThat(inner.get()).isInstanceOf(UnexpectedRollbackException.class);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void d1RollbackAskedForInANestedBlockExcusesOnlyThat() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable thrown = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions
                    .atomic()
                    .runAsync(() -> transactions.setRollbackOnly(true))
                    .join();
            return transactions.submit(bad()).handle((n, swallowed) -> 1);
        }));
        assertThat(thrown).isInstanceOf(UnexpectedRollbackException.class);

        thrown = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.setRollbackOnly(true);
            transactions.setRollbackOnly(false);
            return transactions.submit(bad()).handle((n, swallowed) -> 1);
        }));
        assertThat(thrown).isInstanceOf(UnexpectedRollbackException.class);
    }

    @Test
    void d1RollbackAskedForAfterAFailureReturnsNormally() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        int value = Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(bad()).handle((n, swallowed) -> {
                    transactions.setRollbackOnly(true);
                    return 42;
                })));

        assertThat(value).isEqualTo(42);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void d1FlagTakenBackCommits() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.setRollbackOnly(true);
            transactions.onCommit(() -> ran.add("hook"));
            transactions.setRollbackOnly(false);
            return transactions.submit(insert(1));
        }));

        assertThat(ran).containsExactly("hook");
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d7CauseIsNeverThatOfAnEarlierTransaction(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.silentRollback(true));
        Throwable earlier = Await.cause(transactions.atomic().getStageAsync(() -> transactions.submit(bad())));
        AtomicReference<Throwable> refusal = new AtomicReference<>();

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.setRollbackOnly(true);
            refusal.set(Await.cause(transactions.submit(insert(1))));
            return CompletableFuture.completedFuture(1);
        }));

        assertThat(refusal.get()).isInstanceOf(TransactionManagementException.class);
        for (Throwable cause = refusal.get(); cause != null; cause = cause.getCause()) {
            assertThat(cause).isNotSameAs(earlier);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d7CauseIsWhatBrokeTheBlock(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("merged");
        AtomicReference<Throwable> refusal = new AtomicReference<>();

        Throwable thrown = Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .atomic()
                        .savepoint(false)
                        .<Integer>getStageAsync(() -> {
                            throw failure;
                        })
                        .handle((n, swallowed) -> {
                            refusal.set(Await.cause(transactions.submit(insert(1))));
                            return 1;
                        })));

        assertThat(refusal.get())
                .isInstanceOf(TransactionManagementException.class)
                .hasCause(failure);
        assertThat(thrown).isInstanceOf(UnexpectedRollbackException.class).hasCause(failure);
    }

    @Test
    void d7FirstFailureIsTheCauseNotTheRefusalsAfterIt() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<Throwable> first = new AtomicReference<>();

        Throwable thrown = Await.failure(transactions.atomic().getStageAsync(() -> {
            first.set(Await.cause(transactions.submit(bad())));
            Await.cause(transactions.submit(insert(1)));
            Await.cause(transactions.submit(bad()));
            return CompletableFuture.completedFuture(1);
        }));

        assertThat(thrown).isInstanceOf(UnexpectedRollbackException.class).hasCause(first.get());
    }

    @Test
    void d7FirstOfSeveralFailuresIsTheCause() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException first = new IOException("first");

        Throwable thrown = Await.failure(transactions.atomic().getAsync(() -> {
            for (IOException failure : List.of(first, new IOException("second"))) {
                Await.cause(transactions.atomic().savepoint(false).runAsync(() -> {
                    throw failure;
                }));
            }
            return 1;
        }));

        assertThat(thrown).isInstanceOf(UnexpectedRollbackException.class).hasCause(first);
    }

    @Test
    void d7RefusalThatLeavesTheBodyReachesTheCaller() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<Throwable> first = new AtomicReference<>();

        Throwable thrown = Await.cause(transactions.atomic().getStageAsync(() -> {
            first.set(Await.cause(transactions.submit(bad())));
            return transactions.submit(insert(1));
        }));

        assertThat(thrown).isInstanceOf(TransactionManagementException.class).hasCause(first.get());
        assertThat(database.rows()).isEmpty();
    }
}
