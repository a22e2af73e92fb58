package dev.aatomic.junit;

import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlocks;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What follows a test that commits: nothing may be under way any more, and all tables are emptied. */
final class Cleanup {

    /** How long what the test has started has to end. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Transactions transactions;
    private final TableCleanup tables;

    Cleanup(Transactions transactions, String... keep) {
        this.transactions = transactions;
        this.tables = new TableCleanup(keep);
    }

    Transactions transactions() {
        return transactions;
    }

    void run(String name) {
        AssertionError failure = null;
        for (String database : TestBlocks.of(transactions).databases()) {
            AssertionError found = run(name, database);
            if (failure == null) {
                failure = found;
            } else if (found != null) {
                failure.addSuppressed(found);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Returns what is left behind, if something is. A block that is open may hold locks, which emptying would wait for. */
    private @Nullable AssertionError run(String name, String database) {
        if (!awaitIdle(database)) {
            return new AssertionError("Test '" + name + "' ended while blocks of database '" + database
                    + "' were open, and they were so 5 s later, so its tables were not emptied. Wait for them in the"
                    + " test, for instance with join() on their futures");
        }
        try {
            empty(transactions.database(database));
            return null;
        } catch (RuntimeException e) {
            return new AssertionError(
                    "The tables of database '" + database + "' could not be emptied after test '" + name + "': "
                            + cause(e),
                    cause(e));
        }
    }

    private static Throwable cause(RuntimeException failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private boolean awaitIdle(String database) {
        long start = System.nanoTime();
        while (!isIdle(database)) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return true;
    }

    /** Also without a connection a block is open: before its first statement, between two attempts, and while its hooks run. */
    boolean isIdle(String database) {
        DatabaseMetrics now = transactions.metrics().database(database);
        return now.active() + now.waiting() == 0
                && transactions.blocks().database(database).blocks().isEmpty();
    }

    private void empty(Database database) {
        database.autocommit(() -> database.submit(connection -> {
                    tables.empty(connection);
                    return true;
                }))
                .join();
    }
}
