package dev.aatomic.junit;

import static dev.aatomic.junit.Environment.count;
import static dev.aatomic.junit.Environment.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import jakarta.enterprise.inject.spi.CDI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Where the transactions of a test are found. */
@Tag("tests")
final class LookupTest {

    private Environment environment;

    @BeforeEach
    void open() {
        environment = new Environment(Server.H2, 1);
    }

    @AfterEach
    void close() {
        environment.close();
    }

    private abstract static class Insertion {
        @Test
        void insertion() {
            assertThat(insert(1).join()).isEqualTo(1);
            assertThat(count()).isEqualTo(1);
        }
    }

    @AatomicTest
    static class InPrivateField extends Insertion {
        @SuppressWarnings("unused")
        private final Transactions transactions = Environment.current.transactions;
    }

    @AatomicTest
    static class InStaticField extends Insertion {
        @SuppressWarnings("unused")
        private static final Transactions TRANSACTIONS = new Delegating();
    }

    abstract static class WithInheritedField extends Insertion {
        @SuppressWarnings("unused")
        private final Transactions transactions = Environment.current.transactions;
    }

    @AatomicTest
    static class InField extends WithInheritedField {}

    @AatomicTest
    static class Enclosing {
        @SuppressWarnings("unused")
        private final Transactions transactions = Environment.current.transactions;

        @Nested
        class Inside extends Insertion {}
    }

    static class ByHand extends Insertion {
        @RegisterExtension
        static AatomicExtension database = AatomicExtension.of(new Delegating());
    }

    static class Supplied extends Insertion {
        @RegisterExtension
        final AatomicExtension database = AatomicExtension.of(() -> Environment.current.transactions);
    }

    @AatomicTest
    static class ByBoth extends Insertion {
        @RegisterExtension
        static AatomicExtension database = AatomicExtension.of(new Delegating());
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                InPrivateField.class,
                InStaticField.class,
                InField.class,
                Enclosing.class,
                ByHand.class,
                Supplied.class,
                ByBoth.class
            })
    void transactionsAreFound(Class<?> tests) {
        EngineExecutionResults results = Environment.run(tests);

        results.allEvents().failed().assertThatEvents().isEmpty();
        results.testEvents().assertStatistics(counts -> counts.succeeded(1));
        assertThat(environment.database.rows()).isEmpty();
    }

    @AatomicTest
    static class InContainer extends Insertion {}

    @Test
    void runningContainerGivesTheTransactions() {
        CDI.setCDIProvider(() -> new RunningContainer(environment.transactions));
        try {
            EngineExecutionResults results = Environment.run(InContainer.class);

            results.testEvents().assertStatistics(counts -> counts.succeeded(1));
        } finally {
            CDI.setCDIProvider(() -> {
                throw new IllegalStateException("No container runs");
            });
        }
        assertThat(environment.database.rows()).isEmpty();
    }

    @AatomicTest
    static class Nowhere {
        @SuppressWarnings("unused")
        private Transactions later;

        @Test
        void never() {}
    }

    @AatomicTest
    static class Twice {
        @SuppressWarnings("unused")
        private final Transactions one = Environment.current.transactions;

        @SuppressWarnings("unused")
        private final Transactions two = new Delegating();

        @Test
        void never() {}
    }

    @Test
    void errorSaysWhereTheyWereLookedFor() {
        Environment.run(Nowhere.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(message(text -> text.contains("Nowhere.later is null")
                                && text.contains("SpringExtension")
                                && text.contains("CDI")
                                && text.contains("AatomicExtension.of")))));
        Environment.run(Twice.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                message(text -> text.contains("Twice.one") && text.contains("Twice.two")))));
    }
}
