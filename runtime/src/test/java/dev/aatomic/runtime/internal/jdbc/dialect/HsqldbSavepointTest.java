package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On a real HSQLDB, which ends a savepoint with the rollback to it. */
@Tag("rooms")
final class HsqldbSavepointTest {

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection("jdbc:hsqldb:mem:" + UUID.randomUUID());
        execute("create table entry(v int)");
        connection.setAutoCommit(false);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.rollback();
        execute("shutdown");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<Integer> rows() throws SQLException {
        List<Integer> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select v from entry order by v")) {
            while (result.next()) {
                rows.add(result.getInt(1));
            }
        }
        return rows;
    }

    private ResourceSavepoint set(String name) throws SQLException {
        return new HsqldbDialect(true).setSavepoint(connection, name);
    }

    @Test
    void rollbackCanBeDoneOnceMoreAndTheReleaseToo() throws SQLException {
        execute("insert into entry values (1)");
        ResourceSavepoint savepoint = set("a");
        for (int i = 2; i < 4; i++) {
            execute("insert into entry values (" + i + ")");
            assertThat(savepoint.rollbackTo()).isNull();
            assertThat(rows()).containsExactly(1);
        }
        execute("insert into entry values (4)");
        savepoint.release();

        assertThat(rows()).containsExactly(1, 4);
    }

    @Test
    void oneThatIsNotUsedAgainIsNotSetAgain() throws SQLException {
        execute("insert into entry values (1)");
        ResourceSavepoint around = set("a");
        execute("insert into entry values (2)");
        ResourceSavepoint savepoint = set("b");
        execute("insert into entry values (3)");

        assertThat(savepoint.rollbackToAndRelease()).isNull();
        assertThat(rows()).containsExactly(1, 2);
        assertThat(around.rollbackToAndRelease()).isNull();
        assertThat(rows()).containsExactly(1);
    }

    /** It would keep what it could go back to until the end. */
    @Test
    void savepointIsReleasedBeforeTheNextIsSet() throws SQLException {
        FakeDriver driver = new FakeDriver();

        HsqldbSavepoint.set(driver.connection(), "a").releaseAndSet("b");

        assertThat(driver.takeCalls().stream().map(call -> call.split(" ")[0]))
                .containsExactly("setSavepoint", "releaseSavepoint", "setSavepoint");
    }

    @Test
    void nextIsSetInItsPlace() throws SQLException {
        ResourceSavepoint next = set("a").releaseAndSet("b");
        execute("insert into entry values (1)");
        next.rollbackTo();
        next.release();

        assertThat(rows()).isEmpty();
    }
}
