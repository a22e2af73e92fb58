package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Who may have the connection that a JTA transaction has lent. */
final class LentConnectionTest {

    private final List<String> called = new CopyOnWriteArrayList<>();
    private final LentConnection lent = new LentConnection();

    /** A connection that only notes what is called. */
    private Connection connection(boolean autocommit) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    called.add(method.getName());
                    return switch (method.getName()) {
                        case "unwrap" -> proxy;
                        case "getAutoCommit" -> autocommit;
                        default -> null;
                    };
                });
    }

    private void take(boolean autocommit) throws SQLException {
        Connection connection = connection(autocommit);
        lent.take((DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> connection));
        called.clear();
    }

    @Test
    void poolWaitsForTheStatementThatIsOnItsWay() throws SQLException {
        take(false);
        assertThat(lent.beginUse()).isTrue();
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> lent.end(false));
        Await.until("over", () -> {
            boolean begun = lent.beginUse();
            if (begun) {
                lent.endUse();
            }
            return !begun;
        });
        assertThat(ended).isNotDone();
        assertThat(called).isEmpty();
        lent.endUse();
        Await.value(ended);

        // What that statement did after the rollback is undone before the pool switches autocommit on.
        assertThat(called).containsExactly("getAutoCommit", "rollback");
        assertThat(lent.beginUse()).isFalse();
    }

    @Test
    void nothingIsSentWhereThereIsNothingToUndo() throws SQLException {
        take(true);
        lent.end(false);

        assertThat(called).containsExactly("getAutoCommit");
    }

    @Test
    void nothingIsSentAfterACommit() throws SQLException {
        take(false);
        lent.end(true);

        assertThat(called).isEmpty();
    }

    @Test
    void connectionIsClosedUnderAStatementOnlyAsLongAsItIsLent() throws SQLException {
        take(false);
        lent.whileLent(() -> called.add("closed"));
        lent.end(true);
        lent.whileLent(() -> called.add("closed again"));

        assertThat(called).containsExactly("closed");
    }
}
