package dev.aatomic.runtime.observe;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.SlowStatement;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A block that holds its connection for too long is reported, with the place where it was opened. */
@Tag("observability")
final class HoldWarningTest {

    private static final String WARNING = "has held a connection";

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @ParameterizedTest
    @EnumSource(Server.class)
    void longHoldIsReportedOnceWithItsPlace(Server server) {
        Transactions transactions = fixtures.transactions(
                fixtures.database(server, 1), builder -> builder.warnIfHeldLongerThan(Duration.ofSeconds(1)));
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        try (LogCapture log = new LogCapture()) {
            CompletableFuture<Integer> block = transactions
                    .atomic()
                    .named("slow")
                    .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> transactions.bind(gate)));
            Await.until("the hold is reported", () -> log.count(WARNING) == 1);
            gate.complete(1);
            Await.value(block);
            Await.value(transactions.atomic().named("quick").getStageAsync(() -> transactions.submit(insert(2))));

            assertThat(log.lines().stream().filter(line -> line.contains(WARNING)))
                    .singleElement()
                    .asString()
                    .containsPattern("Block #\\d+ 'slow' \\(opened at ")
                    .contains("longHoldIsReportedOnceWithItsPlace(HoldWarningTest.java:")
                    .contains("database 'default'")
                    .contains("PT1S");
        }
    }

    @Test
    void blockAtWorkIsReportedToo() {
        Transactions transactions = fixtures.transactions(
                fixtures.database(Server.H2, 1), builder -> builder.warnIfHeldLongerThan(Duration.ofMillis(50)));

        try (LogCapture log = new LogCapture()) {
            transactions
                    .atomic()
                    .run(() -> transactions
                            .submit(connection -> {
                                Await.until("the hold is reported", () -> log.count(WARNING) == 1);
                                return 1;
                            })
                            .join());

            assertThat(log.count("A step of it runs")).isEqualTo(1);
        }
    }

    @Test
    void nothingIsReportedBeforeTheLimitOrWithoutOne() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        Transactions patient = fixtures.transactions(
                fixtures.database(Server.H2, 1), builder -> builder.warnIfHeldLongerThan(Duration.ofDays(200_000)));
        Transactions impatient = fixtures.transactions(
                fixtures.database(Server.H2, 1), builder -> builder.warnIfHeldLongerThan(Duration.ofMillis(50)));
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        try (LogCapture log = new LogCapture()) {
            CompletableFuture<Integer> unwatched = transactions.atomic().getStageAsync(() -> gate);
            CompletableFuture<Integer> slow = patient.atomic().getStageAsync(() -> gate);
            CompletableFuture<Integer> reported = impatient.atomic().getStageAsync(() -> gate);
            Await.until("the one hold is reported", () -> log.count(WARNING) > 0);
            gate.complete(1);
            Await.value(unwatched);
            Await.value(slow);
            Await.value(reported);

            assertThat(log.count(WARNING)).isEqualTo(1);
        }
    }

    private static String line(LogCapture log, String block) {
        return log.lines().stream()
                .filter(each -> each.contains(WARNING) && each.contains("'" + block + "'"))
                .findFirst()
                .orElse("");
    }

    @Test
    void statementInTheDatabaseIsCalledThat() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        SlowStatement slow = new SlowStatement(database);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.warnIfHeldLongerThan(Duration.ofMillis(50)));

        try (LogCapture log = new LogCapture()) {
            CompletableFuture<?> block =
                    transactions.atomic().named("slow").getStageAsync(() -> transactions.submit(slow.step()));
            slow.awaitRunning();

            Await.until("the hold is reported", () -> log.count(WARNING) == 1);
            assertThat(line(log, "slow"))
                    .contains("Its statement is in the database")
                    .doesNotContain("pg_sleep");
            block.cancel(true);
            Await.end(block);
        }
    }

    @Test
    void bodyThatRunsIsCalledThat() {
        Transactions transactions = fixtures.transactions(
                fixtures.database(Server.H2, 1), builder -> builder.warnIfHeldLongerThan(Duration.ofMillis(50)));

        try (LogCapture log = new LogCapture()) {
            transactions
                    .atomic()
                    .named("blocking")
                    .run(() -> Await.until("the hold is reported", () -> log.count(WARNING) == 1));

            assertThat(line(log, "blocking")).contains("Its body's code runs");
        }
    }

    @Test
    void blockThatWaitsForOneThatWaitsForAConnectionIsCalledThat() {
        Transactions transactions = fixtures.transactions(
                fixtures.database(Server.H2, 2), builder -> builder.warnIfHeldLongerThan(Duration.ofMillis(50)));
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        try (LogCapture log = new LogCapture()) {
            CompletableFuture<Integer> other =
                    transactions.atomic().named("other").getStageAsync(() -> gate);
            CompletableFuture<Integer> around = transactions
                    .atomic()
                    .named("around")
                    .getStageAsync(() -> transactions
                            .atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .named("child")
                            .getStageAsync(() -> CompletableFuture.completedFuture(1)));

            Await.until("both are reported", () -> log.count(WARNING) == 2);
            assertThat(line(log, "around"))
                    .containsPattern(
                            "It waits for block #\\d+ 'child', which was opened in it and waits for a connection of"
                                    + " database 'default'");
            assertThat(line(log, "other")).contains("Its body has nothing in flight");
            gate.complete(1);
            Await.value(other);
            Await.value(around);
        }
    }

    @Test
    void hooksThatTakeLongAreReportedOnce() {
        Transactions transactions = fixtures.transactions(
                fixtures.database(Server.H2, 1), builder -> builder.warnIfHeldLongerThan(Duration.ofMillis(50)));
        CountDownLatch latch = new CountDownLatch(1);
        CompletableFuture<Long> number = new CompletableFuture<>();

        try (LogCapture log = new LogCapture()) {
            CompletableFuture<Integer> hooked = transactions
                    .atomic()
                    .named("hooked")
                    .getStageAsync(() -> {
                        transactions.onCommit(() -> latch.await());
                        number.complete(transactions
                                .blocks()
                                .database("default")
                                .blocks()
                                .get(0)
                                .id());
                        return transactions.submit(insert(1));
                    });
            Await.until("the hooks are reported", () -> log.count(" 'hooked' have run") == 1);
            // The watchdog looks at the first again before it reports the second.
            CompletableFuture<Integer> second =
                    transactions.atomic().named("second").getStageAsync(() -> new CompletableFuture<>());
            Await.until("the hold is reported", () -> log.count(WARNING) == 1);
            second.cancel(true);
            latch.countDown();
            Await.value(hooked);

            assertThat(log.lines().stream().filter(line -> line.contains("The hooks of block")))
                    .singleElement()
                    .asString()
                    .contains("The hooks of block #" + Await.value(number) + " 'hooked' have run")
                    .contains("PT0.05S")
                    .contains("HoldWarningTest");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void limitMustBePositive(long millis) {
        assertThatThrownBy(() -> Transactions.builder().warnIfHeldLongerThan(Duration.ofMillis(millis)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("warnIfHeldLongerThan");
    }
}
