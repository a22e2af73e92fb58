package dev.aatomic.runtime.context;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fault G1, G20: two {@link Transactions} know nothing of each other, also where one is used inside a block of the other. */
@Tag("G20")
final class TwoTransactionsTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private PooledDatabase firstDatabase;
    private PooledDatabase secondDatabase;
    private Transactions first;
    private Transactions second;

    @BeforeEach
    void open() {
        firstDatabase = fixtures.database(Server.H2, 1);
        secondDatabase = fixtures.database(Server.H2, 1);
        first = fixtures.transactions(firstDatabase);
        second = fixtures.transactions(secondDatabase);
    }

    private void inFirst(CheckedRunnable<?> body) {
        first.atomic().run(() -> {
            first.submit(insert(1)).join();
            try {
                body.run();
            } catch (Throwable t) {
                throw new AssertionError(t);
            }
            first.submit(insert(2)).join();
        });
        assertThat(firstDatabase.rows()).containsExactly(1, 2);
    }

    @Test
    void g1BlockIsTheOtherObjectsOwn() {
        inFirst(() -> {
            second.atomic().run(() -> {
                assertThat(second.scope().depth()).isZero();
                second.submit(insert(3)).join();
            });
            // Committed, while the one around it is open.
            assertThat(secondDatabase.rows()).containsExactly(3);
            assertThat(firstDatabase.rows()).isEmpty();
        });
        assertThat(secondDatabase.rows()).containsExactly(3);
    }

    @Test
    void g1EveryFormOfABlockIsTheOtherObjectsOwn() {
        Await.value(first.atomic()
                .getStageAsync(() -> second.atomic()
                        .getStageAsync(() -> second.submit(insert(3)))
                        .thenCompose(n -> second.atomic().runAsync(() -> second.submit(insert(4))))
                        .thenCompose(n -> second.atomic()
                                .getAsync(() -> second.submit(insert(5)).join()))
                        .thenCompose(n -> second.atomic().enter())
                        .thenCompose(scope -> scope.submit(insert(6)).thenCompose(n -> scope.exit()))
                        .thenCompose(n -> first.submit(insert(1)))));

        assertThat(secondDatabase.rows()).containsExactly(3, 4, 5, 6);
        assertThat(firstDatabase.rows()).containsExactly(1);
    }

    @Test
    void g1BlockOnTheOtherObjectCommitsThoughTheOneAroundItFails() {
        assertThatThrownBy(() -> first.atomic().run(() -> {
                    second.atomic().run(() -> second.submit(insert(3)).join());
                    throw new IOException("first");
                }))
                .isInstanceOf(IOException.class);

        assertThat(secondDatabase.rows()).containsExactly(3);
    }

    @Test
    void g1FailedBlockOfTheOtherObjectBreaksNothingHere() {
        inFirst(() -> {
            CompletableFuture<Integer> failed = second.atomic().getAsync(() -> {
                throw new IOException("second");
            });
            Await.until("it has ended", failed::isDone);
            // Nor does the refusal of one, whose future nobody looks at.
            second.atomic().propagation(Propagation.MANDATORY).runAsync(() -> {});
        });
    }

    @Test
    void g1EndOfABlockDoesNotWaitForABlockOfTheOtherObject() {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        List<CompletableFuture<Integer>> opened = new CopyOnWriteArrayList<>();

        Await.value(first.atomic().runAsync(() -> opened.add(second.atomic().getStageAsync(() -> gate))));

        assertThat(opened.get(0)).isNotDone();
        Await.until("it has its connection", () -> secondDatabase.active() == 1);
        gate.complete(1);
        Await.value(opened.get(0));
    }

    @Test
    void g1FailureOfABlockDoesNotCancelABlockOfTheOtherObject() {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        List<CompletableFuture<Integer>> opened = new CopyOnWriteArrayList<>();

        Await.cause(first.atomic().runAsync(() -> {
            opened.add(second.atomic().getStageAsync(() -> gate));
            throw new IOException("first");
        }));

        gate.complete(7);
        assertThat(Await.value(opened.get(0))).isEqualTo(7);
    }

    @Test
    void g1NothingIsCurrentForTheOtherObject() {
        inFirst(() -> {
            assertThatThrownBy(() -> second.submit(insert(3))).isInstanceOf(NoTransactionException.class);
            assertThatThrownBy(() -> second.onCommit(() -> ran.add("hook"))).isInstanceOf(NoTransactionException.class);
            assertThatThrownBy(() -> second.onRollback(() -> ran.add("hook")))
                    .isInstanceOf(NoTransactionException.class);
            assertThatThrownBy(() -> second.setRollbackOnly(true)).isInstanceOf(NoTransactionException.class);
            assertThatThrownBy(second::isRollbackOnly).isInstanceOf(NoTransactionException.class);
            assertThatThrownBy(second::savepoint).isInstanceOf(NoTransactionException.class);
            assertThatThrownBy(second::scope).isInstanceOf(NoTransactionException.class);
            assertThatThrownBy(() -> second.dataSource().getConnection())
                    .hasMessageContaining("No block of database 'default' is current");
            assertThatThrownBy(() ->
                            second.atomic().propagation(Propagation.MANDATORY).run(() -> {}))
                    .isInstanceOf(NoTransactionException.class);
            second.atomic()
                    .propagation(Propagation.NEVER)
                    .run(() -> second.submit(insert(4)).join());
            second.atomic().durable().run(() -> second.submit(insert(5)).join());
        });
        assertThat(ran).isEmpty();
        assertThat(secondDatabase.rows()).containsExactly(4, 5);
    }

    @Test
    void g1AutocommitIsTheOtherObjectsOwn() {
        inFirst(() -> {
            second.autocommit(() -> second.submit(insert(3)).join());
            second.autocommit(() -> {
                try (Connection connection = second.dataSource().getConnection()) {
                    return Sql.integers(connection, "select v from entry");
                }
            });
            assertThat(secondDatabase.rows()).containsExactly(3);
        });
        // Nor is this one's autocommit context the other's.
        first.autocommit(() -> {
            assertThatThrownBy(() -> second.submit(insert(4))).isInstanceOf(NoTransactionException.class);
            return null;
        });
    }

    @Test
    void g1JooqOfTheOtherObjectIsItsOwn() {
        DSLContext sql = AatomicJooq.dsl(second, SQLDialect.H2);
        inFirst(() -> {
            assertThatThrownBy(() -> sql.execute("insert into entry values (3)"))
                    .hasStackTraceContaining("No block of database 'default' is current");
            sql.transaction(inner -> inner.dsl().execute("insert into entry values (4)"));
            second.atomic().run(() -> sql.execute("insert into entry values (5)"));
            Await.value(second.atomic()
                    .getStageAsync(
                            () -> sql.query("insert into entry values (6)").executeAsync()));
        });
        assertThat(secondDatabase.rows()).containsExactly(4, 5, 6);
    }

    @Test
    void g1HooksBelongToTheirOwnObject() {
        first.atomic().run(() -> {
            first.onCommit(() -> ran.add("first"));
            second.atomic().run(() -> second.onCommit(() -> ran.add("second")));
            assertThat(ran).containsExactly("second");
        });
        assertThat(ran).containsExactly("second", "first");
    }

    @Test
    void g1EachFindsItsOwnThroughTheOther() {
        first.atomic()
                .run(() -> second.atomic().run(() -> {
                    first.submit(insert(1)).join();
                    first.atomic().run(() -> {
                        assertThat(first.scope().depth()).isEqualTo(1);
                        first.submit(insert(2)).join();
                        second.submit(insert(3)).join();
                    });
                }));
        assertThat(firstDatabase.rows()).containsExactly(1, 2);
        assertThat(secondDatabase.rows()).containsExactly(3);
    }

    @Test
    void g1PoolsOfTwoObjectsAreNoCircle() {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> holder = second.atomic().getStageAsync(() -> gate);
        CompletableFuture<Integer> outer = first.atomic()
                .getStageAsync(() -> second.atomic()
                        .getStageAsync(() -> second.submit(insert(3)).thenCompose(n -> first.submit(insert(1)))));
        Await.until(
                "it waits", () -> second.metrics().databases().get("default").waiting() == 1);
        // The first's connection is held by a block whose body waits, and not by one that waits for its own.
        gate.complete(1);

        Await.value(holder);
        Await.value(outer);
        assertThat(secondDatabase.rows()).containsExactly(3);
    }

    @Test
    void g1CloseInsideABlockOfTheOtherObjectDoesNotWaitForIt() {
        first.atomic().run(() -> {
            second.atomic().run(() -> second.submit(insert(3)).join());
            second.close();
        });
        assertThatThrownBy(() -> first.atomic().run(() -> {
                    Transactions third = fixtures.transactions(secondDatabase);
                    third.atomic().run(first::close);
                }))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("close() was called inside block");
    }

    @Test
    void g1RefusalOfAClosedObjectIsSeenInsideABlockOfAnother() {
        second.close();
        inFirst(() -> assertThatThrownBy(() -> second.atomic().run(() -> {}))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("closed"));
    }
}
