package dev.aatomic.databases.promise;

import dev.aatomic.runtime.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Steps that send SQL by JDBC. */
public final class SqlSteps implements Steps {

    private static final String INSERT = "insert into entry(v) values(?)";

    private final Transactions transactions;

    public SqlSteps(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public CompletableFuture<@Nullable Void> insert(int value) {
        return transactions.submit(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                statement.setInt(1, value);
                statement.executeUpdate();
                return null;
            }
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> insertAll(int... values) {
        return transactions.submit(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                for (int value : values) {
                    statement.setInt(1, value);
                    statement.addBatch();
                }
                statement.executeBatch();
                return null;
            }
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> insertLate(int value) {
        return execute("insert into late(v) values(" + value + ")");
    }

    @Override
    public CompletableFuture<List<Integer>> insertKeyed(int... values) {
        return transactions.submit(connection -> {
            List<Integer> keys = new ArrayList<>();
            for (int value : values) {
                keys.add(insertKeyed(connection, value));
            }
            return keys;
        });
    }

    private static int insertKeyed(Connection connection, int value) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into keyed(v) values(?)", Statement.RETURN_GENERATED_KEYS)) {
            statement.setInt(1, value);
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                keys.next();
                return keys.getInt(1);
            }
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> delete(int value) {
        return execute("delete from entry where v = " + value);
    }

    @Override
    public CompletableFuture<@Nullable Void> increment(int id, Runnable before) {
        return transactions.submit(connection -> {
            before.run();
            execute(connection, "update counter set v = v + 1 where id = " + id);
            return null;
        });
    }

    @Override
    public CompletableFuture<Integer> counter(int id) {
        return transactions.submit(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("select v from counter where id = " + id)) {
                result.next();
                return result.getInt(1);
            }
        });
    }

    @Override
    public CompletableFuture<Integer> sum(int fetchSize) {
        return transactions.submit(connection -> {
            int sum = 0;
            try (Statement statement = streaming(connection, fetchSize);
                    ResultSet result = statement.executeQuery("select v from entry")) {
                while (result.next()) {
                    sum += result.getInt(1);
                }
            }
            return sum;
        });
    }

    @Override
    public CompletableFuture<Callable<Boolean>> readOne(int fetchSize) {
        return transactions.submit(connection -> {
            ResultSet result = streaming(connection, fetchSize).executeQuery("select v from entry");
            result.next();
            return result::next;
        });
    }

    private static Statement streaming(Connection connection, int fetchSize) throws SQLException {
        Statement statement = connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        statement.setFetchSize(fetchSize);
        return statement;
    }

    @Override
    public CompletableFuture<@Nullable Void> execute(String sql) {
        return transactions.submit(connection -> {
            execute(connection, sql);
            return null;
        });
    }

    /** Runs any statement on a connection. */
    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public Class<? extends Throwable> refusal() {
        return SQLException.class;
    }
}
