package dev.aatomic.conformance.run;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** A database with the table that programs use. */
interface TestDatabase extends AutoCloseable {

    /** A program is one thread of work: it never holds two connections of a database. The second one shows that. */
    int CONNECTIONS = 2;

    /** The row that is there from the start, of which a program inserts a duplicate. */
    int ALWAYS_THERE = -1;

    long RETURN_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    static TestDatabase on(Server server) throws SQLException {
        return server == Server.MEMORY ? new DatabaseInMemory() : new ServerDatabase(server);
    }

    DataSource dataSource();

    /** The committed rows without {@link #ALWAYS_THERE}, sorted. */
    List<Integer> rows() throws SQLException;

    /** Removes what a program committed; fails if a transaction was left open. */
    void reset() throws SQLException;

    int connectionsOutNow();

    /** How many connections are still out of the pool. Waits a little: a step's connection may come back after its stage. */
    default int connectionsOut() {
        long start = System.nanoTime();
        while (connectionsOutNow() > 0 && System.nanoTime() - start < RETURN_LIMIT_NANOS) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
        }
        return connectionsOutNow();
    }

    @Override
    void close() throws SQLException;
}
