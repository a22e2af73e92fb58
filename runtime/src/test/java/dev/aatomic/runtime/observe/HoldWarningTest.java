package dev.aatomic.runtime.observe;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
                    .contains("Block 'slow' (opened at ")
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
    void nothingIsReportedByDefault() {
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

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void limitMustBePositive(long millis) {
        assertThatThrownBy(() -> Transactions.builder().warnIfHeldLongerThan(Duration.ofMillis(millis)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("warnIfHeldLongerThan");
    }
}
