package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.spi.Dialect.Savepoints;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A savepoint is released only where the database can, and never where that says nothing. */
@Tag("rooms")
final class JdbcSavepointTest {

    private final FakeDriver driver = new FakeDriver();

    private ResourceSavepoint set(String name, Savepoints support) throws SQLException {
        return JdbcSavepoint.set(driver.connection(), name, support);
    }

    private List<String> sent() {
        return driver.takeCalls().stream()
                .map(call -> call.replaceFirst(" the driver's object$", ""))
                .toList();
    }

    @Test
    void savepointThatCanBeReleasedIs() throws SQLException {
        ResourceSavepoint next = set("a", Savepoints.RELEASED).releaseAndSet("b");
        next.release();

        assertThat(sent()).containsExactly("setSavepoint a", "releaseSavepoint", "setSavepoint b", "releaseSavepoint");
    }

    @Test
    void savepointThatIsKeptIsNotReleased() throws SQLException {
        ResourceSavepoint next = set("a", Savepoints.KEPT).releaseAndSet("b");
        next.release();

        assertThat(sent()).containsExactly("setSavepoint a", "setSavepoint b");
    }

    @Test
    void oneThatWasRolledBackToIsNotReleased() throws SQLException {
        ResourceSavepoint savepoint = set("a", Savepoints.RELEASED);
        assertThat(savepoint.rollbackTo()).isNull();
        assertThat(savepoint.rollbackToAndRelease()).isNull();

        assertThat(sent()).containsExactly("setSavepoint a", "rollback", "rollback");
    }

    @Test
    void driverThatCannotReleaseIsGoneOnWithout() throws SQLException {
        driver.fail("releaseSavepoint", new SQLFeatureNotSupportedException("Unsupported feature", "99999", 17023));

        ResourceSavepoint next = set("a", Savepoints.RELEASED).releaseAndSet("b");
        next.release();

        assertThat(sent()).containsExactly("setSavepoint a", "releaseSavepoint", "setSavepoint b", "releaseSavepoint");
    }

    @Test
    void otherFailureOfAReleaseIsPassedOn() throws SQLException {
        SQLException gone = new SQLException("gone", "3B001");
        driver.fail("releaseSavepoint", gone);
        ResourceSavepoint savepoint = set("a", Savepoints.RELEASED);

        assertThatThrownBy(savepoint::release).isSameAs(gone);
        driver.takeCalls();
        assertThatThrownBy(() -> savepoint.releaseAndSet("b")).isSameAs(gone);
        assertThat(sent()).containsExactly("releaseSavepoint");
    }

    @Test
    void databaseWithoutSavepointsIsNotAskedForOne() {
        assertThatThrownBy(() -> set("a", Savepoints.NONE))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageStartingWith(
                        "The database has no savepoints, so what a nested block or savepoint() did cannot"
                                + " be undone alone.")
                .hasMessageEndingWith("or open it with REQUIRES_NEW")
                .satisfies(failure ->
                        assertThat(((SQLException) failure).getSQLState()).isEqualTo("0A000"));
        assertThat(sent()).isEmpty();
    }
}
