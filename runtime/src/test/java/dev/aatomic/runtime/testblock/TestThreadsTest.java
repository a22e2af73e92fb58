package dev.aatomic.runtime.testblock;

import static dev.aatomic.runtime.support.Sql.entries;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test takes in what the tested code does on threads of its own. */
@Tag("tests")
final class TestThreadsTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private <T> T elsewhere(Callable<T> work) {
        return Await.value(threads.submit(work));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void threadWithoutAContextJoinsTheOnlyTest(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        TestBlock test = TestBlocks.of(transactions).open("default", "only");

        elsewhere(() -> {
            transactions.atomic().durable().run(() -> Await.value(transactions.submit(insert(1))));
            Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
            Await.value(transactions.submit(insert(3)));
            Await.value(transactions.autocommit(() -> transactions.submit(insert(4))));
            transactions
                    .atomic()
                    .propagation(Propagation.NOT_SUPPORTED)
                    .run(() -> Await.value(transactions.submit(insert(5))));
            return null;
        });

        assertThat(test.<List<Integer>, RuntimeException>call(() -> Await.value(transactions.submit(entries()))))
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(test.end().unfinished()).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void threadWithoutAContextIsRefusedWhereSeveralTestsAreOpen() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        TestBlock one = TestBlocks.of(transactions).open("default", "one");
        TestBlock two = TestBlocks.of(transactions).open("default", "two");

        elsewhere(() -> {
            assertThatThrownBy(() -> transactions.atomic().run(() -> {}))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContainingAll("'one'", "'two'", "@ResourceLock");
            assertThatThrownBy(() -> transactions.submit(insert(1))).isInstanceOf(TransactionManagementException.class);
            return null;
        });
        one.call(() -> Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)))));
        two.call(() -> {
            assertThat(Await.value(transactions.submit(entries()))).isEmpty();
            return null;
        });
        two.end();
        elsewhere(() -> Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2)))));
        one.end();

        assertThat(database.rows()).isEmpty();
    }

    @Test
    void parallelTestsOnAPoolOfOneWaitForOneAnother() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        List<CompletableFuture<Void>> tests = IntStream.range(0, 8)
                .mapToObj(number -> CompletableFuture.runAsync(
                        () -> {
                            TestBlock test = TestBlocks.of(transactions).open("default", "test " + number);
                            test.call(() -> {
                                Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
                                assertThat(Await.value(transactions.submit(entries())))
                                        .containsExactly(1);
                                return null;
                            });
                            assertThat(test.end().unfinished()).isEmpty();
                        },
                        threads))
                .toList();
        tests.forEach(Await::value);

        assertThat(database.rows()).isEmpty();
    }

    @Test
    void eachDatabaseHasATestOfItsOwn() {
        PooledDatabase first = fixtures.database(Server.H2, 1);
        PooledDatabase second = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("first", first.source(), 1).database("second", second.source(), 1));
        TestBlocks tests = TestBlocks.of(transactions);
        assertThat(tests.databases()).containsExactly("first", "second");
        TestBlock outer = tests.open("first", "test");
        TestBlock inner = outer.call(() -> tests.open("second", "test"));

        inner.call(() -> {
            transactions.atomic().using("first").run(() -> {
                Await.value(transactions.submit(insert(1)));
                transactions.atomic().using("second").durable().run(() -> Await.value(transactions.submit(insert(2))));
            });
            return null;
        });
        elsewhere(() -> Await.value(transactions
                .database("second")
                .atomic()
                .getStageAsync(() -> transactions.database("second").submit(insert(3)))));

        assertThat(inner.end().unfinished()).isEmpty();
        assertThat(outer.end().unfinished()).isEmpty();
        assertThat(first.rows()).isEmpty();
        assertThat(second.rows()).isEmpty();
    }

    /** The test on the last database is the innermost one, and says nothing about what its code means. */
    @Test
    void callThatNamesNoDatabaseMeansTheFirstOne() throws SQLException {
        PooledDatabase first = fixtures.database(Server.H2, 1);
        PooledDatabase second = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("first", first.source(), 1).database("second", second.source(), 1));
        TestBlocks tests = TestBlocks.of(transactions);
        TestBlock outer = tests.open("first", "test");
        TestBlock inner = outer.call(() -> tests.open("second", "test"));

        inner.call(() -> {
            transactions.atomic().run(() -> Await.value(transactions.submit(insert(1))));
            Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
            Await.value(transactions.submit(insert(3)));
            Await.value(transactions.autocommit(() -> transactions.submit(insert(4))));
            try (Connection connection = transactions.dataSource().getConnection()) {
                Sql.insert(connection, 5);
            }
            transactions.atomic().using("second").run(() -> Await.value(transactions.submit(insert(6))));
            assertThat(Await.value(transactions.database("first").submit(entries())))
                    .containsExactly(1, 2, 3, 4, 5);
            assertThat(Await.value(transactions.database("second").submit(entries())))
                    .containsExactly(6);
            return null;
        });

        assertThat(inner.end().unfinished()).isEmpty();
        assertThat(outer.end().unfinished()).isEmpty();
    }

    @Test
    void hookThatUsesAnotherDatabaseBelongsToItsOwnTest() {
        PooledDatabase first = fixtures.database(Server.H2, 2);
        PooledDatabase second = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("first", first.source(), 2).database("second", second.source(), 2));
        TestBlocks tests = TestBlocks.of(transactions);
        TestBlock other = tests.open("second", "other");
        TestBlock outer = tests.open("first", "test");
        TestBlock inner = outer.call(() -> tests.open("second", "test"));

        inner.call(() -> {
            TestBlock.HookCapture hooks = outer.captureHooks();
            transactions
                    .atomic()
                    .using("first")
                    .run(() -> transactions.onCommit(() -> transactions
                            .atomic()
                            .using("second")
                            .run(() -> Await.value(transactions.submit(insert(1))))));
            hooks.run();
            assertThat(Await.value(transactions.database("second").submit(entries())))
                    .containsExactly(1);
            return null;
        });

        assertThat(inner.end().unfinished()).isEmpty();
        assertThat(outer.end().unfinished()).isEmpty();
        other.end();
        assertThat(second.rows()).isEmpty();
    }

    @Test
    void testsOnTwoDatabasesNestToo() {
        PooledDatabase first = fixtures.database(Server.H2, 1);
        PooledDatabase second = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("first", first.source(), 1).database("second", second.source(), 1));
        TestBlocks tests = TestBlocks.of(transactions);
        TestBlock outerFirst = tests.open("first", "class");
        TestBlock outerSecond = outerFirst.call(() -> tests.open("second", "class"));
        outerSecond.call(() -> Await.value(transactions.database("second").submit(insert(1))));
        TestBlock innerFirst = outerSecond.call(() -> tests.open("first", "test"));
        TestBlock innerSecond = innerFirst.call(() -> tests.open("second", "test"));
        innerSecond.call(() -> {
            Await.value(transactions.database("first").submit(insert(2)));
            transactions.atomic().using("second").run(() -> Await.value(transactions.submit(insert(3))));
            assertThat(Await.value(transactions.database("second").submit(entries())))
                    .containsExactly(1, 3);
            return null;
        });

        assertThat(innerSecond.end().unfinished()).isEmpty();
        assertThat(innerFirst.end().unfinished()).isEmpty();
        outerSecond.call(() -> {
            assertThat(Await.value(transactions.database("second").submit(entries())))
                    .containsExactly(1);
            return null;
        });
        assertThat(outerSecond.end().unfinished()).isEmpty();
        assertThat(outerFirst.end().unfinished()).isEmpty();
        assertThat(first.rows()).isEmpty();
        assertThat(second.rows()).isEmpty();
    }

    @Test
    void productionBlockThatWasOpenBeforeGoesOnOutsideTheTest() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 2);
        Transactions transactions = fixtures.transactions(database);
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Void> background = CompletableFuture.runAsync(
                () -> transactions.atomic().run(() -> {
                    opened.countDown();
                    Await.latch(goOn);
                    Await.value(transactions.submit(insert(1)));
                    transactions.atomic().run(() -> Await.value(transactions.submit(insert(2))));
                    transactions.onCommit(() -> Await.value(transactions.submit(insert(3))));
                }),
                threads);
        Await.latch(opened);
        TestBlock test = TestBlocks.of(transactions).open("default", "test");
        goOn.countDown();
        Await.value(background);
        test.end();

        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @Test
    void driverThatDoesNotComeBackIsGivenUp() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        TestBlock test = TestBlocks.of(transactions).open("default", "test");
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            database.source().fail(hang);
            CompletableFuture<Integer> stuck = test.call(
                    () -> transactions.atomic().named("stuck").getStageAsync(() -> transactions.submit(insert(1))));
            hang.awaitReached();

            assertThat(test.end().unfinished()).containsExactly("block 'stuck'");
            Await.end(stuck);
            assertThat(stuck).isCompletedExceptionally();
        }
        assertThat(database.rows()).isEmpty();
    }
}
