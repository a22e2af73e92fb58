package dev.aatomic.runtime.fault;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.RecordingDataSource;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G12 on a real pool, the faults in the driver below it: a connection in doubt is closed, and the pool gives out no corpse. */
@Tag("G12")
final class EvictionTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @ParameterizedTest
    @EnumSource(Server.class)
    void connectionInDoubtIsNotGivenOutAgain(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        RecordingDataSource driver = new RecordingDataSource(database.pool(), true);
        HikariConfig configuration = new HikariConfig();
        configuration.setDataSource(driver);
        configuration.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(configuration)) {
            Transactions transactions =
                    fixtures.transactions(Transactions.builder().database("default", pool));
            for (JdbcFault fault : new JdbcFault[] {
                JdbcFault.on("Connection.commit", new SQLException("lost", "08006")),
                JdbcFault.on("Connection.commit", new IllegalStateException("driver")),
                JdbcFault.on("Connection.commit", new LinkageError("driver")),
                call -> call.isWith("Connection.setAutoCommit", true) ? new SQLException("restore") : null
            }) {
                driver.fail(fault);
                Await.end(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
                driver.fail(JdbcFault.NONE);
                assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
                database.execute("delete from entry");

                // At once: within half a second the pool does not look whether a connection is alive.
                Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
                assertThat(database.rows()).containsExactly(2);
                database.execute("delete from entry");
            }
            transactions.close();
        }
    }

    /** What a wrapper does with a call; null to pass it on. */
    private interface Interception {
        @Nullable
        Object answer(Connection target, Method method) throws Throwable;
    }

    /** A data source whose connections are wrapped, and lead neither to the pool's own nor away from it but as it says. */
    private static DataSource wrapping(DataSource pool, Interception interception) {
        return proxy(DataSource.class, pool, (method, target) -> {
            if (!method.getName().equals("getConnection")) {
                return null;
            }
            Connection connection = pool.getConnection();
            return proxy(Connection.class, connection, (called, own) -> interception.answer(connection, called));
        });
    }

    private interface Answers {
        @Nullable
        Object answer(Method method, Object target) throws Throwable;
    }

    private static final Object NULL = new Object();

    private static <T> T proxy(Class<T> type, Object target, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                EvictionTest.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object answer = answers.answer(method, target);
                    if (answer != null) {
                        return answer == NULL ? null : answer;
                    }
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private void assertNextBlockWorks(PooledDatabase database, DataSource source, AtomicBoolean faulty) {
        Transactions transactions = fixtures.transactions(Transactions.builder().database("default", source, 1));
        faulty.set(true);

        assertThat(Await.failure(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)))))
                .isInstanceOf(CommitOutcomeUnknownException.class);
        faulty.set(false);
        database.execute("delete from entry");

        // At once: within half a second the pool does not look whether a connection is alive.
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        assertThat(database.rows()).containsExactly(2);
        transactions.close();
    }

    private static @Nullable Object lostIf(AtomicBoolean faulty, Method method) throws SQLException {
        if (faulty.get() && method.getName().equals("commit")) {
            throw new SQLException("lost", "08006");
        }
        return null;
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void h11EvictionWhereUnwrapGivesNullReleasesThePlace(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        AtomicBoolean faulty = new AtomicBoolean();
        DataSource source = wrapping(
                database.pool(), (target, method) -> method.getName().equals("unwrap") ? NULL : lostIf(faulty, method));

        assertNextBlockWorks(database, source, faulty);
    }

    /** HikariCP's {@code evictConnection} passes over a connection that is not its own without a word. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void database07WrappedConnectionOfHikariIsNotGivenOutAgain(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        AtomicBoolean faulty = new AtomicBoolean();
        DataSource source = wrapping(database.pool(), (target, method) -> lostIf(faulty, method));

        assertNextBlockWorks(database, source, faulty);
    }

    /** As Agroal and Vibur: what is closed comes out of the pool again, unless the pool's own connection was aborted. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void database06PoolIsToldToForgetTheConnection(Server server) throws SQLException {
        PooledDatabase database = fixtures.database(server, 2);
        AtomicBoolean faulty = new AtomicBoolean();
        AtomicReference<@Nullable Connection> kept = new AtomicReference<>();
        DataSource source = proxy(DataSource.class, database.pool(), (method, target) -> {
            switch (method.getName()) {
                case "isWrapperFor":
                    return false;
                case "getConnection":
                    if (kept.get() == null) {
                        kept.set(database.pool().getConnection().unwrap(Connection.class));
                    }
                    Connection physical = Objects.requireNonNull(kept.get());
                    return proxy(Connection.class, physical, (called, own) -> switch (called.getName()) {
                        case "close" -> NULL;
                        case "unwrap" -> physical;
                        case "abort" -> {
                            kept.set(null);
                            yield null;
                        }
                        default -> lostIf(faulty, called);
                    });
                default:
                    return null;
            }
        });

        assertNextBlockWorks(database, source, faulty);
        Objects.requireNonNull(kept.get()).close();
    }
}
