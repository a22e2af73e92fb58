package dev.aatomic.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database that shows no names of transactions is sent none, and the log says so once. */
@Tag("G19")
final class BlockNamesElsewhereTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static void insert(Transactions transactions, String database, int value) {
        Await.value(transactions
                .database(database)
                .atomic()
                .named("Accounts.transfer")
                .getStageAsync(() -> transactions.submit(Sql.insert(value))));
    }

    @Test
    void isSaidOnceOfEachDatabase() {
        PooledDatabase orders = fixtures.database(Server.H2, 1);
        PooledDatabase archive = fixtures.database(Server.H2, 1);
        PooledDatabase told = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(Transactions.builder()
                .database("orders", orders.source(), 1)
                .database("archive", archive.source(), 1)
                .database("told", told.source(), 1)
                .sendBlockNames(true));

        try (LogCapture log = new LogCapture()) {
            insert(transactions, "orders", 1);
            insert(transactions, "orders", 2);
            insert(transactions, "told", 3);
            assertThat(log.lines())
                    .containsExactly(
                            "sendBlockNames: found true, but database 'orders' (h2database) shows no name that ends with"
                                    + " a transaction; expected PostgreSQL. Its blocks send none");
            insert(transactions, "archive", 4);
            assertThat(log.lines()).hasSize(2).last().asString().contains("'archive'");
        }
        assertThat(orders.rows()).containsExactly(1, 2);
        assertThat(orders.source().count("Connection.createStatement")).isZero();
        assertThat(orders.source().count("Connection.getClientInfo")).isZero();
    }

    @Test
    void isNotSaidOfOneThatWasToSendNone() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        try (LogCapture log = new LogCapture()) {
            insert(transactions, "default", 1);
            assertThat(log.lines()).isEmpty();
        }
    }
}
