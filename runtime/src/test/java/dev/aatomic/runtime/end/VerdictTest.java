package dev.aatomic.runtime.end;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G16: what a block's caller gets is true of that block, whatever other blocks say of themselves. */
@Tag("G16")
final class VerdictTest {

    private static final class Business extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** The forms in which a block with a blocking body is opened. */
    enum Form {
        GET((atomic, body) -> catchThrowable(() -> atomic.get(body))),
        RUN((atomic, body) -> catchThrowable(() -> atomic.run(body::get))),
        GET_ASYNC((atomic, body) -> ended(atomic.getAsync(body))),
        RUN_ASYNC((atomic, body) -> ended(atomic.runAsync(body::get))),
        GET_STAGE_ASYNC(
                (atomic, body) -> ended(atomic.getStageAsync(() -> CompletableFuture.completedFuture(body.get())))),
        ENTER((atomic, body) -> ended(atomic.enter().thenCompose(scope -> {
            try {
                scope.call(body);
                return scope.exit();
            } catch (Throwable failure) {
                return scope.exit(failure).thenCompose(exited -> CompletableFuture.failedFuture(failure));
            }
        })));

        private final BiFunction<Atomic, CheckedSupplier<?, Exception>, Throwable> end;

        Form(BiFunction<Atomic, CheckedSupplier<?, Exception>, Throwable> end) {
            this.end = end;
        }

        /** Runs a block; returns what its caller gets as a failure, else null. */
        Throwable run(Atomic atomic, CheckedSupplier<?, Exception> body) {
            return end.apply(atomic, body);
        }

        private static Throwable ended(CompletableFuture<?> block) {
            return Await.value(block.handle(
                    (value, failure) -> failure instanceof CompletionException wrapped ? wrapped.getCause() : failure));
        }
    }

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static void assertOutcome(Throwable thrown, Outcome outcome) {
        assertThat(thrown).isInstanceOf(TransactionException.class);
        assertThat(((TransactionException) thrown).outcome()).isEqualTo(outcome);
    }

    /** A block of its own that commits row 2, whose hook fails. */
    private static void commitWithFailingHook(Transactions transactions) {
        transactions.atomic().propagation(Propagation.REQUIRES_NEW).run(() -> {
            transactions.submit(insert(2)).join();
            transactions.onCommit(() -> {
                throw new IllegalStateException("hook");
            });
        });
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void a1OtherBlocksCommitIsNotThisBlocks(Form form) {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);

        Throwable thrown = form.run(transactions.atomic(), () -> {
            transactions.submit(insert(1)).join();
            commitWithFailingHook(transactions);
            return 1;
        });

        assertThat(database.rows()).containsExactly(2);
        assertOutcome(thrown, Outcome.ROLLED_BACK);
        assertThat(thrown).hasCauseInstanceOf(AfterCommitException.class);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void a1OtherBlocksCommitDoesNotStopTheRetry(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger attempts = new AtomicInteger();
        Atomic retried = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(2)
                        .withBackoff(Duration.ofMillis(1), Duration.ofMillis(1))
                        .retryIf(failure -> true));

        retried.run(() -> {
            transactions.submit(insert(1)).join();
            if (attempts.incrementAndGet() == 1) {
                // Its row is there after the first attempt, for which the second does not go in again.
                commitWithFailingHook(transactions);
            }
        });

        assertThat(attempts).hasValue(2);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void a1RollbackOfANestedBlockIsNotThisBlocks(Form form) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable thrown = form.run(transactions.atomic().noRollbackFor(RuntimeException.class), () -> {
            transactions.submit(insert(1)).join();
            transactions.atomic().run(() -> {
                try {
                    transactions.submit(bad()).join();
                } catch (CompletionException swallowed) {
                    assertThat(swallowed).hasCauseInstanceOf(SQLException.class);
                }
            });
            return 1;
        });

        assertThat(database.rows()).containsExactly(1);
        assertOutcome(thrown, Outcome.COMMITTED);
        assertThat(thrown).hasCauseInstanceOf(UnexpectedRollbackException.class);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void a1RolledBackNestedBlockSaysSoOfItself(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);

        Throwable nested = transactions.atomic().get(() -> {
            transactions.submit(insert(1)).join();
            return catchThrowable(() -> transactions.atomic().run(() -> {
                transactions.submit(insert(3)).join();
                commitWithFailingHook(transactions);
            }));
        });

        assertThat(database.rows()).containsExactly(1, 2);
        assertOutcome(nested, Outcome.ROLLED_BACK);
        assertThat(nested).hasCauseInstanceOf(AfterCommitException.class);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void a2FailureThatCommitsIsNotBareWhereTheBlockIsBroken(Form form) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Business business = new Business();

        Throwable thrown = form.run(transactions.atomic().noRollbackFor(Business.class), () -> {
            transactions.submit(insert(1)).join();
            try {
                transactions.submit(bad()).join();
            } catch (CompletionException swallowed) {
                assertThat(swallowed).hasCauseInstanceOf(SQLException.class);
            }
            throw business;
        });

        assertThat(database.rows()).isEmpty();
        assertThat(thrown)
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCauseInstanceOf(SQLException.class)
                .hasSuppressedException(business);
    }

