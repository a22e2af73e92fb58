package dev.aatomic.testing;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own for one test, with the table {@code entry(v int primary key)}. */
public final class TestDatabase implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Server server;
    private final String schema = "test" + NUMBERS.incrementAndGet();
    private final String url;

    public TestDatabase(Server server) {
        this.server = server;
        this.url = server == Server.H2
                ? "jdbc:h2:mem:" + schema + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000;USER=sa"
                : PostgresServer.url() + "&currentSchema=" + schema;
        if (server == Server.POSTGRES) {
            execute("create schema " + schema);
        }
        execute("create table entry(v int primary key)");
    }

    public Server server() {
        return server;
    }

    public String schema() {
        return schema;
    }

    public String url() {
        return url;
    }

    /** What is committed in the table {@code entry}, in order. */
    public List<Integer> rows() {
        return integers("select v from entry order by v");
    }

    /** What a query finds, on a connection of its own. */
    public List<Integer> integers(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<Integer> integers = new ArrayList<>();
            while (result.next()) {
                integers.add(result.getInt(1));
            }
            return integers;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a statement on a connection of its own. */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** A connection of its own. Without the driver manager, which knows no driver of a class loader made for one test. */
    public Connection connect() throws SQLException {
        Driver driver = server == Server.H2 ? new org.h2.Driver() : new org.postgresql.Driver();
        return Objects.requireNonNull(driver.connect(url, new Properties()));
    }

    @Override
    public void close() {
        execute(server == Server.H2 ? "shutdown" : "drop schema " + schema + " cascade");
    }
}
