package dev.aatomic.examples.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.junit.AatomicTest;
import dev.aatomic.junit.TestTransaction;
import dev.aatomic.runtime.spi.TestBlock.PendingHook;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a test does to the database is undone after it, in an application that runs. */
@QuarkusTest
@AatomicTest
class RolledBackPaymentsTest {

    @Inject
    Payments payments;

    @Inject
    Accounts accounts;

    @Inject
    Ledger ledger;

    @Inject
    DataSource dataSource;

    /** Each test writes a line, so the one that comes second would see that of the first. */
    @BeforeEach
    void nothingIsThereBefore(TestTransaction test) throws Exception {
        assertThat(lines(test)).isEmpty();
    }

    @AfterEach
    void nothingIsCommitted() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(lines(connection)).isEmpty();
        }
    }

    @Test
    void paymentIsWrittenToTheLedger(TestTransaction test) throws Exception {
        payments.pay(1, 2, BigDecimal.TEN).toCompletableFuture().join();

        assertThat(lines(test)).containsExactly("10 from 1 to 2");
    }

    @Test
    void hookIsCapturedAndRuns(TestTransaction test) throws Exception {
        List<String> mails = new ArrayList<>();
        List<PendingHook> hooks =
                test.captureAndRunHooks(() -> test.transactions().atomic().run(() -> {
                    ledger.write("line").toCompletableFuture().join();
                    test.transactions().onCommit(() -> mails.add("written"));
                }));

        assertThat(hooks).extracting(PendingHook::kind).containsExactly("onCommit");
        assertThat(mails).containsExactly("written");
        assertThat(lines(test)).containsExactly("line");
        assertThat(accounts.balance(1).toCompletableFuture().join()).isEqualByComparingTo("100");
    }

    private static List<String> lines(TestTransaction test) throws Exception {
        return test.execute(RolledBackPaymentsTest::lines);
    }

    private static List<String> lines(Connection connection) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT line FROM ledger")) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }
}
