package dev.aatomic.junit;

import static dev.aatomic.junit.Environment.count;
import static dev.aatomic.junit.Environment.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlock.PendingHook;
import dev.aatomic.testing.Server;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Tests that are rolled back. */
@Tag("tests")
final class AatomicTestTest {

    private Environment environment;

    @AfterEach
    void close() {
        environment.close();
    }

    private EngineExecutionResults run(Server server, int connections, Class<?> tests) {
        environment = new Environment(server, connections);
        return Environment.run(tests);
    }

    private void assertAllSucceed(EngineExecutionResults results, int tests) {
        results.allEvents().failed().assertThatEvents().isEmpty();
        results.testEvents().assertStatistics(counts -> counts.succeeded(tests));
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(environment.database.rows()).isEmpty();
        assertThat(environment.pool.getHikariPoolMXBean().getActiveConnections())
                .isZero();
    }

    // ---- all kinds of tests

    @AatomicTest
    static class EveryKind {

        private final Transactions transactions = Environment.current.transactions;

        @BeforeEach
        void prepare() {
            insert(1).join();
        }

        @AfterEach
        void look() {
            assertThat(count()).isGreaterThanOrEqualTo(2);
        }

        private void work() {
            assertThat(count()).isEqualTo(1);
            transactions.atomic().durable().run(() -> insert(2).join());
            transactions
                    .atomic()
                    .getStageAsync(() -> insert(3)
                            .thenCompose(n -> transactions
                                    .atomic()
                                    .propagation(Propagation.REQUIRES_NEW)
                                    .getStageAsync(() -> insert(4))))
                    .join();
            CompletableFuture.runAsync(
                            () -> transactions.atomic().run(() -> insert(5).join()),
                            (Executor) task -> new Thread(task).start())
                    .join();
            assertThat(count()).isEqualTo(5);
        }

        @Test
        void plain() {
            work();
        }

        @RepeatedTest(2)
        void repeated() {
            work();
        }

        @ParameterizedTest
        @ValueSource(ints = {7, 8})
        void parameterized(int value) {
            insert(value).join();
            assertThat(count()).isEqualTo(2);
        }

        /** All that a factory makes is one test for the database. */
        @TestFactory
        Stream<DynamicTest> dynamic() {
            insert(9).join();
            return Stream.of(
                    DynamicTest.dynamicTest("one", () -> assertThat(count()).isEqualTo(2)),
                    DynamicTest.dynamicTest(
                            "two", () -> assertThat(insert(10).join()).isEqualTo(1)));
        }

        @Test
        @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void onItsOwnThread() {
            work();
        }

        @Test
        void parameters(Transactions same, TestTransaction test) throws Exception {
            assertThat(same).isSameAs(transactions);
            assertThat(test.transactions()).isSameAs(transactions);
            assertThat(test.<Integer>execute(Environment.insertion(2))).isEqualTo(1);
            assertThatThrownBy(() -> test.execute(Environment.insertion(2))).isInstanceOf(java.sql.SQLException.class);
            assertThatThrownBy(() -> test.database("other")).hasMessageContaining("default");
            assertThat(count()).isEqualTo(2);
        }

        @Nested
        class Inside {

            @BeforeEach
            void prepareMore() {
                insert(11).join();
            }

