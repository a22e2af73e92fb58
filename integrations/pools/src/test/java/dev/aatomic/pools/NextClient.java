package dev.aatomic.pools;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Whoever has a pooler's connection to the server next: plain JDBC, which knows nothing of the blocks before. */
final class NextClient implements AutoCloseable {

    /** All settings, and what else a session may have kept. Somebody else's transaction has begun before the statement. */
    private static final String SESSION = """
            select name, setting from pg_settings
            union all select 'current_user', current_user::text
            union all select 'session_user', session_user::text
            union all select 'prepared statements', count(*)::text from pg_prepared_statements
            union all select 'cursors held', count(*)::text from pg_cursors where is_holdable
            union all select 'channels', count(*)::text from pg_listening_channels()
            union all select 'transaction is its own', (transaction_timestamp() = statement_timestamp())::text
            """;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Connection connection;

    NextClient(String url) throws SQLException {
        connection = DriverManager.getConnection(url + "&preferQueryMode=simple&ApplicationName=next");
    }

    /** Asks what the session is, in one statement that is a transaction of its own. */
    CompletableFuture<Map<String, String>> ask() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return session();
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                thread);
    }

    private Map<String, String> session() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SESSION)) {
            Map<String, String> session = new TreeMap<>();
            while (rows.next()) {
                session.put(rows.getString(1), String.valueOf(rows.getString(2)));
            }
            return session;
        }
    }

    @Override
    public void close() throws SQLException {
        thread.shutdown();
        connection.close();
    }
}
