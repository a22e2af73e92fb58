package dev.aatomic.runtime.hook;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.entries;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hooks in the block, before its COMMIT. */
@Tag("hooks")
final class BeforeCommitTest {

    /** How a block is opened. */
    enum Form {
        STAGE {
            @Override
            void run(Atomic atomic, Runnable body) {
                Throwable failure = Await.end(atomic.getStageAsync(() -> {
                    body.run();
                    return CompletableFuture.completedFuture(null);
                }));
                if (failure != null) {
                    throw Form.<RuntimeException>sneaky(failure);
                }
            }
        },
        BLOCKING {
            @Override
            void run(Atomic atomic, Runnable body) {
                atomic.run(body::run);
            }
        };

        abstract void run(Atomic atomic, Runnable body);

        @SuppressWarnings("unchecked")
        private static <X extends Throwable> X sneaky(Throwable thrown) throws X {
            throw (X) thrown;
        }
    }

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private PooledDatabase database;
    private Transactions transactions;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 2);
        transactions = fixtures.transactions(database);
    }

    private List<Integer> seen() {
        return transactions.submit(entries()).join();
    }

    @ParameterizedTest
    @EnumSource
    void runInTheBlockOnceItsBodyAndAllThatItHasAcceptedAreOver(Form form) {
        form.run(transactions.atomic(), () -> {
            transactions.beforeCommit(() -> {
                ran.add("seen " + seen() + ", committed " + database.rows());
                transactions.submit(insert(3)).join();
            });
            transactions.submit(insert(1));
            // Nobody waits for it but the block's end.
            transactions.submit(insert(2));
            transactions.onCommit(() -> ran.add("after, committed " + database.rows()));
        });

        assertThat(ran).containsExactly("seen [1, 2], committed []", "after, committed [1, 2, 3]");
    }

    @ParameterizedTest
    @EnumSource
    void failureRollsBackAndReachesTheCallerAsItWasThrown(Form form) {
        IOException failure = new IOException("the hook's");

        assertThatThrownBy(() -> form.run(transactions.atomic(), () -> {
                    transactions.submit(insert(1)).join();
                    transactions.beforeCommit(() -> {
                        throw failure;
                    });
                    transactions.beforeCommit(() -> ran.add("second"));
                    transactions.onCommit(() -> ran.add("committed"));
                    transactions.onRollback(() -> ran.add("rolled back"));
                }))
                .isSameAs(failure);

        assertThat(ran).containsExactly("rolled back");
        assertThat(database.rows()).isEmpty();
        assertThat(transactions.metrics().database("default").rolledBack()).isOne();
    }

    /** What a future's {@code join} wraps is unwrapped, as it is for a body. */
    @Test
    void failureOfAStatementThatAHookWaitsForIsTheBlocks() {
        assertThatThrownBy(() -> transactions
                        .atomic()
                        .run(() -> transactions.beforeCommit(
                                () -> transactions.submit(bad()).join())))
                .isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @EnumSource
    void asynchronousOneIsWaitedForAndStaysInTheBlock(Form form) {
        form.run(transactions.atomic(), () -> {
            transactions.beforeCommitAsync(() -> transactions
                    .bind(fixtures.foreign().call(() -> 1))
                    .thenCompose(value -> transactions.submit(insert(value)))
                    .thenRun(() -> ran.add("first")));
            transactions.beforeCommit(() -> ran.add("second, seen " + seen()));
        });

        assertThat(ran).containsExactly("first", "second, seen [1]");
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void asynchronousOneThatFailsLaterRollsBack(Form form) {
        IOException failure = new IOException("the hook's");

        assertThatThrownBy(() -> form.run(transactions.atomic(), () -> {
                    transactions.submit(insert(1)).join();
                    transactions.beforeCommitAsync(() -> fixtures.foreign().call(() -> {
                        throw failure;
                    }));
                    transactions.beforeCommit(() -> ran.add("second"));
                }))
                .isSameAs(failure);

        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void asynchronousOneThatReturnsNullFails() {
        assertThatThrownBy(() -> transactions.atomic().run(() -> transactions.beforeCommitAsync(() -> null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("null instead of a stage");
    }

    @Test
    void ofANestedBlockRunAtTheEndOfTheOutermostOne() {
        transactions.atomic().run(() -> {
            transactions.atomic().run(() -> {
                transactions.beforeCommit(() -> ran.add("inner's"));
                transactions.submit(insert(1)).join();
            });
            ran.add("inner has ended");
            transactions.beforeCommit(() -> ran.add("outer's"));
        });

        assertThat(ran).containsExactly("inner has ended", "inner's", "outer's");
    }

    @Test
    void ofWhatIsUndoneAreDropped() {
        transactions.atomic().run(() -> {
            transactions.beforeCommit(() -> ran.add("first"));
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.beforeCommit(() -> ran.add("nested"));
                        throw new IOException("the nested block's");
                    }))
                    .isInstanceOf(IOException.class);
            Savepoint savepoint = transactions.savepoint().join();
            transactions.beforeCommit(() -> ran.add("after the savepoint"));
            transactions.savepointRollback(savepoint).join();
            transactions.beforeCommit(() -> ran.add("last"));
        });

        assertThat(ran).containsExactly("first", "last");
    }

    @ParameterizedTest
    @EnumSource
    void mayRegisterMoreAndOpenBlocks(Form form) {
        form.run(
                transactions.atomic(),
                () -> transactions.beforeCommit(() -> {
                    ran.add("first");
                    transactions.beforeCommit(() -> ran.add("registered by the first, seen " + seen()));
                    transactions.onCommit(() -> ran.add("after, committed " + database.rows()));
                    transactions
                            .atomic()
                            .run(() -> transactions.submit(insert(1)).join());
                    assertThatThrownBy(() -> transactions.atomic().run(() -> {
                                transactions.submit(insert(2)).join();
                                throw new IOException("the nested block's");
                            }))
                            .isInstanceOf(IOException.class);
                    transactions
                            .atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .run(() -> transactions.submit(insert(9)).join());
                }));

        assertThat(ran).containsExactly("first", "registered by the first, seen [1, 9]", "after, committed [1, 9]");
    }

    @Test
    void doNotRunInABlockThatIsGoingToRollBack() {
        transactions.atomic().run(() -> {
            transactions.beforeCommit(() -> ran.add("asked"));
            transactions.setRollbackOnly(true);
        });
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.beforeCommit(() -> ran.add("failed"));
                    throw new IOException("the body's");
                }))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.beforeCommit(() -> ran.add("broken"));
                    Await.failure(transactions.submit(bad()));
                }))
                .isInstanceOf(UnexpectedRollbackException.class);
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.beforeCommit(() -> ran.add("nobody has looked"));
                    transactions.submit(connection -> {
                        throw new IOException("the step's");
                    });
                }))
                .isInstanceOf(UnexpectedRollbackException.class);

        assertThat(ran).isEmpty();
    }

    @Test
    void mayAskForTheRollbackWhichDropsTheRest() {
        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            transactions.beforeCommit(() -> transactions.setRollbackOnly(true));
            transactions.beforeCommit(() -> ran.add("second"));
        });

        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void failedStatementThatAHookSwallowsBreaksTheBlock() {
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(insert(1)).join();
                    transactions.beforeCommit(() -> Await.failure(transactions.submit(bad())));
                    transactions.beforeCommit(() -> ran.add("second"));
                }))
                .isInstanceOf(UnexpectedRollbackException.class);
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(insert(1)).join();
                    transactions.beforeCommit(() -> {
                        transactions.submit(bad());
                    });
                }))
                .isInstanceOf(UnexpectedRollbackException.class);

        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void runBeforeACommitThatAFailureDoesNotPreventAndTheirsDoes() {
        IOException body = new IOException("the body's");
        IllegalStateException hook = new IllegalStateException("the hook's");
        Atomic commits = transactions.atomic().noRollbackFor(IOException.class);

        assertThatThrownBy(() -> commits.run(() -> {
                    transactions.submit(insert(1)).join();
                    transactions.beforeCommit(() -> ran.add("first block"));
                    throw body;
                }))
                .isSameAs(body);
        assertThatThrownBy(() -> commits.run(() -> {
                    transactions.submit(insert(2)).join();
                    transactions.beforeCommit(() -> {
                        throw hook;
                    });
                    throw body;
                }))
                .isSameAs(hook)
                .hasSuppressedException(body);
        assertThatThrownBy(() -> commits.run(() -> {
                    transactions.submit(insert(3)).join();
                    transactions.beforeCommit(() -> {
                        throw new IOException("of a hook, for which nothing is committed");
                    });
                }))
                .hasMessageStartingWith("of a hook");

        assertThat(ran).containsExactly("first block");
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void eachAttemptHasItsOwn() {
        AtomicInteger attempts = new AtomicInteger();

        transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(3)
                        .withBackoff(Duration.ofMillis(1), Duration.ofMillis(1))
                        .retryFor(IOException.class))
                .run(() -> {
                    int attempt = attempts.incrementAndGet();
                    transactions.submit(insert(attempt)).join();
                    transactions.beforeCommit(() -> {
                        ran.add("attempt " + attempt);
                        if (attempt < 3) {
                            throw new IOException("the hook's");
                        }
                    });
                });

        assertThat(ran).containsExactly("attempt 1", "attempt 2", "attempt 3");
        assertThat(database.rows()).containsExactly(3);
    }

    @Test
    void cancelStopsTheBlockInAHook() {
        CompletableFuture<Boolean> running = new CompletableFuture<>();
        CompletableFuture<Object> block = transactions.atomic().getStageAsync(() -> {
            transactions.beforeCommitAsync(() -> {
                running.complete(true);
                return new CompletableFuture<>();
            });
            transactions.beforeCommit(() -> ran.add("second"));
            return transactions.submit(insert(1)).thenApply(count -> count);
        });
        Await.value(running);

        assertThat(block.cancel(true)).isTrue();

        assertThat(Await.end(block)).isInstanceOf(CancellationException.class);
        Await.until("the connection is back", () -> database.source().open() == 0);
        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void deadlineOfTheBlockCounts() {
        assertThat(Await.failure(
                        transactions.atomic().timeout(Duration.ofMillis(100)).getStageAsync(() -> {
                            transactions.beforeCommitAsync(CompletableFuture::new);
                            return transactions.submit(insert(1));
                        })))
                .isInstanceOf(TransactionTimedOutException.class);

        assertThat(database.rows()).isEmpty();
    }

    @Test
    void oneThreadIsEnough() {
        var executor = Executors.newSingleThreadExecutor();
        try {
            Transactions narrow = fixtures.transactions(database, builder -> builder.executor(executor));

            Await.value(CompletableFuture.runAsync(
                    () -> narrow.atomic()
                            .run(() -> narrow.beforeCommitAsync(
                                    () -> narrow.bind(fixtures.foreign().call(() -> 1))
                                            .thenCompose(value -> narrow.submit(insert(value))))),
                    executor));

            assertThat(database.rows()).containsExactly(1);
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void atOnceWhereEachStatementCommitsAlone() {
        IOException failure = new IOException("the hook's");

        assertThatThrownBy(() -> transactions.autocommit(() -> {
                    transactions.beforeCommit(() -> ran.add("at once"));
                    ran.add("then");
                    transactions.beforeCommit(() -> {
                        throw failure;
                    });
                    return null;
                }))
                .isSameAs(failure);
        transactions
                .atomic()
                .run(() -> transactions.onCommit(() -> {
                    transactions.beforeCommit(() -> ran.add("in a hook"));
                    ran.add("the hook goes on");
                }));
        assertThatThrownBy(() -> transactions.beforeCommit(() -> {}))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("beforeCommit");

        assertThat(ran).containsExactly("at once", "then", "in a hook", "the hook goes on");
    }

    @Test
    void longChainDoesNotFillTheStack() {
        AtomicInteger left = new AtomicInteger(20_000);
        transactions.atomic().run(() -> transactions.beforeCommitAsync(() -> again(left)));

        assertThat(left).hasValue(0);
    }

    private CompletableFuture<?> again(AtomicInteger left) {
        if (left.decrementAndGet() > 0) {
            transactions.beforeCommitAsync(() -> again(left));
        }
        return CompletableFuture.completedFuture(null);
    }
}
