package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.ThreadBlocks;
import dev.aatomic.runtime.spi.TransactionSynchronization;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.ThreadTransactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks that take part in the transactions of a library which binds them to threads. */
@Tag("propagation")
final class EnclosingTransactionsTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private @Nullable PooledDatabase database;
    private @Nullable ThreadTransactions library;

    private Transactions open(Server server) {
        PooledDatabase created = fixtures.database(server, 3);
        ThreadTransactions around = new ThreadTransactions(created.source());
        database = created;
        library = around;
        return fixtures.transactions(created, builder -> builder.enclosing(around));
    }

    private ThreadTransactions library() {
        return Objects.requireNonNull(library);
    }

    private List<Integer> rows() {
        return Objects.requireNonNull(database).rows();
    }

    private void register(Transactions transactions, String name) {
        transactions.onCommit(() -> ran.add(name + " committed"));
        transactions.onRollback(() -> ran.add(name + " rolled back"));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void blockingBlockCommitsWithTheTransactionAroundItAndRunsItsHooksThen(Server server) throws Exception {
        Transactions transactions = open(server);

        library().run(connection -> {
            Sql.insert(connection, 1);
            transactions.atomic().run(() -> {
                register(transactions, "block");
                // The first thing that is seen of it must be what was done around it, on the same connection.
                assertThat(transactions.submit(Sql.entries()).join()).containsExactly(1);
                transactions.submit(insert(2)).join();
            });
            assertThat(Sql.entries().apply(connection)).containsExactly(1, 2);
            assertThat(rows()).isEmpty();
            assertThat(ran).isEmpty();
        });

        assertThat(rows()).containsExactly(1, 2);
        assertThat(ran).containsExactly("block committed");
    }

    /** A hook before COMMIT belongs to the block, which alone waits for it; what is kept in step hears of the real end. */
    @Test
    void whatComesBeforeCommitComesAtTheBlocksEndAndTheCompletionAtTheTransactions() throws Exception {
        Transactions transactions = open(Server.H2);

        library().run(connection -> {
            transactions.atomic().run(() -> {
                register(transactions, "block");
                TransactionSynchronizations.of(transactions).get("key", () -> told("kept"));
                transactions.beforeCommit(() -> {
                    ran.add("hook");
                    transactions.submit(insert(1)).join();
                });
            });
            assertThat(Sql.entries().apply(connection)).containsExactly(1);
            ran.add("the transaction goes on");
        });
        IOException failure = new IOException("the transaction's");
        assertThatThrownBy(() -> library().run(connection -> {
                    transactions
                            .atomic()
                            .run(() ->
                                    TransactionSynchronizations.of(transactions).get("key", () -> told("undone")));
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(ran)
                .containsExactly(
                        "hook",
                        "kept sent",
                        "the transaction goes on",
                        "kept COMMITTED",
                        "block committed",
                        "undone sent",
                        "undone ROLLED_BACK");
        assertThat(rows()).containsExactly(1);
    }

    private TransactionSynchronization told(String name) {
        return new TransactionSynchronization() {
            @Override
            public void beforeCommit() {
                ran.add(name + " sent");
            }

            @Override
            public void afterCompletion(Outcome outcome) {
                ran.add(name + " " + outcome);
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void failedBlockGoesBackToItsSavepoint(Server server) throws Exception {
        Transactions transactions = open(server);

        library().run(connection -> {
            Sql.insert(connection, 1);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        register(transactions, "block");
                        transactions.submit(insert(2)).join();
                        transactions.submit(bad()).join();
                    }))
                    .isInstanceOf(SQLException.class);
            Sql.insert(connection, 3);
        });

        assertThat(rows()).containsExactly(1, 3);
        assertThat(ran).containsExactly("block rolled back");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void failureOfABlockWithoutASavepointRollsAllBack(Server server) throws Exception {
        Transactions transactions = open(server);
        IOException failure = new IOException("body");

        Outcome outcome = library().run(connection -> {
            Sql.insert(connection, 1);
            // Without a statement, too.
            assertThatThrownBy(() -> transactions.atomic().savepoint(false).run(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
        });

        assertThat(outcome).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void rollbackAroundABlockTakesItsWorkAndItsHooks(Server server) {
        Transactions transactions = open(server);
        IOException failure = new IOException("around");

        assertThatThrownBy(() -> library().run(connection -> {
                    transactions.atomic().run(() -> {
                        register(transactions, "block");
                        transactions
                                .atomic()
                                .run(() -> transactions.submit(insert(2)).join());
                    });
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(rows()).isEmpty();
        assertThat(ran).containsExactly("block rolled back");
    }

    @Test
    void hookThatFailsReachesWhoeverOpenedTheTransaction() {
        Transactions transactions = open(Server.H2);
        IOException failure = new IOException("hook");

        assertThatThrownBy(() -> library()
                        .run(connection -> transactions.atomic().run(() -> {
                            transactions.onCommit(() -> {
                                throw failure;
                            });
                            transactions.submit(insert(1)).join();
                        })))
                .isInstanceOf(AfterCommitException.class)
                .hasCause(failure);

        assertThat(rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void blockWhoseStageWouldOutliveTheTransactionFails(Server server) throws Exception {
        Transactions transactions = open(server);

        library().run(connection -> {
            Throwable failure = Await.failure(
                    transactions.atomic().named("Accounts.transfer").getStageAsync(() -> {
                        ran.add("body");
                        return transactions.submit(insert(1));
                    }));

            assertThat(failure)
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("'Accounts.transfer'")
                    .hasMessageContaining("the library's transaction")
                    .hasMessageContaining("REQUIRES_NEW");
        });

        assertThat(ran).isEmpty();
        assertThat(rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void independentBlocksHaveTheirOwnTransaction(Server server) throws Exception {
        Transactions transactions = open(server);
        Atomic independent = transactions.atomic().propagation(Propagation.REQUIRES_NEW);

        assertThatThrownBy(() -> library().run(connection -> {
                    Sql.insert(connection, 1);
                    Await.value(independent.getStageAsync(() -> transactions.submit(insert(2))));
                    independent.run(() -> transactions.submit(insert(3)).join());
                    transactions
                            .atomic()
                            .propagation(Propagation.NOT_SUPPORTED)
                            .run(() -> transactions.submit(insert(4)).join());
                    throw new IOException("around");
                }))
                .isInstanceOf(IOException.class);

        assertThat(rows()).containsExactly(2, 3, 4);
    }

    @Test
    void propagationIsHeldAgainstTheTransactionAround() throws Exception {
        Transactions transactions = open(Server.H2);

        library().run(Isolation.READ_COMMITTED, true, connection -> {
            transactions.atomic().propagation(Propagation.MANDATORY).run(() -> ran.add("mandatory"));
            transactions.atomic().propagation(Propagation.SUPPORTS).run(() -> ran.add("supports"));
            assertThatThrownBy(() ->
                            transactions.atomic().propagation(Propagation.NEVER).run(() -> ran.add("never")))
                    .isInstanceOf(TransactionManagementException.class);
            assertThatThrownBy(() -> transactions.atomic().durable().run(() -> ran.add("durable")))
                    .isInstanceOf(DurableNestedException.class);
            assertThatThrownBy(() -> transactions.atomic().readOnly(false).run(() -> ran.add("writer")))
                    .isInstanceOf(TransactionManagementException.class);
            assertThatThrownBy(() -> transactions
                            .atomic()
                            .isolation(Isolation.SERIALIZABLE)
                            .run(() -> ran.add("stricter")))
                    .isInstanceOf(TransactionManagementException.class);
            // What is nested deeper is held against it as well.
            transactions
                    .atomic()
                    .run(() -> assertThatThrownBy(() -> transactions
                                    .atomic()
                                    .isolation(Isolation.SERIALIZABLE)
                                    .run(() -> ran.add("stricter")))
                            .hasMessageContaining("the library's transaction"));
        });

        assertThat(ran).containsExactly("mandatory", "supports");
    }

    /** The thread of the body waits, so somebody else must run the step. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void stepsOfOtherThreadsRunWhileTheBodyWaitsInItsOwnWay(Server server) throws Exception {
        Transactions transactions = open(server);

        library()
                .run(connection -> transactions.atomic().run(() -> {
                    Scope scope = transactions.scope();
                    CompletableFuture<Integer> foreign = CompletableFuture.supplyAsync(
                            () -> scope.submit(insert(1)).join(), fixtures.foreign());
                    Await.value(foreign);
                }));

        assertThat(rows()).containsExactly(1);
    }

    /** Its connection is closed under it, and whether that comes before a commit around it is chance. */
    @Test
    void transactionAroundABlockThatIsGivenUpMustNotCommit() {
        Transactions transactions = open(Server.H2);
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            assertThatThrownBy(() -> library().run(connection -> {
                        Objects.requireNonNull(database).source().fail(hang);
                        assertThatThrownBy(() -> transactions
                                        .atomic()
                                        .timeout(Duration.ofSeconds(1))
                                        .run(() ->
                                                transactions.submit(insert(1)).join()))
                                .isInstanceOf(TransactionTimedOutException.class);
                        assertThat(library().isRollbackOnly()).isTrue();
                        Await.until("closed physically", hang::wasClosedUnderIt);
                    }))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void transactionOpenedInsideABlockIsNotAroundIt() throws Exception {
        Transactions transactions = open(Server.POSTGRES);

        transactions.atomic().run(() -> {
            Outcome inner = library().run(connection -> {
                Sql.insert(connection, 1);
                // Nested in the block, which is on another connection.
                transactions.atomic().run(() -> transactions.submit(insert(2)).join());
            });
            assertThat(inner).isEqualTo(Outcome.COMMITTED);
            assertThat(rows()).containsExactly(1);
        });

        assertThat(rows()).containsExactly(1, 2);
    }

    @Test
    void libraryOpensAndEndsBlocksOnAThread() {
        Transactions transactions = open(Server.H2);
        ThreadBlocks blocks = library().blocks();
        assertThat(blocks.current("default")).isNull();

        ThreadBlocks.OpenBlock kept = blocks.open(transactions.atomic());
        assertThat(blocks.isInBlock("default")).isTrue();
        transactions.submit(insert(1)).join();
        ThreadBlocks.OpenBlock undone = blocks.open(transactions.atomic());
        transactions.submit(insert(2)).join();
        undone.end(new IOException("inner"));
        kept.end(null);

        assertThat(blocks.isInBlock("default")).isFalse();
        transactions.autocommit(() -> {
            assertThat(blocks.current("default")).isNotNull();
            assertThat(blocks.isInBlock("default")).isFalse();
            return null;
        });
        assertThat(rows()).containsExactly(1);
    }

    /** H9: the library has no body to tell the block by. */
    @Test
    void h9BlockThatALibraryOpensIsNamedByItsNameOrItsPlace() {
        Transactions transactions = open(Server.H2);

        ThreadBlocks.OpenBlock unnamed = library().blocks().open(transactions.atomic());
        assertThatThrownBy(() -> transactions.atomic().durable().run(() -> ran.add("durable")))
                .hasMessageContaining("inside block 'at dev.aatomic.runtime.block.EnclosingTransactionsTest.h9");
        unnamed.end(null);
        ThreadBlocks.OpenBlock named =
                library().blocks().open(transactions.atomic().named("Accounts.transfer"));
        assertThatThrownBy(() -> transactions.atomic().durable().run(() -> ran.add("durable")))
                .hasMessageContaining("inside block 'Accounts.transfer'");
        named.end(null);
    }

    @Test
    void closeWaitsForABlockThatTakesPart() throws Exception {
        Transactions transactions = open(Server.H2);

        library().run(connection -> {
            CompletableFuture<Void> closed = transactions
                    .atomic()
                    .get(() -> {
                        CompletableFuture<Void> closing = CompletableFuture.runAsync(transactions::close);
                        Await.until("refuses", () -> isRefused(transactions));
                        transactions.submit(insert(1)).join();
                        return new Holder(closing);
                    })
                    .closing();
            Await.value(closed);
        });

        assertThat(rows()).containsExactly(1);
    }

    /** A block's value may not be a future itself. */
    private record Holder(CompletableFuture<Void> closing) {}

    private boolean isRefused(Transactions transactions) {
        CompletableFuture<Boolean> refused = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        transactions.atomic().run(() -> {});
                        return false;
                    } catch (TransactionManagementException closed) {
                        return true;
                    }
                },
                fixtures.foreign());
        return Await.value(refused);
    }

    /** K8: what it wrote is the library's to roll back, which must not commit it. */
    @Test
    void k8CloseCancelsABlockThatTakesPart() throws Exception {
        PooledDatabase created = fixtures.database(Server.H2, 3);
        ThreadTransactions around = new ThreadTransactions(created.source());
        Transactions transactions = fixtures.transactions(
                created, builder -> builder.enclosing(around).closeTimeout(Duration.ofMillis(50)));

        around.run(connection -> assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(insert(1)).join();
                    Await.value(CompletableFuture.runAsync(transactions::close, fixtures.foreign()));
                }))
                .isInstanceOf(CancellationException.class));

        assertThat(created.rows()).isEmpty();
    }
}
