package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G4: nesting is structural, however the children were started. */
@Tag("G4")
final class NestingTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @ParameterizedTest
    @EnumSource(Server.class)
    void childrenStartedInParallelRunOneAfterAnother(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> order = new CopyOnWriteArrayList<>();

        CompletableFuture<Void> block = transactions.atomic().getStageAsync(() -> {
            List<CompletableFuture<Integer>> children = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                children.add(transactions.atomic().getStageAsync(() -> {
                    order.add("open " + number);
                    return transactions
                            .submit(insert(number))
                            .thenCompose(n -> fixtures.foreign().later(n))
                            .thenCompose(n -> transactions.submit(insert(number + 100)))
                            .whenComplete((n, failure) -> order.add("done " + number));
                }));
            }
            return CompletableFuture.allOf(children.toArray(CompletableFuture<?>[]::new));
        });

        Await.value(block);
        assertThat(order)
                .containsExactly(
                        "open 0", "done 0", "open 1", "done 1", "open 2", "done 2", "open 3", "done 3", "open 4",
                        "done 4");
        assertThat(database.rows()).hasSize(10);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void failedChildAmongParallelOnesTakesItsOwnWorkOnly(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Void> block = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<?>[] children = new CompletableFuture<?>[6];
            for (int i = 0; i < children.length; i++) {
                int number = i;
                children[i] = transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .submit(insert(number))
                                .thenCompose(n -> number % 2 == 0
                                        ? fixtures.foreign().later(n)
                                        : fixtures.foreign().<Integer>laterFailing(new IOException("child")))
                                .thenCompose(n -> transactions.submit(insert(number + 100))))
                        .exceptionally(failure -> -1);
            }
            return CompletableFuture.allOf(children);
        });

        Await.value(block);
        assertThat(database.rows()).containsExactly(0, 2, 4, 100, 102, 104);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void statementOfTheParentWaitsForItsOpenChild(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> order = new CopyOnWriteArrayList<>();
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Integer>> started = new CompletableFuture<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> child = transactions
                    .atomic()
                    .<Integer>getStageAsync(() -> transactions
                            .submit(insert(1))
                            .thenCompose(n -> gate)
                            .thenCompose(n -> transactions.submit(insert(2)))
                            .thenCompose(n -> CompletableFuture.failedFuture(new IOException("child"))))
                    .whenComplete((n, failure) -> order.add("child"));
            CompletableFuture<Integer> step = transactions.submit(connection -> {
                order.add("parent");
                return Sql.insert(connection, 3);
            });
            started.complete(step);
            return child.handle((n, failure) -> failure).thenCombine(step, (failure, n) -> n);
        });
        CompletableFuture<Integer> step = Await.value(started);
        assertThat(step).isNotDone();
        gate.complete(1);

        Await.value(block);
        assertThat(order.get(0)).isEqualTo("child");
        assertThat(order).containsExactlyInAnyOrder("child", "parent");
        assertThat(database.rows()).containsExactly(3);
    }

    @Test
    void childSubmittingToAnAncestorsScopeFailsAtOnce() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            Scope root = transactions.scope();
            return transactions.atomic().getStageAsync(() -> {
                Scope parent = transactions.scope();
                return transactions.atomic().getStageAsync(() -> {
                    assertThatThrownBy(() -> root.submit(insert(1))).isInstanceOf(TransactionManagementException.class);
                    assertThatThrownBy(() -> parent.submit(insert(1)))
                            .isInstanceOf(TransactionManagementException.class);
                    return transactions.submit(insert(2));
                });
            });
        });

        Await.value(block);
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void exitOfAnEnteredScopeWaitsForItsOpenChild() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Scope parent = Await.value(transactions.atomic().enter());
        Scope child = Await.value(parent.call(() -> transactions.atomic().enter()));
        assertThat(parent.depth()).isZero();
        assertThat(child.depth()).isEqualTo(1);
        Await.value(child.submit(insert(1)));

        CompletableFuture<Void> exit = parent.exit();
        assertThat(exit).isNotDone();
        assertThat(parent.isOpen()).isFalse();
        assertThat(child.isOpen()).isTrue();
        Await.value(child.submit(insert(2)));
        Await.value(child.exit());

        Await.value(exit);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void exitIsIdempotentAndWorksFromAnyThread() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Scope scope = Await.value(transactions.atomic().enter());
        Await.value(scope.submit(insert(1)));

        IOException failure = new IOException("rolled back");
        Await.value(Await.value(fixtures.foreign().call(() -> scope.exit(failure))));
        Await.value(scope.exit(failure));
        // Who expects a commit is told that there was none.
        assertThat(Await.failure(scope.exit())).isSameAs(failure);

        assertThat(database.rows()).isEmpty();
        Scope second = Await.value(transactions.atomic().enter());
        Await.value(second.submit(insert(2)));
        Await.value(second.exit(null));
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void enteredScopeIsCurrentWhereItIsCalled() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions
                .atomic()
                .enter()
                .thenCompose(scope -> scope.call(() -> transactions
                                .submit(insert(1))
                                .thenCompose(n -> fixtures.foreign().later(n))
                                .thenCompose(n -> transactions.submit(insert(2))))
                        .thenCompose(n -> scope.exit())));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void exitOfABlockThatIsNotFromEnterIsRefused() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            Scope scope = transactions.scope();
            assertThatThrownBy(scope::exit).isInstanceOf(TransactionManagementException.class);
            return transactions.submit(insert(1));
        }));

        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void deepNestingRollsBackLevelByLevel(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(nest(transactions, 0));

        assertThat(database.rows()).containsExactly(0, 1, 2, 3);
    }

    /** Level 4 fails and takes 4…9 with it. */
    private CompletableFuture<Integer> nest(Transactions transactions, int level) {
        return transactions
                .atomic()
                .<Integer>getStageAsync(() -> transactions
                        .submit(insert(level))
                        .thenCompose(n -> fixtures.foreign().later(n))
                        .thenCompose(
                                n -> level == 9 ? CompletableFuture.completedFuture(n) : nest(transactions, level + 1))
                        .thenCompose(n -> level == 4
                                ? CompletableFuture.failedFuture(new IOException("level 4"))
                                : CompletableFuture.completedFuture(n)))
                .exceptionally(failure -> -1);
    }

    @Test
    void statementOnAHandleOfABlockAroundFailsAtOnce() throws SQLException {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            Connection outer = transactions.dataSource().getConnection();
            transactions
                    .atomic()
                    .run(() -> assertThatThrownBy(() -> insert(outer, 1))
                            .isInstanceOf(SQLException.class)
                            .hasCauseInstanceOf(TransactionManagementException.class)
                            .hasMessageContaining("nested in it"));
            insert(outer, 2);
        });
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    transactions
                            .atomic()
                            .run(() -> assertThatThrownBy(() -> insert(connection, 3))
                                    .isInstanceOf(SQLException.class)
                                    .hasCauseInstanceOf(TransactionManagementException.class));
                    return insert(connection, 4);
                })));

        assertThat(database.rows()).containsExactly(2, 4);
    }
}
