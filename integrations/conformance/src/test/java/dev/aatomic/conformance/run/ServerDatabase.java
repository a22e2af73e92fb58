package dev.aatomic.conformance.run;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** A database of a server, its pool, and a connection beside the pool to look and clean with. */
final class ServerDatabase implements TestDatabase {

    private final Server server;
    private final HikariDataSource pool;
    private final Connection observer;

    ServerDatabase(Server server) throws SQLException {
        String url = server.createDatabase();
        this.server = server;
        observer = DriverManager.getConnection(url);
        try (Statement statement = observer.createStatement()) {
            statement.execute("create table entry (v int primary key)");
            statement.execute("insert into entry (v) values (-1)");
            statement.execute(server.boundedWait());
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(5));
        pool = new HikariDataSource(config);
    }

    @Override
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public List<Integer> rows() throws SQLException {
        List<Integer> rows = new ArrayList<>();
        try (Statement statement = observer.createStatement();
                ResultSet result = statement.executeQuery("select v from entry where v <> -1 order by v")) {
            while (result.next()) {
                rows.add(result.getInt(1));
            }
        }
        return rows;
    }

    @Override
    public void reset() throws SQLException {
        try (Statement statement = observer.createStatement()) {
            statement.execute(server.emptying());
            statement.execute("insert into entry (v) values (-1)");
        }
    }

    @Override
    public int connectionsOutNow() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    @Override
    public void close() throws SQLException {
        pool.close();
        observer.close();
    }
}
