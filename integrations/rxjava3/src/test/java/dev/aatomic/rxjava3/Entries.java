package dev.aatomic.rxjava3;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.reactivex.rxjava3.core.Maybe;
import java.sql.PreparedStatement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database of its own for one test, with the pool that blocks take their connections from. */
final class Entries implements AutoCloseable {

    final TestDatabase database;
    final HikariDataSource pool;
    final Transactions transactions;
    final RxJavaTransactions rx;

    Entries() {
        this(Server.H2, 8);
    }

    Entries(Server server, int connections) {
        database = new TestDatabase(server);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setMaximumPoolSize(connections);
        pool = new HikariDataSource(config);
        transactions = Transactions.builder().database("default", pool).build();
        rx = RxJavaTransactions.of(transactions);
    }

    /** Inserts a row in the block in which it is subscribed to, and emits its value. */
    Maybe<Integer> insert(int value) {
        return rx.submit(inserts(value));
    }

    static ConnectionFunction<@Nullable Integer> inserts(int value) {
        return connection -> {
            try (PreparedStatement insert = connection.prepareStatement("insert into entry values (?)")) {
                insert.setInt(1, value);
                insert.executeUpdate();
                return value;
            }
        };
    }

    /** What is committed, seen by another connection. */
    List<Integer> committed() {
        return database.rows();
    }

    /** What is committed once no block has a connection any more. */
    List<Integer> committedAtLast() {
        awaitAllReturned();
        return database.rows();
    }

    void awaitAllReturned() {
        Await.until("all connections are back", () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
    }

    @Override
    public void close() {
        awaitAllReturned();
        transactions.close();
        pool.close();
        database.close();
    }
}
