package dev.aatomic.examples.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.timeline.Timeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BankTest {

    @Test
    void addsUpOnPostgres() throws Exception {
        try (BankDatabase database = BankDatabase.postgres()) {
            assertAddsUp(Bank.run(database));
        }
    }

    @Test
    void addsUpOnH2() {
        try (BankDatabase database = BankDatabase.h2()) {
            assertAddsUp(Bank.run(database));
        }
    }

    @Test
    void drawsItsBlocks(@TempDir Path folder) throws IOException {
        try (BankDatabase database = BankDatabase.h2()) {
            assertAddsUp(BankTimeline.record(folder, () -> Bank.run(database)));
        }

        // A block for each transfer, and two for the totals; those inside are not outermost.
        assertThat(folder.resolve("bank.jfr")).isNotEmptyFile();
        assertThat(BankTimeline.page(folder)).content().contains("\"Accounts.transfer\"", "\"Accounts.totals\"");
        assertThat(Timeline.write(List.of(folder.resolve("bank.jfr")), folder.resolve("again.html")))
                .isEqualTo(1002);
    }

    @Test
    void saysSoWhenMoneyVanished() {
        Report report = new Report(
                "H2",
                new Totals(new BigDecimal("100.00"), 0),
                new Totals(new BigDecimal("99.99"), 1),
                new Results(1, 0, 1),
                1,
                0);

        assertThat(report.isBalanced()).isFalse();
        assertThat(printed(report)).contains("before: 100.00, after: 99.99").contains("IT DOES NOT ADD UP");
    }

    private static void assertAddsUp(Report report) {
        assertThat(report.results()).isEqualTo(new Results(900, 100, 10 * Rewards.LIMIT));
        assertThat(report.notifications()).isEqualTo(900);
        assertThat(report.before()).isEqualTo(new Totals(new BigDecimal("10000.00"), 0));
        assertThat(report.after()).isEqualTo(new Totals(new BigDecimal("10000.00"), 500));
        assertThat(report.isBalanced()).isTrue();
        assertThat(printed(report)).contains("It adds up");
    }

    private static String printed(Report report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        report.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
