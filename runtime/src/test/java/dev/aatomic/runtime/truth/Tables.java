package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The databases of a program, one a target, each with a table {@code truth} in which a row can stand twice, and a connection beside the
 * pool that asks what others see.
 */
final class Tables implements AutoCloseable {

    private static final AtomicInteger VALUES = new AtomicInteger();

    private final Map<Target, PooledDatabase> databases = new EnumMap<>(Target.class);
    private final Map<Target, Connection> readers = new EnumMap<>(Target.class);

    Tables(Server server, int connections) {
        for (Target target : Target.values()) {
            PooledDatabase database = new PooledDatabase(server, connections);
            databases.put(target, database);
            database.execute("create table truth(v int)");
            try {
                readers.put(target, DriverManager.getConnection(database.pool().getJdbcUrl()));
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    PooledDatabase database(Target target) {
        return databases.get(target);
    }

    /** How many connections are out. */
    int held(Target target) {
        return databases.get(target).source().open();
    }

    /** A number that no other row has. */
    int nextValue() {
        return VALUES.incrementAndGet();
    }

    /** Writes a row through a connection of the library's. */
    static int insert(Connection connection, int value) throws SQLException {
        return Sql.update(connection, "insert into truth values (" + value + ")");
    }

    /** Whether others see a row. It may be asked on a thread that somebody interrupts. */
    boolean isThere(Target target, int value) {
        boolean interrupted = Thread.interrupted();
        try {
            return find(target, value);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean find(Target target, int value) {
        Connection reader = readers.get(target);
        synchronized (reader) {
            try (PreparedStatement statement = reader.prepareStatement("select 1 from truth where v = ?")) {
                statement.setInt(1, value);
                try (ResultSet result = statement.executeQuery()) {
                    return result.next();
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    List<Integer> rows(Target target) {
        Connection reader = readers.get(target);
        synchronized (reader) {
            try {
                return Sql.integers(reader, "select v from truth");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** What is wrong with the pools once nobody uses them any more. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        databases.forEach((target, database) -> {
            try {
                Await.until("no connection is out", () -> database.source().open() == 0 && database.active() == 0);
            } catch (AssertionError out) {
                problems.add(target + ": " + database.source().open() + " connections are out, " + database.active()
                        + " by the pool's count");
            }
            database.source().dirty().forEach(dirty -> problems.add(target + ": " + dirty));
        });
        return problems;
    }

    /** Empties the tables for the next program. */
    void clear() {
        databases.values().forEach(database -> database.source().reset());
        readers.values().forEach(reader -> {
            try {
                Sql.update(reader, "delete from truth");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Leaves them to what may still use them, but for the pools. */
    void abandon() {
        databases.values().forEach(database -> database.pool().close());
    }

    @Override
    public void close() {
        readers.values().forEach(reader -> {
            try {
                reader.close();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        databases.values().forEach(PooledDatabase::close);
    }
}
