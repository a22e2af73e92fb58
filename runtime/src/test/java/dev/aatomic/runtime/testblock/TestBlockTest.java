package dev.aatomic.runtime.testblock;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.entries;
import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.SlowStatement;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A block for a test: what is opened in it behaves as elsewhere, and all of it is rolled back. */
@Tag("tests")
final class TestBlockTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** One connection: whatever would take another one would wait for ever. */
    private PooledDatabase database;

    private Transactions transactions;

    private void on(Server server) {
        on(server, builder -> builder);
    }

    private void on(Server server, UnaryOperator<Transactions.Builder> settings) {
        database = fixtures.database(server, 1);
        transactions = fixtures.transactions(database, settings);
    }

    private TestBlock open() {
        return TestBlocks.of(transactions).open("default", "the test");
    }

    private List<Integer> seen() {
        return Await.value(transactions.submit(entries()));
    }

    private void assertNothingIsLeft(TestBlock test) {
        TestBlock.End end = test.end();
        assertThat(end.unfinished()).isEmpty();
        assertThat(end.problem()).isNull();
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void djTest1BlocksInATestAreRolledBackWithoutAnException(Server server) {
        on(server);
        TestBlock test = open();

        test.call(() -> {
            transactions.atomic().run(() -> transactions.submit(insert(1)));
            Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
            Await.value(transactions.submit(insert(3)));
            assertThat(seen()).containsExactly(1, 2, 3);
            return null;
        });

        assertNothingIsLeft(test);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void blockThatFailsIsUndoneAndTheTestGoesOn(Server server) {
        on(server);
        TestBlock test = open();

        test.call(() -> {
            transactions.atomic().run(() -> Await.value(transactions.submit(insert(1))));
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        Await.value(transactions.submit(insert(2)));
                        Await.value(transactions.submit(insert(1)));
                    }))
                    .isInstanceOf(Throwable.class);
            assertThat(seen()).containsExactly(1);
            transactions.atomic().run(() -> Await.value(transactions.submit(insert(3))));
            assertThat(seen()).containsExactly(1, 3);
            return null;
        });

        assertNothingIsLeft(test);
    }

    @Test
    void durableBlockIsOutermostInATestAndRefusedInABlockOfIt() {
        on(Server.H2, Transactions.Builder::requireDurable);
        TestBlock test = open();

        test.call(() -> {
            transactions.atomic().durable().run(() -> {
                Await.value(transactions.submit(insert(1)));
                assertThatThrownBy(() -> transactions.atomic().durable().run(() -> {}))
                        .isInstanceOf(DurableNestedException.class);
            });
            assertThatThrownBy(() -> transactions.atomic().run(() -> {}))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("requireDurable()");
            assertThat(seen()).containsExactly(1);
            return null;
        });

        assertNothingIsLeft(test);
    }

    @Test
    void mandatoryBlockIsRefusedDirectlyInATest() {
        on(Server.H2);
        TestBlock test = open();
        Atomic mandatory = transactions.atomic().propagation(Propagation.MANDATORY);

        test.call(() -> {
            assertThatThrownBy(() -> mandatory.run(() -> {})).isInstanceOf(NoTransactionException.class);
            transactions.atomic().run(() -> mandatory.run(() -> Await.value(transactions.submit(insert(1)))));
            assertThat(seen()).containsExactly(1);
            return null;
        });

        assertNothingIsLeft(test);
    }

    /** The outer block waits for the inner one, so on a connection of its own that would be for ever. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void requiresNewIsOnTheTestsConnectionAndUndoneAlone(Server server) {
        on(server);
        TestBlock test = open();
        Atomic independent = transactions.atomic().propagation(Propagation.REQUIRES_NEW);

        test.call(() -> {
            transactions.atomic().run(() -> {
                Await.value(transactions.submit(insert(1)));
                assertThatThrownBy(() -> independent.run(() -> {
                            Await.value(transactions.submit(insert(2)));
                            throw new IllegalStateException("undone");
                        }))
                        .hasMessage("undone");
                independent.run(() -> Await.value(transactions.submit(insert(3))));
            });
            assertThat(seen()).containsExactly(1, 3);
            return null;
        });

        assertNothingIsLeft(test);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void mergedBlockDirectlyInATestHasASavepointOfItsOwn(Server server) {
        on(server);
        TestBlock test = open();
        Atomic merged = transactions.atomic().propagation(Propagation.REQUIRED);

        test.call(() -> {
            assertThatThrownBy(() -> merged.run(() -> {
                        Await.value(transactions.submit(insert(1)));
                        throw new IllegalStateException("undone");
                    }))
                    .hasMessage("undone");
            assertThat(seen()).isEmpty();
            assertThatThrownBy(() -> merged.run(() -> {
                        Await.value(transactions.submit(insert(2)));
                        assertThatThrownBy(() -> merged.run(() -> {
                                    throw new IllegalStateException("swallowed");
                                }))
                                .hasMessage("swallowed");
                    }))
                    .isInstanceOf(UnexpectedRollbackException.class);
            assertThat(seen()).isEmpty();
            return null;
        });

        assertNothingIsLeft(test);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void retriedBlockBeginsAgainFromItsSavepoint(Server server) {
        on(server);
        TestBlock test = open();
        List<Integer> found = new ArrayList<>();
        Atomic retried = transactions.atomic().retry(RetryPolicy.ofMaxAttempts(3));

        test.call(() -> {
            Await.value(retried.getStageAsync(() -> attempt(found)));
            retried.run(() -> Await.value(attempt(found)));
            assertThat(seen()).containsExactly(3, 6);
            return null;
        });

        assertThat(found).containsExactly(0, 0, 0, 1, 1, 1);
        assertNothingIsLeft(test);
    }

    private CompletableFuture<Integer> attempt(List<Integer> found) {
        return transactions.submit(connection -> {
            found.add(Sql.integers(connection, "select v from entry").size());
            Sql.insert(connection, found.size());
            if (found.size() % 3 != 0) {
                throw new SQLTransactionRollbackException("again", "40001");
            }
            return 1;
        });
    }

    @Test
    void blockThatKeepsItsWorkOrAsksForItsRollbackIsNotRetried() {
        on(Server.H2);
        TestBlock test = open();
        List<Integer> found = new ArrayList<>();
        RetryPolicy policy = RetryPolicy.ofMaxAttempts(3).retryFor(IllegalStateException.class);

        test.call(() -> {
            assertThatThrownBy(() -> transactions
                            .atomic()
                            .retry(policy)
                            .noRollbackFor(IllegalStateException.class)
                            .run(() -> {
                                found.add(1);
                                Await.value(transactions.submit(insert(1)));
                                throw new IllegalStateException("kept");
                            }))
                    .hasMessage("kept");
            assertThat(seen()).containsExactly(1);
            assertThatThrownBy(() -> transactions.atomic().retry(policy).run(() -> {
                        found.add(2);
                        Await.value(transactions.submit(insert(2)));
                        transactions.setRollbackOnly(true);
                        throw new IllegalStateException("asked");
                    }))
                    .hasMessage("asked");
            assertThatThrownBy(() -> transactions.atomic().retry(policy).run(() -> {
                        found.add(3);
                        throw new IllegalStateException("again");
                    }))
                    .hasMessage("again");
            return null;
        });

        assertThat(found).containsExactly(1, 2, 3, 3, 3);
        assertNothingIsLeft(test);
    }

    /** The body of the outer block is done before the second attempt of the inner one, for which its end waits. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void independentRetriedBlockOutlivesTheBodyAroundIt(Server server) {
        on(server);
        TestBlock test = open();
        List<Integer> found = new ArrayList<>();
        Atomic independent = transactions
                .atomic()
                .propagation(Propagation.REQUIRES_NEW)
                .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(20), Duration.ofMillis(20)));

        test.call(() -> {
            List<CompletableFuture<Integer>> inner = new ArrayList<>();
            Await.value(transactions.atomic().getStageAsync(() -> {
                inner.add(independent.getStageAsync(() -> attempt(found)));
                return CompletableFuture.completedFuture(1);
            }));
            assertThat(inner.get(0)).isCompleted();
            assertThat(seen()).containsExactly(3);
            return null;
        });

        assertThat(found).containsExactly(0, 0, 0);
        assertNothingIsLeft(test);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void jooqIsOnTheTestsConnection(Server server) {
        on(server);
        TestBlock test = open();
        DSLContext dsl = AatomicJooq.dsl(transactions, server == Server.H2 ? SQLDialect.H2 : SQLDialect.POSTGRES);

        test.call(() -> {
            Await.value(dsl.query("insert into entry values (1)").executeAsync().toCompletableFuture());
            transactions
                    .atomic()
                    .run(() -> dsl.query("insert into entry values (2)").execute());
            Await.value(transactions.autocommit(() ->
                    dsl.query("insert into entry values (3)").executeAsync().toCompletableFuture()));
            transactions
                    .atomic()
                    .propagation(Propagation.NOT_SUPPORTED)
                    .run(() -> dsl.query("insert into entry values (4)").execute());
            assertThat(seen()).containsExactly(1, 2, 3, 4);
            return null;
        });

        assertNothingIsLeft(test);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void eachStatementOutsideAnyBlockIsUndoneAlone(Server server) throws SQLException {
        on(server);
        TestBlock test = open();

        test.call(() -> {
            Await.value(transactions.submit(insert(1)));
            assertThat(Await.cause(transactions.submit(connection -> {
                        Sql.insert(connection, 2);
                        return Sql.insert(connection, 1);
                    })))
                    .isInstanceOf(SQLException.class);
            assertThat(Await.cause(transactions.submit(bad()))).isInstanceOf(SQLException.class);
            assertThat(seen()).containsExactly(1, 2);
            try (Connection connection = transactions.dataSource().getConnection()) {
                assertThatThrownBy(() -> Sql.insert(connection, 2)).isInstanceOf(SQLException.class);
                Sql.insert(connection, 3);
                assertThat(connection.getAutoCommit()).isTrue();
            }
            assertThat(seen()).containsExactly(1, 2, 3);
            return null;
        });

        assertNothingIsLeft(test);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void autocommitIsOnTheTestsConnection(Server server) {
        on(server);
        TestBlock test = open();

        test.call(() -> {
            Await.value(transactions.autocommit(() -> transactions.submit(insert(1))));
            transactions.atomic().run(() -> {
                Await.value(transactions.submit(insert(2)));
                assertThat(Await.cause(transactions.autocommit(() -> transactions.submit(connection -> {
                            Sql.insert(connection, 3);
                            return Sql.insert(connection, 1);
                        }))))
                        .isInstanceOf(SQLException.class);
                Await.value(transactions.submit(insert(4)));
            });
            assertThat(seen()).containsExactly(1, 2, 3, 4);
            return null;
        });

        assertNothingIsLeft(test);
    }

    /** Elsewhere the mend is autocommit(...), and here that is refused too: what is said is what helps in a test. */
    @Test
    void definitionThatWouldCommitTheTestIsRefusedWithWhatHelpsInATest() throws SQLException {
        on(Server.H2);
        TestBlock test = open();
        ConnectionFunction<Integer> definition = update("create table other (id int)");

        test.call(() -> {
            for (CompletableFuture<Integer> refused : List.of(
                    transactions.autocommit(() -> transactions.submit(definition)),
                    transactions.submit(definition),
                    transactions.atomic().getStageAsync(() -> transactions.submit(definition)))) {
                assertThat(Await.cause(refused))
                        .hasMessageContaining("which is the test's and is to be rolled back")
                        .hasMessageContaining(
                                "Run it before the first test, as in @BeforeAll, or in a test that commits")
                        .hasMessageNotContainingAny("@NonAatomic", "connection of its own");
            }
            // On a handle that outlives each step.
            transactions.atomic().run(() -> {
                try (Connection handle = transactions.dataSource().getConnection()) {
                    assertThatThrownBy(() -> Sql.update(handle, "create table other (id int)"))
                            .hasMessageContaining("which is the test's");
                }
            });
            return null;
        });

        assertNothingIsLeft(test);
        assertThat(Await.cause(transactions.atomic().getStageAsync(() -> transactions.submit(definition))))
                .hasMessageContaining("transactions.autocommit(...)");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void blocksWithoutATransactionAreOnTheTestsConnection(Server server) {
        on(server);
        TestBlock test = open();

        test.call(() -> {
            int next = 1;
            for (Propagation propagation :
                    List.of(Propagation.SUPPORTS, Propagation.NOT_SUPPORTED, Propagation.NEVER)) {
                Atomic none = transactions.atomic().propagation(propagation);
                int first = next;
                none.run(() -> Await.value(transactions.submit(insert(first))));
                Await.value(none.getStageAsync(() -> transactions.submit(insert(first + 1))));
                // Nobody waits for this one but the block.
                Await.value(none.getStageAsync(() -> {
                    var ignored = transactions.submit(insert(first + 2));
                    return CompletableFuture.completedFuture(ignored.isDone());
                }));
                next += 3;
            }
            assertThat(seen()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
            transactions.atomic().run(() -> {
                Atomic beside = transactions.atomic().propagation(Propagation.NOT_SUPPORTED);
                beside.run(() -> {
                    Await.value(transactions.submit(insert(10)));
                    transactions.atomic().run(() -> Await.value(transactions.submit(insert(11))));
                });
                assertThatThrownBy(() -> transactions
                                .atomic()
                                .propagation(Propagation.NEVER)
                                .run(() -> {}))
                        .isInstanceOf(TransactionManagementException.class);
                Await.value(transactions.submit(insert(12)));
            });
            assertThat(seen()).contains(10, 11, 12);
            return null;
        });

        assertNothingIsLeft(test);
    }

    @Test
    void blockWithoutATransactionWaitsForWhatWasSubmittedInIt() {
        on(Server.H2);
        TestBlock test = open();
        CountDownLatch gate = new CountDownLatch(1);
        List<CompletableFuture<Integer>> step = new ArrayList<>();

        CompletableFuture<String> block = test.call(() -> transactions
                .atomic()
                .propagation(Propagation.NOT_SUPPORTED)
                .getStageAsync(() -> {
                    step.add(transactions.submit(connection -> {
                        Await.latch(gate);
                        return Sql.insert(connection, 1);
                    }));
                    return CompletableFuture.completedFuture("done");
                }));
        Await.until("the body is done", () -> !step.isEmpty());
        assertThat(block.handle((value, failure) -> step.get(0).isDone()).isDone())
                .isFalse();
        gate.countDown();

        assertThat(Await.value(block)).isEqualTo("done");
        // Who waits for the step itself may be told a moment later.
        assertThat(Await.value(step.get(0))).isEqualTo(1);
        assertNothingIsLeft(test);
    }

    /** Its body is done before the block without a transaction that it has started: its end waits for that. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void blockWaitsForWhatStandsBesideItElsewhere(Server server) {
        on(server);
        TestBlock test = open();
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        CompletableFuture<Object> outer = test.call(() -> transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> beside = transactions
                    .atomic()
                    .propagation(Propagation.NOT_SUPPORTED)
                    .getStageAsync(() -> transactions
                            .bind(gate)
                            .thenCompose(n -> transactions
                                    .submit(insert(1))
                                    .thenCompose(m -> transactions
                                            .atomic()
                                            .getStageAsync(() -> transactions.submit(insert(2))))));
            beside.whenComplete((value, failure) -> {});
            return transactions.submit(insert(3)).thenApply(n -> "done");
        }));
        gate.complete(1);
        Await.value(outer);
        test.call(() -> {
            assertThat(seen()).containsExactly(1, 2, 3);
            return null;
        });

        assertNothingIsLeft(test);
    }

    @Test
    void strictIsolationAndReadOnlyAreAccepted() {
        on(Server.POSTGRES);
        TestBlock test = open();

        test.call(() -> {
            transactions.atomic().isolation(Isolation.SERIALIZABLE).run(() -> {
                Await.value(transactions.submit(insert(1)));
                transactions
                        .atomic()
                        .isolation(Isolation.SERIALIZABLE)
                        .run(() -> Await.value(transactions.submit(insert(2))));
            });
            transactions.atomic().readOnly().run(() -> {
                assertThat(seen()).containsExactly(1, 2);
                assertThatThrownBy(() -> transactions.atomic().readOnly(false).run(() -> {}))
                        .isInstanceOf(TransactionManagementException.class);
            });
            return null;
        });

        assertNothingIsLeft(test);
    }

    @Test
    void flagIsRefusedOutsideAnyBlock() {
        on(Server.H2);
        TestBlock test = open();

        test.call(() -> {
            assertThatThrownBy(() -> transactions.setRollbackOnly(true)).isInstanceOf(NoTransactionException.class);
            assertThatThrownBy(transactions::isRollbackOnly).isInstanceOf(NoTransactionException.class);
            transactions.atomic().run(() -> {
                Await.value(transactions.submit(insert(1)));
                transactions.setRollbackOnly(true);
            });
            assertThat(seen()).isEmpty();
            return null;
        });

        assertNothingIsLeft(test);
    }

    // ---- the end

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatIsOpenAtTheEndIsNamedAndCancelled(Server server) {
        on(server);
        TestBlock test = open();
        SlowStatement slow = new SlowStatement(database);

        CompletableFuture<Object> forgotten = test.call(() -> transactions
                .atomic()
                .named("forgotten")
                .getStageAsync(() -> transactions.submit(slow.step()).thenApply(n -> n)));
        slow.awaitRunning();
        CompletableFuture<Integer> queued = test.call(
                () -> transactions.atomic().named("queued").getStageAsync(() -> transactions.submit(insert(1))));
        CompletableFuture<Integer> statement = test.call(() -> transactions.submit(insert(2)));
        TestBlock.End end = test.end();

        assertThat(end.unfinished())
                .containsExactly("block 'forgotten'", "block 'queued'", "a statement outside any block");
        assertThat(Await.cause(forgotten)).isInstanceOf(CancellationException.class);
        assertThat(Await.cause(queued)).isInstanceOf(CannotCreateTransactionException.class);
        assertThat(Await.cause(statement)).isInstanceOf(TransactionManagementException.class);
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatGoesOnAfterTheEndIsRefused(Server server) {
        on(server);
        TestBlock test = open();
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> late = test.call(() -> transactions
                .bind(gate)
                .thenCompose(n -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)))));
        CompletableFuture<Integer> lateOutside = test.call(() -> transactions
                .bind(gate)
                .thenCompose(n -> transactions.autocommit(() -> transactions.submit(insert(2)))));

        assertNothingIsLeft(test);
        gate.complete(1);

        assertThat(Await.cause(late))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("over");
        assertThat(Await.cause(lateOutside)).isInstanceOf(TransactionManagementException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void djTest3DeferredConstraintsAreCheckedAtTheEnd() {
        on(Server.POSTGRES);
        TestBlock test = open();

        test.call(() -> {
            transactions.atomic().run(() -> {
                Await.value(transactions.submit(update("insert into deferred values (1)")));
                Await.value(transactions.submit(update("insert into deferred values (1)")));
            });
            return null;
        });

        assertThat(test.end().problem()).isInstanceOf(SQLException.class).hasMessageContaining("duplicate key");
        assertThat(database.integers("select v from deferred")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void djTest1TestInATestIsRolledBackAlone(Server server) {
        on(server);
        TestBlock ofClass = open();
        ofClass.call(() -> Await.value(transactions.submit(insert(1))));

        for (int run = 0; run < 2; run++) {
            TestBlock test = ofClass.call(this::open);
            test.call(() -> {
                transactions.atomic().durable().run(() -> Await.value(transactions.submit(insert(2))));
                assertThat(seen()).containsExactly(1, 2);
                return null;
            });
            assertThat(test.end().unfinished()).isEmpty();
            ofClass.call(() -> {
                assertThat(seen()).containsExactly(1);
                return null;
            });
        }

        assertNothingIsLeft(ofClass);
    }

    @Test
    void testIsRefusedInABlock() {
        on(Server.H2);

        transactions
                .atomic()
                .named("outer")
                .run(() -> assertThatThrownBy(this::open)
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessageContaining("'outer'"));
    }

    @Test
    void withoutATestAllIsAsBefore() {
        on(Server.H2);
        open().end();

        transactions.atomic().durable().run(() -> Await.value(transactions.submit(insert(1))));
        assertThatThrownBy(() -> transactions.submit(insert(2))).isInstanceOf(NoTransactionException.class);

        assertThat(database.rows()).containsExactly(1);
    }
}
