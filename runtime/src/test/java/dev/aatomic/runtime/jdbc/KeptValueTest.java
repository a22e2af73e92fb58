package dev.aatomic.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** J5: a large object, a stream, an array of one block reaches no other. */
@Tag("G20")
final class KeptValueTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** What a query's first column is, read by one of JDBC's methods, outside the step that ran it. */
    private static <T> T first(Transactions transactions, String sql, Getter<T> getter) {
        return transactions
                .submit(connection -> {
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql);
                    assertThat(rows.next()).isTrue();
                    return getter.get(rows);
                })
                .join();
    }

    @FunctionalInterface
    private interface Getter<T> {
        T get(ResultSet rows) throws SQLException;
    }

    @Test
    void j5BlobThatWasKeptWritesInNoOtherTransaction() throws Exception {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        database.execute("create table photo(id int, content oid)");
        Blob kept = transactions.atomic().get(() -> {
            transactions
                    .submit(connection ->
                            Sql.update(connection, "insert into photo values (1, lo_from_bytea(0, '\\x010203'))"))
                    .join();
            Blob blob = first(transactions, "select content from photo", rows -> rows.getBlob(1));
            // In its block it outlives the step.
            transactions
                    .submit(connection -> {
                        assertThat(blob.length()).isEqualTo(3);
                        assertThat(blob.getBytes(1, 3)).containsExactly(1, 2, 3);
                        return blob.setBytes(1, new byte[] {4});
                    })
                    .join();
            return blob;
        });
        assertThat(content(database)).isEqualTo("040203");

        transactions.atomic().run(() -> {
            transactions.submit(Sql.insert(1)).join();
            assertThatThrownBy(() -> kept.setBytes(1, new byte[] {9})).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> kept.getBytes(1, 1)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> kept.setBinaryStream(1)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> kept.truncate(0)).isInstanceOf(SQLException.class);
            kept.free();
        });

        assertThat(content(database)).isEqualTo("040203");
        assertThat(database.rows()).containsExactly(1);
    }

    private static String content(PooledDatabase database) throws SQLException {
        try (var connection = database.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select encode(lo_get(content), 'hex') from photo")) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void j5StreamsOfABlobEndWithItsBlock() throws Exception {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        database.execute("create table photo(id int, content oid)");
        database.execute("insert into photo values (1, lo_from_bytea(0, '\\x010203'))");
        record Streams(InputStream in, OutputStream out) {}
        Streams kept = transactions.atomic().get(() -> {
            Blob blob = first(transactions, "select content from photo", rows -> rows.getBlob(1));
            return transactions
                    .submit(connection -> {
                        InputStream in = blob.getBinaryStream();
                        assertThat(in.read()).isEqualTo(1);
                        return new Streams(in, blob.setBinaryStream(1));
                    })
                    .join();
        });

        transactions.atomic().run(() -> {
            transactions.submit(Sql.insert(1)).join();
            assertThatThrownBy(() -> kept.in().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(SQLException.class);
            assertThatThrownBy(() -> {
                        kept.out().write(9);
                        kept.out().flush();
                    })
                    .isInstanceOf(IOException.class);
        });
        assertThat(content(database)).isEqualTo("010203");
    }

    /** The driver asks the server in {@code mark}, which would take the next caller's transaction along. */
    @Test
    void j5MarkOfAStreamThatWasKeptReachesNoOtherTransaction() throws Exception {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        InputStream kept =
                transactions.atomic().get(() -> photo(database, transactions).getBinaryStream());

        transactions.atomic().run(() -> {
            transactions.submit(Sql.insert(1)).join();
            kept.mark(1);
            transactions.submit(Sql.insert(2)).join();
            kept.mark(1);
            assertThatThrownBy(kept::read).isInstanceOf(IOException.class);
        });

        assertThat(database.rows()).containsExactly(1, 2);
    }

    private static Blob photo(PooledDatabase database, Transactions transactions) {
        database.execute("create table photo(id int, content oid)");
        database.execute("insert into photo values (1, lo_from_bytea(0, '\\x010203'))");
        return first(transactions, "select content from photo", rows -> rows.getBlob(1));
    }

    /** The driver only logs that a statement of its own has failed, and takes the ROLLBACK that COMMIT is answered with for a COMMIT. */
    @Test
    void j5FailureThatTheDriverKeepsToItselfIsNoCommit() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(Sql.insert(1)).join();
                    Savepoint before = transactions.savepoint().join();
                    InputStream stream = photo(database, transactions).getBinaryStream();
                    // With which the server forgets the stream's large object.
                    transactions.savepointRollback(before).join();
                    stream.mark(1);
                }))
                .isInstanceOf(TransactionSystemException.class)
                .hasMessageContaining("rolled back")
                .hasMessageContaining("25P02");

        assertThat(database.rows()).isEmpty();
    }

    @Test
    void j5ValuesOfH2EndWithTheirBlock() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        record Values(
                Blob blob,
                Clob clob,
                Clob made,
                NClob national,
                NClob read,
                SQLXML xml,
                Array array,
                Reader reader,
                InputStream bytes) {}
        Values kept = transactions.atomic().get(() -> {
            Clob made = transactions
                    .submit(connection -> {
                        Clob clob = connection.createClob();
                        clob.setString(1, "made");
                        try (PreparedStatement statement = connection.prepareStatement("select cast(? as clob)")) {
                            statement.setClob(1, clob);
                            ResultSet rows = statement.executeQuery();
                            assertThat(rows.next()).isTrue();
                            assertThat(rows.getString(1)).isEqualTo("made");
                        }
                        return clob;
                    })
                    .join();
            return new Values(
                    first(transactions, "select cast(X'0102' as blob)", rows -> rows.getBlob(1)),
                    first(transactions, "select cast('text' as clob)", rows -> (Clob) rows.getObject(1)),
                    made,
                    transactions.submit(Connection::createNClob).join(),
                    first(transactions, "select cast('text' as nclob)", rows -> rows.getNClob(1)),
                    first(transactions, "select '<a/>'", rows -> rows.getSQLXML(1)),
                    first(transactions, "select array[1, 2]", rows -> rows.getArray(1)),
                    first(transactions, "select 'text'", rows -> rows.getCharacterStream(1)),
                    first(transactions, "select X'0102'", rows -> rows.getBinaryStream(1)));
        });

        assertThatThrownBy(() -> kept.blob().getBytes(1, 2)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> kept.clob().getSubString(1, 2)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> kept.made().setString(1, "no")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> kept.national().setString(1, "no")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> kept.read().getSubString(1, 2)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> kept.xml().getString()).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> kept.array().getArray()).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> kept.reader().read()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> kept.bytes().read()).isInstanceOf(IOException.class);
    }

    @Test
    void j5ValuesAreReadInTheirBlock() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            try (Statement statement = connection.createStatement();
                                    ResultSet rows = statement.executeQuery(
                                            "select cast('text' as clob), cast(X'0102' as blob), array[cast('a' as"
                                                    + " clob)]")) {
                                assertThat(rows.next()).isTrue();
                                try (Reader reader = rows.getClob(1).getCharacterStream()) {
                                    assertThat(reader.read()).isEqualTo('t');
                                }
                                try (InputStream bytes = rows.getBinaryStream(2)) {
                                    assertThat(bytes.readAllBytes()).containsExactly(1, 2);
                                }
                                try (InputStream ascii = rows.getClob(1).getAsciiStream()) {
                                    assertThat(new String(ascii.readAllBytes(), StandardCharsets.US_ASCII))
                                            .isEqualTo("text");
                                }
                                Object[] elements = (Object[]) rows.getArray(3).getArray();
                                assertThat(String.valueOf(elements[0])).contains("a");
                                assertThat(rows.getMetaData().getColumnCount()).isEqualTo(3);
                                assertThat(rows.getMetaData().getTableName(1)).isNotNull();
                            }
                            return 1;
                        })
                        .join());
    }
}
