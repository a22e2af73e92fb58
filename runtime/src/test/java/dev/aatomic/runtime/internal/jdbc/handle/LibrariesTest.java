package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.using;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbc.JdbcPreparedStatement;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What libraries do with a data source, on a real database. */
@Tag("D8")
class LibrariesTest {

    private Connection pooled;
    private DirectOwner owner;
    private DataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        pooled = DriverManager.getConnection("jdbc:h2:mem:");
        try (Statement statement = pooled.createStatement()) {
            statement.execute("CREATE TABLE account (id INT PRIMARY KEY, balance INT, tags INT ARRAY)");
        }
        pooled.setAutoCommit(false);
        owner = new DirectOwner(pooled);
        dataSource = new ScopeDataSource("accounts", () -> ConnectionHandle.open(owner));
    }

    @AfterEach
    void close() throws SQLException {
        pooled.close();
    }

    @Test
    void templateTakesAConnectionForEachStatement() throws SQLException {
        for (int id = 1; id <= 3; id++) {
            assertThat(update("INSERT INTO account (id, balance) VALUES (?, ?)", id, 10 * id))
                    .isEqualTo(1);
        }
        assertThat(query("SELECT balance FROM account ORDER BY id")).containsExactly(10, 20, 30);
        assertThat(owner.ledger().hasOpen()).isFalse();
        assertThat(owner.handlesClosed).isEqualTo(4);
        pooled.rollback();
        assertThat(query("SELECT balance FROM account")).isEmpty();
    }

    @Test
    void jooqWorksAsOnAnyDataSource() {
        DSLContext jooq = using(dataSource, SQLDialect.H2);
        jooq.insertInto(table("account"), field("id"), field("balance"))
                .values(1, 10)
                .values(2, 20)
                .execute();
        assertThat(jooq.select(field("balance", Integer.class))
                        .from(table("account"))
                        .orderBy(field("id"))
                        .fetch(0, Integer.class))
                .containsExactly(10, 20);
        assertThat(jooq.fetch("SELECT * FROM account").field("BALANCE")).isNotNull();
        assertThat(jooq.batch("UPDATE account SET balance = ? WHERE id = ?")
                        .bind(1, 1)
                        .bind(2, 2)
                        .execute())
                .containsExactly(1, 1);
        assertThat(jooq.meta().getTables("ACCOUNT")).hasSize(1);
        try (var cursor = jooq.selectFrom("account").fetchLazy()) {
            assertThat(cursor.fetchNext()).isNotNull();
        }
        assertThatThrownBy(() -> jooq.execute("COMMIT")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> jooq.execute("nonsense")).isInstanceOf(DataAccessException.class);
        assertThat(owner.ledger().hasOpen()).isFalse();
    }

    @Test
    void arraysGoThereAndBack() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO account VALUES (1, 1, ?)")) {
            insert.setArray(1, connection.createArrayOf("INT", new Object[] {1, 2}));
            insert.executeUpdate();
            try (Statement select = connection.createStatement();
                    ResultSet rows = select.executeQuery("SELECT tags FROM account")) {
                assertThat(rows.next()).isTrue();
                Array tags = rows.getArray(1);
                assertThat((Object[]) tags.getArray()).containsExactly(1, 2);
                insert.setObject(1, tags);
                try (ResultSet elements = tags.getResultSet()) {
                    assertThat(elements.next()).isTrue();
                    assertThat(elements.getInt(2)).isEqualTo(1);
                    assertThat(elements.getStatement()).isNull();
                }
            }
        }
        assertThat(owner.ledger().hasOpen()).isFalse();
    }

    @Test
    void largeObjectsAndCallsWork() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT CAST(? AS BLOB)");
                CallableStatement call = connection.prepareCall("{call abs(-3)}")) {
            select.setBlob(1, new ByteArrayInputStream("large".getBytes(StandardCharsets.UTF_8)));
            try (ResultSet rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                Blob blob = rows.getBlob(1);
                assertThat(new String(blob.getBytes(1, (int) blob.length()), StandardCharsets.UTF_8))
                        .isEqualTo("large");
            }
            try (ResultSet rows = call.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(3);
            }
        }
    }

    @Test
    void unwrapReachesTheDriver() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
            assertThat(connection.unwrap(JdbcConnection.class)).isSameAs(pooled);
            assertThat(statement.unwrap(JdbcPreparedStatement.class)).isNotNull();
            assertThat(statement.toString()).contains("SELECT 1");
            assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
        }
    }

    @Test
    void schemaIsPutBack() throws SQLException {
        try (Statement statement = pooled.createStatement()) {
            statement.execute("CREATE SCHEMA other");
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.setSchema("OTHER");
            assertThat(connection.getSchema()).isEqualTo("OTHER");
        }
        owner.ledger().restore(pooled);
        assertThat(pooled.getSchema()).isEqualTo("PUBLIC");
    }

    private int update(String sql, Object... arguments) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return statement.executeUpdate();
        }
    }

    private List<Integer> query(String sql) throws SQLException {
        List<Integer> values = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getInt(1));
            }
        }
        return values;
    }
}
