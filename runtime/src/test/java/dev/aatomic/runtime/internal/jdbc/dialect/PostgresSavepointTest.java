package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A savepoint is the driver's own where it set it, and known by its name where two statements went in one. */
@Tag("rooms")
final class PostgresSavepointTest {

    private final FakeDriver driver = new FakeDriver();
    private final Connection connection = driver.connection();

    /** What went out, each with its statement closed. */
    private List<String> sent() {
        List<String> calls = driver.takeCalls();
        assertThat(calls.stream().filter("close"::equals).count())
                .as("statements closed")
                .isEqualTo(calls.stream().filter("createStatement"::equals).count());
        return calls.stream()
                .filter(call -> !call.equals("close") && !call.equals("createStatement"))
                .map(call -> call.replaceFirst("^execute ", "").replaceFirst(" the driver's object$", ""))
                .toList();
    }

    @Test
    void savepointThatTheDriverSetIsItsOwn() throws SQLException {
        PostgresSavepoint savepoint = PostgresSavepoint.set(connection, "a");
        assertThat(savepoint.rollbackTo()).as("PostgreSQL leaves nothing").isNull();
        savepoint.release();

        assertThat(savepoint.name()).isEqualTo("a");
        assertThat(sent()).containsExactly("setSavepoint a", "rollback", "releaseSavepoint");
    }

    @Test
    void savepointThatWasSetWithTheReleaseOfAnotherIsKnownByItsName() throws SQLException {
        ResourceSavepoint next = PostgresSavepoint.set(connection, "a").releaseAndSet("b\"c");
        next.rollbackTo();
        next.release();

        assertThat(sent())
                .containsExactly(
                        "setSavepoint a",
                        "RELEASE SAVEPOINT \"a\"; SAVEPOINT \"b\"\"c\"",
                        "ROLLBACK TO SAVEPOINT \"b\"\"c\"",
                        "RELEASE SAVEPOINT \"b\"\"c\"");
    }

    @Test
    void rollbackAndReleaseGoTogether() throws SQLException {
        assertThat(new PostgresSavepoint(connection, "a", null).rollbackToAndRelease())
                .isNull();

        assertThat(sent()).containsExactly("ROLLBACK TO SAVEPOINT \"a\"; RELEASE SAVEPOINT \"a\"");
    }

    /** A connection whose statements refuse two in one go. */
    private Connection refusing(SQLException refusal) {
        return (Connection) Proxy.newProxyInstance(
                PostgresSavepointTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> Proxy.newProxyInstance(
                        PostgresSavepointTest.class.getClassLoader(),
                        new Class<?>[] {Statement.class},
                        (statement, called, given) -> {
                            Object answer = driver.invoke(statement, called, given);
                            if (given != null && ((String) given[0]).contains(";")) {
                                throw refusal;
                            }
                            return answer;
                        }));
    }

    @Test
    void oneGoesAfterTheOtherWhereTheServerDescribesNothing() throws SQLException {
        new PostgresSavepoint(refusing(new SQLException("failed", "25P02")), "a", null).rollbackToAndRelease();

        assertThat(driver.takeCalls())
                .containsExactly(
                        "execute ROLLBACK TO SAVEPOINT \"a\"; RELEASE SAVEPOINT \"a\"",
                        "close",
                        "execute ROLLBACK TO SAVEPOINT \"a\"",
                        "close",
                        "execute RELEASE SAVEPOINT \"a\"",
                        "close");
    }

    @Test
    void anyOtherRefusalIsTheCallers() {
        SQLException refusal = new SQLException("gone", "3B001");

        assertThatThrownBy(() -> new PostgresSavepoint(refusing(refusal), "a", null).rollbackToAndRelease())
                .isSameAs(refusal);
    }
}
