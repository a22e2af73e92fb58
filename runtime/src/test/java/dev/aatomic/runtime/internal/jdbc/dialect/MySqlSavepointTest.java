package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What MySQL and MariaDB could not undo is heard, for a savepoint and for the whole transaction. */
@Tag("rooms")
final class MySqlSavepointTest {

    private static final String LEFT = "Some non-transactional changed tables couldn't be rolled back";

    private final MySqlDialect dialect = new MySqlDialect(ReadOnly.OF_CONNECTION);
    private final FakeDriver driver = new FakeDriver();
    private final Connection connection = driver.connection();

    @BeforeEach
    void sayThatNoMoreResultsCome() {
        driver.answer("getUpdateCount", -1);
    }

    private List<String> sent() {
        List<String> calls = driver.takeCalls();
        assertThat(calls.stream().filter("close"::equals).count())
                .as("statements closed")
                .isEqualTo(calls.stream().filter("createStatement"::equals).count());
        return calls.stream()
                .filter(call -> !call.equals("close") && !call.equals("createStatement"))
                .filter(call -> !call.startsWith("get"))
                .map(call -> call.replaceFirst("^execute ", "").replaceFirst(" the driver's object$", ""))
                .toList();
    }

    /** Of another statement, and then of this one. */
    private void warn() {
        SQLWarning warning = new SQLWarning("Unknown table", "42S02", 1051);
        warning.setNextWarning(new SQLWarning(LEFT, "HY000", 1196));
        driver.answer("getWarnings", warning);
    }

    @Test
    void savepointIsRolledBackToByItsName() throws SQLException {
        ResourceSavepoint savepoint = dialect.setSavepoint(connection, "a`b");

        assertThat(savepoint.rollbackTo()).isNull();
        assertThat(savepoint.rollbackToAndRelease()).isNull();
        assertThat(sent())
                .containsExactly("setSavepoint a`b", "ROLLBACK TO SAVEPOINT `a``b`", "ROLLBACK TO SAVEPOINT `a``b`");
    }

    @Test
    void nextIsSetInItsPlace() throws SQLException {
        ResourceSavepoint next = dialect.setSavepoint(connection, "a").releaseAndSet("b");
        next.release();
        next.rollbackTo();

        assertThat(sent())
                .containsExactly(
                        "setSavepoint a",
                        "releaseSavepoint",
                        "setSavepoint b",
                        "releaseSavepoint",
                        "ROLLBACK TO SAVEPOINT `b`");
    }

    @Test
    void nextIsSetInItsPlaceInOneRoundTripWhereTheDriverSendsSeveral() throws SQLException {
        ResourceSavepoint next = new MySqlDialect(ReadOnly.OF_CONNECTION, true, "mysql")
                .setSavepoint(connection, "a`b")
                .releaseAndSet("c");
        next.rollbackTo();
        next.release();

        assertThat(sent())
                .containsExactly(
                        "setSavepoint a`b",
                        "RELEASE SAVEPOINT `a``b`; SAVEPOINT `c`",
                        "ROLLBACK TO SAVEPOINT `c`",
                        "RELEASE SAVEPOINT `c`");
    }

    /** The release is answered by a count of no rows; what the database refuses of the savepoint is told after that. */
    @Test
    void refusalOfTheSecondOfSeveralIsNotMissed() throws SQLException {
        SQLException refused = new SQLException("refused", "42000");
        ResourceSavepoint savepoint =
                new MySqlDialect(ReadOnly.OF_CONNECTION, true, "mysql").setSavepoint(answeringTwice(refused), "a");

        assertThatThrownBy(() -> savepoint.releaseAndSet("b")).isSameAs(refused);
    }

    /** A connection whose statements have one answer, and then this one. */
    private Connection answeringTwice(SQLException second) {
        AtomicInteger asked = new AtomicInteger();
        return proxy(Connection.class, (self, method, arguments) -> {
            if (!method.getName().equals("createStatement")) {
                return driver.invoke(self, method, arguments);
            }
            return proxy(Statement.class, (statement, called, given) -> {
                if (called.getName().equals("getMoreResults") && asked.incrementAndGet() == 2) {
                    throw second;
                }
                return called.getName().equals("getUpdateCount") ? (Object) 0 : driver.invoke(statement, called, given);
            });
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(MySqlSavepointTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void whatCouldNotBeUndoneIsSaid() throws SQLException {
        ResourceSavepoint savepoint = dialect.setSavepoint(connection, "a");
        warn();

        assertThat(savepoint.rollbackTo()).isEqualTo(LEFT);
        assertThat(savepoint.rollbackToAndRelease()).isEqualTo(LEFT);
        assertThat(dialect.rollback(connection)).isEqualTo(LEFT);
    }

    @Test
    void otherWarningsSayNothingOfIt() throws SQLException {
        driver.answer("getWarnings", new SQLWarning("Unknown table", "42S02", 1051));

        assertThat(dialect.rollback(connection)).isNull();
    }

    /** MariaDB's driver would send nothing for {@code rollback()} where it believes that no transaction is open. */
    @Test
    void wholeTransactionIsRolledBackByAStatement() throws SQLException {
        assertThat(dialect.rollback(connection)).isNull();

        assertThat(sent()).containsExactly("ROLLBACK");
    }

    @Test
    void failureIsPassedOn() {
        SQLException lost = new SQLException("lost", "08S01");
        driver.fail("execute", lost);

        assertThatThrownBy(() -> dialect.rollback(connection)).isSameAs(lost);
        assertThat(driver.count("close")).isEqualTo(1);
    }
}