    @Test
    void a2NestedFailureThatKeepsIsNotBareWhereTheBlockIsBroken() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        Business business = new Business();

        Throwable thrown = transactions.atomic().get(() -> {
            transactions.submit(insert(1)).join();
            return catchThrowable(() -> transactions
                    .atomic()
                    .noRollbackFor(Business.class)
                    .run(() -> {
                        transactions.submit(insert(2)).join();
                        catchThrowable(() -> transactions.submit(bad()).join());
                        throw business;
                    }));
        });

        assertThat(database.rows()).containsExactly(1);
        assertThat(thrown)
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCauseInstanceOf(SQLException.class)
                .hasSuppressedException(business);
    }

    @Test
    void a2FailureThatCommitsIsNotBareWhereTheRollbackWasAskedFor() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Business business = new Business();

        assertThatThrownBy(() -> transactions
                        .atomic()
                        .noRollbackFor(Business.class)
                        .run(() -> {
                            transactions.submit(insert(1)).join();
                            transactions.setRollbackOnly(true);
                            throw business;
                        }))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasSuppressedException(business);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void a2FailureThatCommitsIsBareWhereTheBlockCommitted() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Business business = new Business();

        assertThatThrownBy(() -> transactions
                        .atomic()
                        .noRollbackFor(Business.class)
                        .run(() -> {
                            transactions.submit(insert(1)).join();
                            throw business;
                        }))
                .isSameAs(business);
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void a3RollbackAskedForInANestedBlockExcusesNoOther(Form form) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable thrown = form.run(transactions.atomic(), () -> {
            transactions.submit(insert(1)).join();
            catchThrowable(() -> transactions.submit(bad()).join());
            transactions.atomic().run(() -> transactions.setRollbackOnly(true));
            return 1;
        });

        assertThat(database.rows()).isEmpty();
        assertThat(thrown).isInstanceOf(UnexpectedRollbackException.class).hasCauseInstanceOf(SQLException.class);
    }

    @Test
    void a3RollbackAskedForInAMergedBlockOfANestedOneExcusesNoOther() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(insert(1)).join();
                    catchThrowable(() -> transactions.submit(bad()).join());
                    transactions
                            .atomic()
                            .run(() -> transactions
                                    .atomic()
                                    .savepoint(false)
                                    .run(() -> transactions.setRollbackOnly(true)));
                }))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCauseInstanceOf(SQLException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void a3RollbackAskedForInAMergedBlockIsTheOuterOnesToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            transactions.atomic().savepoint(false).run(() -> transactions.setRollbackOnly(true));
        });

        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void a3RollbackAskedForWhileANestedBlockIsOpenIsNotLostWithIt(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            CompletableFuture<Integer> nested = transactions.atomic().getStageAsync(() -> {
                transactions.submit(insert(2));
                return transactions.bind(gate).thenApply(n -> {
                    throw new Business();
                });
            });
            assertThat(transactions.isRollbackOnly()).isFalse();
            transactions.setRollbackOnly(true);
            assertThat(transactions.isRollbackOnly()).isTrue();
            gate.complete(1);
            return nested.exceptionally(failure -> 0);
        }));

        assertThat(database.rows()).isEmpty();
    }

    @Test
    void a3RollbackAskedForAndTakenBackWhileANestedBlockIsOpenIsForgotten() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            CompletableFuture<Integer> nested = transactions.atomic().getStageAsync(() -> {
                transactions.submit(insert(2));
                transactions.setRollbackOnly(true);
                return transactions.bind(gate);
            });
            transactions.setRollbackOnly(true);
            transactions.setRollbackOnly(false);
            gate.complete(1);
            return nested;
        }));

        assertThat(database.rows()).containsExactly(1);
    }

    /** But for {@code enter}, whose body is not the engine's to call. */
    @ParameterizedTest
    @EnumSource(value = Form.class, mode = EnumSource.Mode.EXCLUDE, names = "ENTER")
    void usersCancellationReachesTheCallerAsItWasThrown(Form form) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CancellationException mine = new CancellationException("mine");

        Throwable thrown = form.run(transactions.atomic(), () -> {
            transactions.submit(insert(1)).join();
            // Newer JDKs throw another one at who waits for a cancelled future.
            return CompletableFuture.failedFuture(mine).join();
        });

        assertThat(thrown).isSameAs(mine);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void a4NullIsNoFailure() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> gate));
        CompletableFuture<Integer> retried = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(2))
                .getStageAsync(() -> CompletableFuture.completedFuture(2));

        assertThatThrownBy(() -> block.completeExceptionally(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> retried.completeExceptionally(null)).isInstanceOf(NullPointerException.class);
        assertThat(block).isNotDone();
        gate.complete(1);

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(Await.value(retried)).isEqualTo(2);
        assertThat(database.rows()).containsExactly(1);
    }
}
