package dev.aatomic.runtime.fault;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.FaultKind;
import dev.aatomic.runtime.support.FaultSituation;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.GuaranteesPage;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.RecordingDataSource;
import dev.aatomic.runtime.support.Verdict;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(3);
    private static final int ATTEMPTS = 4;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<HikariDataSource> pools = new ArrayList<>();

    @AfterEach
    void closePools() {
        pools.forEach(HikariDataSource::close);
    }

    static Stream<Arguments> cells() {
        return FaultSituation.all().stream()
                .flatMap(situation -> FaultKind.thrown().stream().map(kind -> Arguments.of(situation, kind)));
    }

    private static Verdict expected(FaultSituation situation, FaultKind kind) {
        return GuaranteesPage.verdict(situation.call(), kind);
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
        private final PooledDatabase database = fixtures.database(Server.H2, 1);
        private final RecordingDataSource driver;
        private final Transactions transactions;
        private final AtomicBoolean happened = new AtomicBoolean();

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

        /** The rows are as the verdict says, no connection is out, and the next block works. */
        void checkAftermath(Verdict verdict) {
            driver.fail(JdbcFault.NONE);
            Await.until(
                    "no connection is out after " + situation,
                    () -> database.source().open() == 0);
            List<Integer> rows = situation.writes() ? List.of(1) : List.of();
            verdict.checkRows(database.rows(), rows, situation.toString());
            Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(9))));
            assertThat(database.rows()).as("%s", situation).contains(9);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cells")
    void faultMeansWhatTheTableSays(FaultSituation situation, FaultKind kind) {
        Subject subject = new Subject(situation);
        Throwable fault = kind.failure();

        CompletableFuture<?> block = subject.start(call -> fault);

        Await.end(block);
        assertThat(subject.happened).as("%s", situation).isTrue();
        expected(situation, kind).check(block, fault, situation.toString());
        subject.checkAftermath(expected(situation, kind));
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
            List<Subject> left = subjects;
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                Duration timeout = TIMEOUT.multipliedBy(1L << (attempt - 1));
                List<? extends CompletableFuture<?>> blocks = left.stream()
                        .map(subject -> subject.start(
                                hang, subject.transactions.atomic().timeout(timeout)))
                        .toList();
                List<Subject> late = new ArrayList<>();
                for (int i = 0; i < left.size(); i++) {
                    Subject subject = left.get(i);
                    Await.end(blocks.get(i));
                    if (!subject.happened.get() && attempt < ATTEMPTS) {
                        // On a machine so slow that the limit came before the call nothing was shown.
                        late.add(subject);
                        continue;
                    }
                    assertThat(subject.happened).as("%s", subject.situation).isTrue();
                    expected(subject.situation, FaultKind.HANG)
                            .check(blocks.get(i), null, subject.situation.toString());
                }
                left = late;
            }
        } finally {
            released.countDown();
        }
        subjects.forEach(subject -> subject.checkAftermath(expected(subject.situation, FaultKind.HANG)));
    }
}