            @Test
            void nested() {
                assertThat(count()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void everyKindOfTestIsRolledBack(Server server) {
        assertAllSucceed(run(server, 1, EveryKind.class), 10);
    }

    @AatomicTest
    static class Late {

        private final Transactions transactions = Environment.current.transactions;
        private final Atomic late = transactions.atomic().connection(ConnectionAcquisition.LAZY);

        @Test
        void connectionIsThatOfTheTest() {
            insert(1).join();
            late.run(() -> insert(2).join());
            late.run(() -> {});
            late.getStageAsync(() -> insert(3)).join();
            assertThatThrownBy(() -> late.run(() -> {
                        insert(4).join();
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            late.propagation(Propagation.REQUIRES_NEW)
                    .run(() -> assertThat(count()).isEqualTo(3));
            assertThat(count()).isEqualTo(3);
        }
    }

    /** A test has its connection, so a block that would take one later has that. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void blocksThatTakeTheirConnectionLateAreRolledBack(Server server) {
        assertAllSucceed(run(server, 1, Late.class), 1);
    }

    @AatomicTest
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {

        @RepeatedTest(2)
        void repeated() {
            assertThat(insert(1).join()).isEqualTo(1);
        }
    }

    @Test
    void oneInstanceForAllTests() {
        environment = new Environment(Server.H2, 1);
        EngineExecutionResults results = Environment.run(WithField.class);
        assertAllSucceed(results, 2);
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class WithField extends OneInstance {
        @SuppressWarnings("unused")
        private final Transactions transactions = Environment.current.transactions;
    }

    @AatomicTest
    static class OnThreadsOfItsOwn {

        @SuppressWarnings("unused")
        private final Transactions transactions = Environment.current.transactions;

        @RepeatedTest(6)
        void carried(TestTransaction test) {
            CompletableFuture.supplyAsync(
                            () -> test.call(() -> insert(1).join()), (Executor) task -> new Thread(task).start())
                    .join();
            assertThat(count()).isEqualTo(1);
        }
    }

    @Test
    void testIsCarriedToThreadsOfItsOwn() {
        environment = new Environment(Server.H2, 3);
        assertAllSucceed(Environment.run(OnThreadsOfItsOwn.class, true), 6);
    }

    // ---- what goes wrong

    @AatomicTest
    static class GoingWrong {

        private final Transactions transactions = Environment.current.transactions;

        @Test
        void fails() {
            insert(1).join();
            throw new IllegalStateException("on purpose");
        }

        @Test
        @Timeout(value = 200, unit = TimeUnit.MILLISECONDS)
        void hangs() throws Exception {
            insert(2).join();
            transactions
                    .atomic()
                    .named("never done")
                    .getStageAsync(() -> insert(3).thenCompose(n -> new CompletableFuture<>()))
                    .get();
        }

        @Test
        void forgets() {
            CompletableFuture<Object> forgotten = transactions
                    .atomic()
                    .named("forgotten")
                    .getStageAsync(() -> insert(4).thenCompose(n -> new CompletableFuture<>()));
            assertThat(forgotten).isNotDone();
        }

        @Test
        void cancels() {
            CompletableFuture<Object> cancelled =
                    transactions.atomic().getStageAsync(() -> insert(5).thenCompose(n -> new CompletableFuture<>()));
            cancelled.cancel(true);
            assertThatThrownBy(cancelled::join).isInstanceOf(java.util.concurrent.CancellationException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatGoesWrongLeavesNothing(Server server) {
        EngineExecutionResults results = run(server, 1, GoingWrong.class);

        results.testEvents().assertStatistics(counts -> counts.failed(3).succeeded(1));
        results.testEvents()
                .assertThatEvents()
                .haveExactly(1, event(test("fails"), finishedWithFailure(message("on purpose"))))
                .haveExactly(1, event(test("hangs"), finishedWithFailure(instanceOf(TimeoutException.class))))
                .haveExactly(
                        1,
                        event(
                                test("forgets"),
                                finishedWithFailure(
                                        instanceOf(AssertionError.class),
                                        message(text -> text.contains("block 'forgotten'")
                                                && text.contains("GoingWrong.forgets")))));
        assertNothingIsLeft();
    }

    @AatomicTest
    static class Deferring {

        @SuppressWarnings("unused")
        private final Transactions transactions = Environment.current.transactions;

        @Test
        void violates() {
            transactions
                    .atomic()
                    .run(() -> transactions
                            .submit(connection ->
                                    Environment.update(connection, "insert into deferred values (1), (1)"))
                            .join());
        }
    }

    @Test
    void deferredConstraintFailsTheTest() {
        environment = new Environment(Server.POSTGRES, 1);
        environment.database.execute("create table deferred(v int unique deferrable initially deferred)");
        EngineExecutionResults results = Environment.run(Deferring.class);

        results.testEvents()
                .assertThatEvents()
                .haveExactly(
                        1, event(finishedWithFailure(message(text -> text.contains("could not have been committed")))));
    }

    // ---- hooks

    @AatomicTest
    static class WithHooks {

        private final Transactions transactions = Environment.current.transactions;

        private void order() {
            transactions.atomic().run(() -> {
                insert(1).join();
                transactions.onCommit(() -> {
                    Environment.current.seen.add("mail");
                    transactions.atomic().run(() -> insert(2).join());
                });
            });
        }

        @Test
        void captured(TestTransaction test) {
            assertThat(test.captureHooks(this::order))
                    .extracting(PendingHook::kind)
                    .containsExactly("onCommit");
            assertThat(test.pendingHooks()).hasSize(1);
            assertThat(count()).isEqualTo(1);
        }

        @Test
        void djTest5RunAfterwards(TestTransaction test) {
            assertThat(test.captureAndRunHooks(this::order)).hasSize(1);
            assertThat(Environment.current.seen).contains("mail");
            assertThat(count()).isEqualTo(2);
        }

        @Test
        void djTest5RunAfterAFailureToo(TestTransaction test) {
            Environment.current.seen.clear();
            assertThatThrownBy(() -> test.captureAndRunHooks(() -> {
                        order();
                        throw new IllegalStateException("after the order");
                    }))
                    .hasMessage("after the order");
            assertThat(Environment.current.seen).containsExactly("mail");
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void hooksAreCapturedAndRun(Server server) {
        assertAllSucceed(run(server, 1, WithHooks.class), 3);
    }

    // ---- at the same time

    @AatomicTest
    static class AtTheSameTime {

        private final Transactions transactions = Environment.current.transactions;

        @RepeatedTest(12)
        void work() {
            transactions
                    .atomic()
                    .getStageAsync(() -> insert(1).thenCompose(n -> insert(2)))
                    .join();
            transactions.atomic().run(() -> insert(3).join());
            assertThat(count()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, fork_join_pool", "3, fork_join_pool", "1, worker_thread_pool", "3, worker_thread_pool"})
    void testsThatRunAtTheSameTimeWaitForConnections(int connections, String threads) {
        environment = new Environment(Server.POSTGRES, connections);
        // The same key in every test, which each transaction would wait for: a table for each would hide that.
        environment.database.execute("alter table entry drop constraint entry_pkey");
        assertAllSucceed(Environment.run(AtTheSameTime.class, true, threads), 12);
    }

    @AatomicTest
    static class HangingAtTheSameTime {

        private final Transactions transactions = Environment.current.transactions;

        @RepeatedTest(3)
        @Timeout(value = 300, unit = TimeUnit.MILLISECONDS)
        void hangs() throws Exception {
            transactions
                    .atomic()
                    .getStageAsync(() -> insert(1).thenCompose(n -> new CompletableFuture<>()))
                    .get();
        }
    }

    /** JUnit interrupts the thread on which it runs the test, which is not the one on which the test waits. */
    @Test
    void testsThatHangAtTheSameTimeTimeOut() {
        environment = new Environment(Server.H2, 1);
        EngineExecutionResults results = Environment.run(HangingAtTheSameTime.class, true);

        results.testEvents().assertStatistics(counts -> counts.failed(3));
        results.testEvents()
                .assertThatEvents()
                .haveExactly(3, event(finishedWithFailure(instanceOf(TimeoutException.class))));
        assertNothingIsLeft();
    }

    // ---- a class

    @AatomicTest(perClass = true)
    static class WithClassWideRows {

        @SuppressWarnings("unused")
        private static final Transactions TRANSACTIONS = new Delegating();

        @BeforeAll
        static void prepare() {
            insert(1).join();
        }

        @RepeatedTest(2)
        void both() {
            Environment.current.transactions.atomic().run(() -> insert(2).join());
            assertThat(count()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void djTest1RowsOfBeforeAllAreThereForEachTestAndGoneAfterTheLast(Server server) {
        assertAllSucceed(run(server, 1, WithClassWideRows.class), 2);
    }

    @AatomicTest(perClass = true)
    static class FailingBeforeAll {

        @SuppressWarnings("unused")
        private static final Transactions TRANSACTIONS = new Delegating();

        @BeforeAll
        static void prepare() {
            insert(1).join();
            throw new IllegalStateException("on purpose");
        }

        @Test
        void none() {}
    }

    @Test
    void djTest2FailureOfBeforeAllRollsBack() {
        run(Server.H2, 1, FailingBeforeAll.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(message("on purpose"))));
        assertNothingIsLeft();
    }

    // ---- annotations

    @AatomicTest
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface OfOurs {}

    static class OnMethods {

        @SuppressWarnings("unused")
        private final Transactions transactions = Environment.current.transactions;

        @Test
        @AatomicTest
        void annotated() {
            assertThat(insert(1).join()).isEqualTo(1);
        }

        @Test
        @OfOurs
        void byAnAnnotationOfOurs() {
            assertThat(insert(1).join()).isEqualTo(1);
        }

        @Test
        void other() {
            assertThatThrownBy(() -> insert(1)).hasMessageContaining("No block");
        }
    }

    @Test
    void annotationSpeaksForItsMethod() {
        assertAllSucceed(run(Server.H2, 1, OnMethods.class), 3);
    }
}
