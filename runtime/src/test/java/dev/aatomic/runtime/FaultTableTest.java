package dev.aatomic.runtime;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.FaultSituation;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.GuaranteesPage;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.RecordingDataSource;
import dev.aatomic.runtime.support.Server;
import dev.aatomic.runtime.support.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** G8, G11 and G12: a fault of the driver means what the table in {@code docs/guarantees.md} says, call by call. */
@Tag("G8")
@Tag("G11")
@Tag("G12")
final class FaultTableTest {

    private static final int HANG = 4;
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(3);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<HikariDataSource> pools = new ArrayList<>();

    @AfterEach
    void closePools() {
        pools.forEach(HikariDataSource::close);
    }

    /** The faults of the table's columns, but for the last. */
    private static Throwable fault(int column) {
        return switch (column) {
            case 0 -> new SQLException("injected", "HY000");
            case 1 -> new SQLException("lost", "08006");
            case 2 -> new IllegalStateException("injected");
            default -> new LinkageError("injected");
        };
    }

    static Stream<Arguments> cells() {
        return FaultSituation.all().stream()
                .flatMap(situation -> IntStream.range(0, HANG).mapToObj(column -> Arguments.of(situation, column)));
    }

    private static String expected(FaultSituation situation, int column) {
        return GuaranteesPage.faults().stream()
                .filter(row -> row.call().equals(situation.call()))
                .map(row -> row.verdicts().get(column))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The table has no row for " + situation));
    }

    @Test
    void tableHasARowForEachSituation() {
        assertThat(GuaranteesPage.faults())
                .extracting(GuaranteesPage.Row::call)
                .containsExactlyInAnyOrderElementsOf(
                        FaultSituation.all().stream().map(FaultSituation::call).toList());
    }

    /** A database whose driver is recorded: below its pool if the call is one that only an eviction makes. */
    private final class Subject {

        private final FaultSituation situation;
        private final TestDatabase database = fixtures.database(Server.H2, 1);
        private final RecordingDataSource driver;
        private final Transactions transactions;

        Subject(FaultSituation situation) {
            this.situation = situation;
            if (!situation.belowPool()) {
                driver = database.source();
                transactions = fixtures.transactions(database, builder -> builder.commitTimeout(COMMIT_TIMEOUT));
            } else {
                driver = new RecordingDataSource(database.pool(), true);
                HikariConfig configuration = new HikariConfig();
                configuration.setDataSource(driver);
                configuration.setMaximumPoolSize(1);
                HikariDataSource pool = new HikariDataSource(configuration);
                pools.add(pool);
                transactions = fixtures.transactions(
                        Transactions.builder().database("default", pool).commitTimeout(COMMIT_TIMEOUT));
            }
        }

        CompletableFuture<?> start(JdbcFault fault) {
            return start(fault, transactions.atomic());
        }

        CompletableFuture<?> start(JdbcFault fault, Atomic atomic) {
            AtomicBoolean happened = new AtomicBoolean();
            JdbcFault before = situation.before().get();
            driver.fail(call -> {
                if (situation.hit().test(call) && happened.compareAndSet(false, true)) {
                    return fault.failure(call);
                }
                return before.failure(call);
            });
            return situation.block().start(atomic, transactions).whenComplete((value, failure) -> {
                if (!happened.get()) {
                    throw new AssertionError("The block did not make the call " + situation);
                }
            });
        }

        void check(String verdict, Throwable fault, CompletableFuture<?> block) {
            String outcome = verdict.substring(0, verdict.indexOf(':'));
            String gets = verdict.substring(verdict.indexOf(':') + 2);
            if (gets.equals("the value")) {
                Await.value(block);
            } else {
                Throwable failure = Await.cause(block);
                switch (gets) {
                    case "the fault" -> assertThat(failure).as("%s", situation).isSameAs(fault);
                    case "the body's failure" ->
                        assertThat(failure).as("%s", situation).isSameAs(FaultSituation.BODY_FAILURE);
                    default ->
                        assertThat(failure.getClass().getSimpleName())
                                .as("%s: %s", situation, failure)
                                .isEqualTo(gets);
                }
                if (failure instanceof TransactionException known) {
                    assertThat(known.outcome().name())
                            .isEqualTo(outcome.toUpperCase(Locale.ROOT).replace(' ', '_'));
                }
            }
        }

        /** The rows are as the verdict says, no connection is out, and the next block works. */
        void checkAftermath(String verdict) {
            driver.fail(JdbcFault.NONE);
            Await.until(
                    "no connection is out after " + situation,
                    () -> database.source().open() == 0);
            if (verdict.startsWith("committed")) {
                assertThat(database.rows()).as("%s", situation).containsExactly(1);
            } else if (verdict.startsWith("rolled back")) {
                assertThat(database.rows()).as("%s", situation).isEmpty();
            }
            Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(9))));
            assertThat(database.rows()).as("%s", situation).contains(9);
        }
    }

    @ParameterizedTest(name = "{0}, fault {1}")
    @MethodSource("cells")
    void faultMeansWhatTheTableSays(FaultSituation situation, int column) {
        Subject subject = new Subject(situation);
        Throwable fault = fault(column);

        CompletableFuture<?> block = subject.start(call -> fault);

        subject.check(expected(situation, column), fault, block);
        subject.checkAftermath(expected(situation, column));
    }

    @Test
    void callThatHangsMeansWhatTheTableSays() {
        CountDownLatch released = new CountDownLatch(1);
        JdbcFault hang = call -> {
            Await.latch(released);
            return null;
        };
        List<Subject> subjects = FaultSituation.all().stream().map(Subject::new).toList();
        try {
            List<? extends CompletableFuture<?>> blocks = subjects.stream()
                    .map(subject ->
                            subject.start(hang, subject.transactions.atomic().timeout(TIMEOUT)))
                    .toList();
            for (int i = 0; i < subjects.size(); i++) {
                Subject subject = subjects.get(i);
                subject.check(expected(subject.situation, HANG), null, blocks.get(i));
            }
        } finally {
            released.countDown();
        }
        subjects.forEach(subject -> subject.checkAftermath(expected(subject.situation, HANG)));
    }
}
