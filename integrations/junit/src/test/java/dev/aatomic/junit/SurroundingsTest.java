package dev.aatomic.junit;

import static dev.aatomic.junit.Environment.count;
import static dev.aatomic.junit.Environment.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import dev.aatomic.testing.Server;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** What is around a test and no part of it, and what a test does not leave to the next one. */
@Tag("tests")
final class SurroundingsTest {

    private Environment environment;

    @AfterEach
    void close() {
        environment.close();
    }

    private void assertAllSucceed(EngineExecutionResults results, int tests) {
        results.allEvents().failed().assertThatEvents().isEmpty();
        results.testEvents().assertStatistics(counts -> counts.succeeded(tests));
        assertThat(environment.pool.getHikariPoolMXBean().getActiveConnections())
                .isZero();
    }

    // ---- beside other tests

    private static void commit(int value) {
        Environment.current.transactions.atomic().run(() -> insert(value).join());
    }

    @AatomicTest
    static class CommittingOutside {

        @SuppressWarnings("unused")
        private final Transactions transactions = Environment.current.transactions;

        CommittingOutside() {
            commit(2);
        }

        @BeforeAll
        static void prepare() {
            commit(1);
            Environment.current
                    .transactions
                    .autocommit(() -> insert(4).thenCompose(inserted -> insert(5)))
                    .join();
        }

        @Test
        void sees() {
            assertThat(count()).isEqualTo(4);
        }

        @AfterAll
        static void finish() {
            commit(3);
        }
    }

    /** It must not matter whether a test of another class happens to be open meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsOutsideOfTestsCommitsBesideTestsOfAnotherClass(boolean inParallel) {
        environment = new Environment(Server.H2, 3);
        TestBlock other = TestBlocks.of(environment.transactions).open("default", "other");

        EngineExecutionResults results = Environment.run(CommittingOutside.class, inParallel);
        other.end();

        assertAllSucceed(results, 1);
        assertThat(environment.database.rows()).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }

    // ---- several

    static class WithTwo {

        @RegisterExtension
        static AatomicExtension one = AatomicExtension.of(() -> Environment.current.transactions);

        @RegisterExtension
        static AatomicExtension two = AatomicExtension.of(Transactions.builder()
                .database("other", Environment.current.pool)
                .build());

        @Test
        void never() {
            Environment.current.seen.add("run");
        }
    }

    /** What is done with the second ones would commit. */
    @Test
    void secondTransactionsAreRefused() {
        environment = new Environment(Server.H2, 2);

        EngineExecutionResults results = Environment.run(WithTwo.class);

        results.testEvents()
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("two Transactions")))));
        assertThat(environment.seen).isEmpty();
        assertThat(environment.pool.getHikariPoolMXBean().getActiveConnections())
                .isZero();
    }

    // ---- a block around a class

    @AatomicTest(perClass = true)
    static class CommittingInARolledBackClass {

        @SuppressWarnings("unused")
        private static final Transactions TRANSACTIONS = new Delegating();

        @Test
        @CommittedTest
        void never() {
            Environment.current.seen.add("run");
        }
    }

    @Test
    void testThatCommitsIsRefusedInAClassThatIsRolledBack() {
        environment = new Environment(Server.H2, 2);

        EngineExecutionResults results = Environment.run(CommittingInARolledBackClass.class);

        results.testEvents()
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("perClass")))));
        assertThat(environment.seen).isEmpty();
    }

    @AatomicTest(perClass = true)
    static class Classes {

        @SuppressWarnings("unused")
        private static final Transactions TRANSACTIONS = new Delegating();

        @BeforeAll
        static void prepare() {
            insert(1).join();
        }

        /** Nested classes come in an order of JUnit's. */
        abstract static class Inner {

            @Test
            void sees() {
                assertThat(count()).isEqualTo(2);
            }
        }

        @Nested
        class One extends Inner {

            @BeforeAll
            static void prepareMore() {
                insert(2).join();
            }
        }

        @Nested
        @AatomicTest(perClass = true)
        class Two extends Inner {

            @BeforeAll
            static void prepareMore() {
                insert(3).join();
            }
        }
    }

    @Test
    void rowsOfANestedClassAreGoneAfterIt() {
        environment = new Environment(Server.H2, 1);
        assertAllSucceed(Environment.run(Classes.class), 2);
        assertThat(environment.database.rows()).isEmpty();
    }

    @AatomicTest(perClass = true)
    static class OneAfterAnother {

        @SuppressWarnings("unused")
        private static final Transactions TRANSACTIONS = new Delegating();

        @RepeatedTest(8)
        void work() {
            Environment.current.transactions.atomic().run(() -> insert(1).join());
            assertThat(count()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fork_join_pool", "worker_thread_pool"})
    void testsOfAClassThatIsRolledBackWaitForOneAnother(String threads) {
        environment = new Environment(Server.H2, 1);
        assertAllSucceed(Environment.run(OneAfterAnother.class, true, threads), 8);
        assertThat(environment.database.rows()).isEmpty();
    }

    // ---- the end

    @AatomicTest
    static class Interrupting {

        private final Transactions transactions = Environment.current.transactions;

        @Test
        void violates() {
            transactions
                    .atomic()
                    .run(() -> transactions
                            .submit(connection ->
                                    Environment.update(connection, "insert into deferred values (1), (1)"))
                            .join());
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void interruptDoesNotHideADeferredConstraint() {
        environment = new Environment(Server.POSTGRES, 1);
        environment.database.execute("create table deferred(v int unique deferrable initially deferred)");

        EngineExecutionResults results = Environment.run(Interrupting.class);

        results.testEvents()
                .assertThatEvents()
                .haveExactly(
                        1, event(finishedWithFailure(message(text -> text.contains("could not have been committed")))));
    }

    @AatomicTest
    static class HangingHook {

        static volatile CompletableFuture<Object> stage;

        private final Transactions transactions = Environment.current.transactions;

        @Test
        @Timeout(value = 300, unit = TimeUnit.MILLISECONDS)
        void hangs(TestTransaction test) {
            test.captureAndRunHooks(() -> transactions.atomic().run(() -> transactions.onCommitAsync(() -> stage)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void testWhoseHookHangsTimesOut(boolean inParallel) {
        environment = new Environment(Server.H2, 1);
        CompletableFuture<Object> stage = new CompletableFuture<>().orTimeout(20, TimeUnit.SECONDS);
        HangingHook.stage = stage;

        EngineExecutionResults results = Environment.run(HangingHook.class, inParallel);
        boolean waited = stage.isDone();
        stage.complete(1);

        results.testEvents()
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(instanceOf(TimeoutException.class))));
        assertThat(waited).isFalse();
    }

    @AatomicTest
    static class FailingBefore {

        @SuppressWarnings("unused")
        private final Transactions transactions = Environment.current.transactions;

        @BeforeEach
        void prepare() {
            assertThat(count()).isZero();
            insert(1).join();
            throw new IllegalStateException("on purpose");
        }

        @RepeatedTest(3)
        void never() {}
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void failedBeforeEachLeavesNothingToTheNextTest(Server server) {
        environment = new Environment(server, 1);

        Environment.run(FailingBefore.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(3, event(finishedWithFailure(message("on purpose"))));
        assertThat(environment.database.rows()).isEmpty();
        assertThat(environment.pool.getHikariPoolMXBean().getActiveConnections())
                .isZero();
        commit(7);
        assertThat(environment.database.rows()).containsExactly(7);
    }
}
