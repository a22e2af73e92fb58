package dev.aatomic.junit;

import static dev.aatomic.junit.Environment.count;
import static dev.aatomic.junit.Environment.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Classes that are tested once for each argument, and parameters where there is no test. */
@Tag("tests")
final class ParametersTest {

    private final Environment environment = new Environment(Server.H2, 1);

    @AfterEach
    void close() {
        environment.close();
    }

    private EngineExecutionResults assertAllSucceed(Class<?> tests, int number) {
        EngineExecutionResults results = Environment.run(tests);
        results.allEvents().failed().assertThatEvents().isEmpty();
        results.testEvents().assertStatistics(counts -> counts.succeeded(number));
        assertThat(environment.pool.getHikariPoolMXBean().getActiveConnections())
                .isZero();
        return results;
    }

    private void assertRefused(Class<?> tests, String where) {
        Environment.run(tests)
                .allEvents()
                .assertThatEvents()
                .haveAtLeastOne(event(finishedWithFailure(
                        instanceOf(ParameterResolutionException.class),
                        message(text -> text.contains("TestTransaction: found as a parameter of " + where)
                                && text.contains("Take Transactions as the parameter")))));
        assertThat(environment.database.rows()).isEmpty();
        assertThat(environment.pool.getHikariPoolMXBean().getActiveConnections())
                .isZero();
    }

    // ---- parameterized classes

    @AatomicTest
    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    static class ForEach {

        @SuppressWarnings("unused")
        private final Transactions transactions = Environment.current.transactions;

        @Parameter
        int value;

        @BeforeEach
        void prepare() {
            insert(value).join();
        }

        @RepeatedTest(2)
        void repeated(TestTransaction test, Transactions same) {
            insert(3).join();
            assertThat(count()).isEqualTo(2);
            assertThat(test.transactions()).isSameAs(same);
            Environment.current.seen.add("value " + value);
        }

        @Nested
        class Inside {

            @Test
            void nested() {
                assertThat(count()).isEqualTo(1);
            }
        }
    }

    @Test
    void eachArgumentIsATestOfItsOwn() {
        assertAllSucceed(ForEach.class, 6);

        assertThat(environment.seen).containsExactly("value 1", "value 1", "value 2", "value 2");
        assertThat(environment.database.rows()).isEmpty();
    }

    @AatomicTest(perClass = true)
    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    static class ForEachWithItsOwnRows {

        @RegisterExtension
        static AatomicExtension database = AatomicExtension.of(() -> Environment.current.transactions);

        private final int value;
        private final Transactions given;

        ForEachWithItsOwnRows(int value, Transactions given) {
            this.value = value;
            this.given = given;
        }

        @BeforeAll
        static void prepare() {
            insert(10).join();
            assertThat(count()).isEqualTo(1);
        }

        @RepeatedTest(2)
        void repeated() {
            insert(value).join();
            assertThat(count()).isEqualTo(2);
            assertThat(given).isSameAs(Environment.current.transactions);
        }
    }

    /** What is written before all is there for the tests of one argument, and gone before those of the next. */
    @Test
    void eachArgumentHasABlockAroundItsTests() {
        assertAllSucceed(ForEachWithItsOwnRows.class, 4);

        assertThat(environment.database.rows()).isEmpty();
    }

    // ---- where there is no test

    @AatomicTest
    static class InConstructor {

        @RegisterExtension
        static AatomicExtension database = AatomicExtension.of(() -> Environment.current.transactions);

        private final Transactions transactions;

        InConstructor(Transactions transactions) {
            this.transactions = transactions;
        }

        @BeforeAll
        static void prepare(Transactions transactions) {
            transactions.autocommit(() -> insert(1)).join();
            Environment.current.seen.add("before");
        }

        @AfterAll
        static void cleanUp(Transactions transactions) {
            assertThat(transactions).isSameAs(Environment.current.transactions);
            Environment.current.seen.add("after");
        }

        @Test
        void isThere() {
            assertThat(transactions).isSameAs(Environment.current.transactions);
            insert(2).join();
            assertThat(count()).isEqualTo(2);
        }

        @Nested
        class Inside {

            private final Transactions same;

            Inside(Transactions same) {
                this.same = same;
            }

            @Test
            void isThereToo() {
                assertThat(same).isSameAs(transactions);
            }
        }
    }

    @Test
    void transactionsAreGivenToConstructorsAndAroundAllTests() {
        assertAllSucceed(InConstructor.class, 2);

        assertThat(environment.seen).containsExactly("before", "after");
        assertThat(environment.database.rows()).containsExactly(1);
    }

    @AatomicTest(perClass = true)
    static class InTheBlockAroundAll {

        @RegisterExtension
        static AatomicExtension database = AatomicExtension.of(() -> Environment.current.transactions);

        @BeforeAll
        static void prepare(TestTransaction around) throws Exception {
            assertThat(around.transactions()).isSameAs(Environment.current.transactions);
            around.execute(Environment.insertion(1));
        }

        @Test
        void isThere() {
            assertThat(count()).isEqualTo(1);
        }
    }

    @Test
    void testTransactionBeforeAllIsTheBlockAroundAllTests() {
        assertAllSucceed(InTheBlockAroundAll.class, 1);

        assertThat(environment.database.rows()).isEmpty();
    }

    @AatomicTest
    static class TooEarly {

        @RegisterExtension
        static AatomicExtension database = AatomicExtension.of(() -> Environment.current.transactions);

        @BeforeAll
        static void prepare(TestTransaction none) {
            throw new AssertionError("called with " + none);
        }

        @Test
        void isNotReached() {}
    }

    @AatomicTest
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class TooEarlyForAnInstance {

        @RegisterExtension
        static AatomicExtension database = AatomicExtension.of(() -> Environment.current.transactions);

        TooEarlyForAnInstance(TestTransaction none) {
            throw new AssertionError("called with " + none);
        }

        @Test
        void isNotReached() {}
    }

    @Test
    void testTransactionIsRefusedWhereThereIsNoTest() {
        assertRefused(TooEarly.class, "method 'prepare'");
        assertRefused(TooEarlyForAnInstance.class, "the constructor");
    }

    @AatomicTest
    static class BeforeItsField {

        @SuppressWarnings("unused")
        private final Transactions later = Environment.current.transactions;

        @BeforeAll
        static void prepare(Transactions none) {
            throw new AssertionError("called with " + none);
        }

        @Test
        void isNotReached() {}
    }

    @Test
    void transactionsOfAFieldThatIsNotThereYetAreRefused() {
        Environment.run(BeforeItsField.class)
                .allEvents()
                .assertThatEvents()
                .haveAtLeastOne(event(finishedWithFailure(message(text -> text.contains(
                        "field BeforeItsField.later belongs to an instance, and there is" + " none yet")))));
    }
}
