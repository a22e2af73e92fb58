package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.testing.PostgresServer;
import java.io.ByteArrayInputStream;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Types;
import java.sql.Wrapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgArray;

/** What PostgreSQL's driver does behind a pool: objects with hidden statements, and properties that cost a round trip. */
@Tag("D8")
class PostgresHandlesTest {

    private static HikariDataSource pool;

    private Connection pooled;
    private DirectOwner owner;
    private Connection connection;

    @BeforeAll
    static void start() {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(PostgresServer.url());
        configuration.setMaximumPoolSize(2);
        pool = new HikariDataSource(configuration);
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @BeforeEach
    void open() throws Exception {
        pooled = pool.getConnection();
        pooled.setAutoCommit(false);
        owner = new DirectOwner(pooled);
        connection = ConnectionHandle.open(owner);
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        assertThat(owner.ledger().hasOpen()).isFalse();
        pooled.rollback();
        pooled.close();
    }

    @Test
    void cursorIsReadInPieces() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(10);
            try (ResultSet rows = statement.executeQuery("SELECT generate_series(1, 100)")) {
                int sum = 0;
                while (rows.next()) {
                    sum += rows.getInt(1);
                }
                assertThat(sum).isEqualTo(5050);
                assertThat(rows.getStatement().getConnection()).isSameAs(connection);
            }
        }
    }

    @Test
    void arraysLeadBackAndAreTakenBack() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?::int[]")) {
            statement.setArray(1, connection.createArrayOf("int", new Object[] {4, 5}));
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                Array array = (Array) rows.getObject(1);
                assertThat(((Wrapper) array).unwrap(PgArray.class)).isNotNull();
                assertThat((Object[]) array.getArray()).containsExactly(4, 5);
                try (ResultSet elements = array.getResultSet()) {
                    assertThat(elements.next()).isTrue();
                    assertThat(elements.getInt(2)).isEqualTo(4);
                    assertThat(elements.getStatement().getConnection()).isSameAs(connection);
                }
                statement.setObject(1, array);
            }
            assertThat(statement.executeQuery().next()).isTrue();
        }
    }

    @Test
    void referencesToCursorsLeadBack() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE FUNCTION numbers() RETURNS refcursor LANGUAGE plpgsql AS"
                    + " 'DECLARE c refcursor; BEGIN OPEN c FOR SELECT 1; RETURN c; END'");
        }
        try (CallableStatement call = connection.prepareCall("{? = call numbers()}")) {
            call.registerOutParameter(1, Types.REF_CURSOR);
            call.execute();
            try (ResultSet rows = call.getObject(1, ResultSet.class)) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(1);
                assertThat(rows.getStatement().getConnection()).isSameAs(connection);
            }
        }
        connection.prepareCall("{? = call numbers()}");
    }

    @Test
    void propertiesArePutBack() throws Exception {
        int timeout = connection.getNetworkTimeout();
        connection.setSchema("pg_catalog");
        connection.setNetworkTimeout(Runnable::run, 60_000);
        connection.setClientInfo("ApplicationName", "orders");
        assertThat(show("application_name")).isEqualTo("orders");
        owner.ledger().restore(pooled);
        assertThat(connection.getSchema()).isEqualTo("public");
        assertThat(connection.getNetworkTimeout()).isEqualTo(timeout);
        assertThat(show("application_name")).isNotEqualTo("orders");
    }

    @Test
    void metaDataAndTheDriversOwnInterfaceWork() throws Exception {
        try (ResultSet tables = connection.getMetaData().getTables(null, "pg_catalog", "pg_class", null)) {
            assertThat(tables.next()).isTrue();
            assertThat(tables.getString("TABLE_NAME")).isEqualTo("pg_class");
            assertThat(tables.getStatement().getConnection()).isSameAs(connection);
        }
        assertThat(connection.unwrap(PGConnection.class).getBackendPID()).isPositive();
        assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
    }

    @Test
    void largeObjectsAreWrittenInTheTransaction() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?::oid")) {
            statement.setBlob(1, new ByteArrayInputStream(new byte[] {1, 2, 3}));
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getBlob(1).getBytes(1, 3)).containsExactly(1, 2, 3);
            }
        }
    }

    private String show(String setting) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW " + setting)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
