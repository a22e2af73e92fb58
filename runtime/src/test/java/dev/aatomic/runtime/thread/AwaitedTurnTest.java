package dev.aatomic.runtime.thread;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G18: a caller who waits for the turn of its block gets it, whatever goes on meanwhile. */
@Tag("G18")
final class AwaitedTurnTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private PooledDatabase database;
    private Transactions transactions;

    /** What a continuation does after it has waited for something outside the database. */
    enum Use {
        JDBC(transactions -> {
            try (Connection connection = transactions.dataSource().getConnection()) {
                insert(connection, 2);
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        }),
        SUBMIT(transactions -> transactions.submit(insert(2)).join()),
        NESTED(transactions ->
                transactions.atomic().run(() -> transactions.submit(insert(2)).join()));

        private final Consumer<Transactions> use;

        Use(Consumer<Transactions> use) {
            this.use = use;
        }
    }

    private void open(int connections, boolean hasOneThread) {
        database = fixtures.database(Server.H2, connections);
        transactions = hasOneThread
                ? fixtures.transactions(
                        database,
                        builder -> builder.executor(fixtures.executors().threads(1)))
                : fixtures.transactions(database);
    }

    /** As long as a lane is left alone before it is taken from a thread that is not in the driver, and longer. */
    private static void waitOutsideTheDriver() {
        Await.end(new CompletableFuture<>().completeOnTimeout(1, 100, TimeUnit.MILLISECONDS));
    }

    private void nested() {
        transactions.atomic().run(() -> transactions.submit(insert(3)).join());
    }

    // ---- of a nested block

    /** A statement's continuation waits, and goes on to use the block, whose body opens another one meanwhile. */
    private void useAfterAWait(int row, Use use) {
        CompletableFuture<?> after = transactions.submit(insert(row)).thenAccept(inserted -> {
            waitOutsideTheDriver();
            use.use.accept(transactions);
        });
        nested();
        after.join();
    }

    /** The block has no connection yet, so the nested one waits behind the statement. */
    @ParameterizedTest
    @EnumSource
    void continuationThatUsesTheBlockAfterAWait(Use use) {
        open(1, false);

        Await.value(transactions.atomic().connection(ConnectionAcquisition.LAZY).runAsync(() -> useAfterAWait(1, use)));

        assertThat(database.rows()).containsExactlyInAnyOrder(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource
    void continuationWhereTheCallerItselfOpenedTheBlock(Use use) {
        open(1, false);

        Await.value(fixtures.foreign().call(() -> {
            transactions.atomic().connection(ConnectionAcquisition.LAZY).run(() -> useAfterAWait(1, use));
            return 1;
        }));

        assertThat(database.rows()).containsExactlyInAnyOrder(1, 2, 3);
    }

    /** The lane was taken from the body while that waited, and is nobody's when the nested block is opened. */
    @ParameterizedTest
    @EnumSource
    void continuationOfABlockWhoseLaneWasTaken(Use use) {
        open(1, true);

        Await.value(transactions.atomic().runAsync(() -> {
            Scope scope = transactions.scope();
            Await.value(CompletableFuture.supplyAsync(() -> scope.submit(insert(1))));
            waitOutsideTheDriver();
            useAfterAWait(4, use);
        }));

        assertThat(database.rows()).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    /** Another library's statement may run code of the user's, and the lane be taken from that. */
    @ParameterizedTest
    @EnumSource(names = {"JDBC", "SUBMIT"})
    void listenerOfAStatementOfJooq(Use use) {
        open(1, false);
        DSLContext jooq = AatomicJooq.dsl(
                transactions, new DefaultConfiguration().set(SQLDialect.H2).set(new ExecuteListener() {
                            @Override
                            public void renderStart(ExecuteContext context) {
                                waitOutsideTheDriver();
                                use.use.accept(transactions);
                            }
                        }));
        CompletableFuture<?> block = transactions
                .atomic()
                .connection(ConnectionAcquisition.LAZY)
                .runAsync(() -> {
                    CompletableFuture<?> after = jooq.query("insert into entry values (1)")
                            .executeAsync()
                            .toCompletableFuture();
                    nested();
                    after.join();
                });

        Await.value(block);
        assertThat(database.rows()).containsExactlyInAnyOrder(1, 2, 3);
    }

    // ---- of a block with a connection of its own

    /** A step waits for a connection, and its thread helps with the next one, which waits for one too: the first gets it. */
    @Test
    void connectionIsUsedByTheOneWhoGotIt() {
        open(2, false);
        CountDownLatch bothWait = new CountDownLatch(1);
        CompletableFuture<?> other = transactions.atomic().runAsync(() -> Await.latch(bothWait));
        CompletableFuture<?> block = transactions.atomic().getStageAsync(() -> {
            Scope scope = transactions.scope();
            CompletableFuture<CompletableFuture<Integer>> second = new CompletableFuture<>();
            CompletableFuture<Integer> first = transactions.submit(connection -> {
                second.complete(CompletableFuture.supplyAsync(() -> scope.submit(same -> apart(2)))
                        .join());
                return apart(1);
            });
            return first.thenCombine(second.thenCompose(step -> step), Integer::sum);
        });
        Await.until(
                "both wait for a connection",
                () -> transactions.metrics().database("default").waiting() == 2);

        bothWait.countDown();

        Await.value(other);
        Await.value(block);
        assertThat(database.rows()).containsExactlyInAnyOrder(1, 2);
    }

    private int apart(int row) {
        return transactions
                .atomic()
                .propagation(Propagation.REQUIRES_NEW)
                .get(() -> transactions.submit(insert(row)).join());
    }
}
