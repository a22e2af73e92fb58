package dev.aatomic.runtime.end;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G5: the end of a block waits for what it accepted, however long that is in the user's code and whatever it does there. */
@Tag("G5")
final class AcceptedWorkTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Integer> body = new CompletableFuture<>();
    private final CompletableFuture<Scope> entered = new CompletableFuture<>();
    private final CountDownLatch running = new CountDownLatch(1);

    private CompletableFuture<Integer> open(Transactions transactions) {
        return transactions.atomic().getStageAsync(() -> {
            entered.complete(transactions.scope());
            return body;
        });
    }

    /** Returns once a lane that sat still as long has been given to another thread: whoever could run has run. */
    private void awaitTakeOver(Transactions transactions) {
        Await.value(fixtures.foreign()
                .call(() -> Await.value(transactions.atomic().getAsync(() -> {
                    Scope scope = transactions.scope();
                    CountDownLatch ran = new CountDownLatch(1);
                    fixtures.foreign()
                            .execute(() -> scope.submit(connection -> {
                                ran.countDown();
                                return 1;
                            }));
                    Await.latch(ran);
                    return 1;
                }))));
    }

    @Test
    void stepThatWaitsDoesNotRunTheEndOfItsOwnBlock() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> foreign = new CompletableFuture<>();
        CompletableFuture<Integer> block = open(transactions);
        Scope scope = Await.value(entered);
        CompletableFuture<Integer> step = scope.submit(connection -> {
            insert(connection, 1);
            running.countDown();
            scope.bind(foreign).join();
            return insert(connection, 2);
        });

        Await.latch(running);
        body.complete(3);
        awaitTakeOver(transactions);
        foreign.complete(0);

        assertThat(Await.value(step)).isEqualTo(1);
        assertThat(Await.value(block)).isEqualTo(3);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void anotherLibrarysWorkIsNotOvertakenByTheEndWhileItIsBetweenTwoStatements() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Integer> block = open(transactions);
        CompletableFuture<Integer> work = Await.value(entered)
                .call(() -> CompletableFuture.supplyAsync(
                        () -> {
                            dsl.execute("insert into entry values (1)");
                            running.countDown();
                            Await.latch(goOn);
                            return dsl.execute("insert into entry values (2)");
                        },
                        dsl.configuration().executorProvider().provide()));

        Await.latch(running);
        body.complete(3);
        awaitTakeOver(transactions);
        goOn.countDown();

        assertThat(Await.value(work)).isEqualTo(1);
        assertThat(Await.value(block)).isEqualTo(3);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void workThatWasOvertakenByOtherStepsEndsBeforeItsBlockDoes() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Integer> block = open(transactions);
        Scope scope = Await.value(entered);
        CompletableFuture<Integer> work = scope.call(() -> CompletableFuture.supplyAsync(
                () -> {
                    running.countDown();
                    Await.latch(goOn);
                    return dsl.execute("insert into entry values (2)");
                },
                dsl.configuration().executorProvider().provide()));

        Await.latch(running);
        Await.value(scope.submit(insert(1)));
        body.complete(3);
        awaitTakeOver(transactions);
        goOn.countDown();

        assertThat(Await.value(work)).isEqualTo(1);
        assertThat(Await.value(block)).isEqualTo(3);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void acceptedStepMaySubmitOpenBlocksAndRegisterHooksAfterTheBodyEnded() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> hooks = new CopyOnWriteArrayList<>();
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Integer> block = open(transactions);
        Scope scope = Await.value(entered);
        CompletableFuture<Integer> step = scope.submit(connection -> {
            running.countDown();
            Await.latch(goOn);
            transactions.onCommit(() -> hooks.add("hook"));
            transactions.submit(insert(1)).join();
            transactions.atomic().run(() -> transactions.submit(insert(2)).join());
            return insert(connection, 3);
        });

        Await.latch(running);
        body.complete(4);
        Await.until("the body has ended", () -> !scope.isOpen());
        goOn.countDown();

        assertThat(Await.value(step)).isEqualTo(1);
        assertThat(Await.value(block)).isEqualTo(4);
        assertThat(hooks).containsExactly("hook");
        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @Test
    void cancelDoesNotWaitForAnotherLibrarysWorkThatBlocks() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Integer> block = open(transactions);
        Scope scope = Await.value(entered);
        CompletableFuture<Void> work = scope.call(() -> CompletableFuture.runAsync(
                () -> {
                    running.countDown();
                    Await.latch(goOn);
                },
                dsl.configuration().executorProvider().provide()));

        Await.latch(running);
        body.complete(1);
        Await.until("the body has ended", () -> !scope.isOpen());
        assertThat(block.cancel(true)).isTrue();

        Await.end(block);
        goOn.countDown();
        Await.value(work);
    }
}
