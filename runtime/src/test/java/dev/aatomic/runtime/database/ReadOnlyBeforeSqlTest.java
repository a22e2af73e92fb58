package dev.aatomic.runtime.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/**
 * A read-only block does not write, whatever its first call is: before what is not SQL, as a large object and a COPY, PostgreSQL's driver
 * begins a transaction that writes, whatever it was told.
 */
@Tag("properties")
final class ReadOnlyBeforeSqlTest {

    private static final String READ_ONLY = "25006";

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
    private final Transactions transactions = fixtures.transactions(database);

    /** From then on the driver needs no SQL for a large object. */
    @BeforeEach
    void writeALargeObject() {
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(ReadOnlyBeforeSqlTest::upload)));
    }

    private static int upload(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select ?")) {
            statement.setBlob(1, new ByteArrayInputStream(new byte[] {1, 2, 3}));
            return 1;
        }
    }

    private List<Integer> largeObjects() {
        return database.integers("select count(*) from pg_largeobject_metadata");
    }

    @Test
    void largeObjectIsNotWritten() {
        List<Integer> before = largeObjects();

        Throwable failure = Await.cause(transactions
                .atomic()
                .readOnly(true)
                .getStageAsync(() -> transactions.submit(ReadOnlyBeforeSqlTest::upload)));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo(READ_ONLY));
        assertThat(largeObjects()).isEqualTo(before);
    }

    @Test
    void largeObjectThatIsSetAsAnyOtherIsNotWritten() {
        List<Integer> before = largeObjects();

        Throwable failure = Await.cause(transactions
                .atomic()
                .readOnly(true)
                .getStageAsync(() -> transactions.submit(connection -> {
                    try (PreparedStatement statement = connection.prepareStatement("select ?")) {
                        statement.setObject(1, new ByteArrayInputStream(new byte[] {1, 2, 3}), Types.BLOB);
                    }
                    return Sql.update(connection, "insert into entry values (1)");
                })));

        assertThat(database.rows()).isEmpty();
        assertThat(largeObjects()).isEqualTo(before);
        assertThat(failure).isInstanceOf(SQLException.class);
    }

    @Test
    void largeObjectLetsNoRowThrough() {
        Throwable failure = Await.cause(transactions
                .atomic()
                .readOnly(true)
                .getStageAsync(() -> transactions.submit(connection -> {
                    upload(connection);
                    return Sql.update(connection, "insert into entry values (1)");
                })));

        assertThat(database.rows()).isEmpty();
        assertThat(failure).isInstanceOf(SQLException.class);
    }

    @Test
    void largeObjectIsReadAndWrittenAsEver() {
        List<Integer> before = largeObjects();

        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(ReadOnlyBeforeSqlTest::upload)));

        assertThat(largeObjects()).containsExactly(before.get(0) + 1);
    }

    @Test
    void copyOfTheDriversOwnIsRefused() {
        Throwable failure = Await.cause(transactions
                .atomic()
                .readOnly(true)
                .getStageAsync(() -> transactions.submit(connection -> connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy entry from stdin", new StringReader("1\n2\n")))));

        assertThat(database.rows()).isEmpty();
        assertThat(failure)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo(READ_ONLY));
    }
}
