package dev.aatomic.runtime.support;

import dev.aatomic.runtime.ConnectionFunction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Steps on the table {@code entry(v int primary key)}. */
public final class Sql {

    /** A statement that fails on every database. */
    public static final String BAD = "insert into no_such_table values (1)";

    private Sql() {}

    public static ConnectionFunction<Integer> insert(int value) {
        return connection -> insert(connection, value);
    }

    public static int insert(Connection connection, int value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into entry values (?)")) {
            statement.setInt(1, value);
            return statement.executeUpdate();
        }
    }

    public static ConnectionFunction<Integer> update(String sql) {
        return connection -> update(connection, sql);
    }

    public static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    public static ConnectionFunction<Integer> bad() {
        return update(BAD);
    }

    /** The entries that the scope sees, in order. */
    public static ConnectionFunction<List<Integer>> entries() {
        return connection -> integers(connection, "select v from entry order by v");
    }

    public static List<Integer> integers(Connection connection, String sql) throws SQLException {
        List<Integer> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                values.add(result.getInt(1));
            }
        }
        return values;
    }
}
