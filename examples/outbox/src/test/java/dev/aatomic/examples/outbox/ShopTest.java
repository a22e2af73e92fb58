package dev.aatomic.examples.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShopTest {

    @Test
    void isComplete() throws IOException {
        Report report = Shop.run(PostgresServer.createDatabase("shop"));

        assertThat(report.orders()).hasSize(5);
        assertThat(report.sent()).containsExactlyInAnyOrderElementsOf(report.orders());
        assertThat(report.queued()).isEqualTo(5);
        assertThat(report.later()).isEqualTo(report.customers());
        assertThat(report.isComplete()).isTrue();
        assertThat(printed(report))
                .containsPattern(" 5 were committed")
                .containsPattern(" 3 failed")
                .containsPattern(" 0 hooks have run")
                .contains("It is complete");
    }

    @Test
    void saysSoWhenAMailIsMissing() {
        Report report = new Report(
                List.of("committed order-1", "committed order-2"),
                List.of("order-1", "order-2"),
                1,
                2,
                List.of("order-2"),
                1);

        assertThat(report.isComplete()).isFalse();
        assertThat(printed(report))
                .contains("IT IS NOT COMPLETE", "the orders are [order-1, order-2], the mails [order-2]");
    }

    private static String printed(Report report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        report.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
