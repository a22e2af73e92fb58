package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Op;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The operations that are no blocks, as calls of the library. The same in every style. */
final class Steps {

    private static final int INITIAL_ROW = -1;

    private final Transactions transactions;
    private final Interpreter hookBody;
    private final Map<String, @Nullable Savepoint> savepoints = new HashMap<>();

    /**
     * Makes them.
     *
     * @param hookBody runs the bodies of hooks
     */
    Steps(Transactions transactions, Interpreter hookBody) {
        this.transactions = transactions;
        this.hookBody = hookBody;
    }

    /** Starts an operation that takes the connection. */
    CompletableFuture<@Nullable Void> start(Op.Step step, Position at) {
        Database database = transactions.database(step.using());
        return inContext(step.using(), at, () -> start(step, database, at));
    }

    private CompletableFuture<@Nullable Void> start(Op.Step step, Database database, Position at) {
        if (step instanceof Op.Insert insert) {
            return submit(database, connection -> insert(connection, insert.value()));
        } else if (step instanceof Op.Duplicate) {
            return submit(database, connection -> insert(connection, INITIAL_ROW));
        } else if (step instanceof Op.Count) {
            return database.submit(Steps::count).thenAccept(count -> at.trace().add("count=" + count));
        } else if (step instanceof Op.Commit) {
            return submit(database, Connection::commit);
        } else if (step instanceof Op.Rollback) {
            return submit(database, Connection::rollback);
        } else if (step instanceof Op.Savepoint savepoint) {
            return database.savepoint().thenAccept(taken -> put(savepoint.name(), taken));
        } else if (step instanceof Op.SavepointRollback rollback) {
            return database.savepointRollback(get(rollback.name()));
        } else if (step instanceof Op.SavepointCommit commit) {
            return database.savepointCommit(get(commit.name()));
        }
        throw new IllegalArgumentException("unknown operation " + step);
    }

    /** Does an operation that is bookkeeping. */
    void perform(Op.Immediate op, Position at) throws Exception {
        if (op instanceof Op.Raise raise) {
            throw UserFailures.named(raise.error());
        } else if (op instanceof Op.SetRollback set) {
            useFlag(set.using(), at, () -> {
                transactions.database(set.using()).setRollbackOnly(set.value());
                return null;
            });
        } else if (op instanceof Op.GetRollback get) {
            boolean flag = useFlag(
                    get.using(), at, () -> transactions.database(get.using()).isRollbackOnly());
            at.trace().add("rollback=" + flag);
        } else if (op instanceof Op.OnCommit hook) {
            inContext(hook.using(), at, () -> {
                register(hook, at);
                return null;
            });
        } else {
            throw new IllegalArgumentException("unknown operation " + op);
        }
    }

    private void register(Op.OnCommit hook, Position at) {
        Position inHook = at.inHook(hook.using());
        Database database = transactions.database(hook.using());
        if (hook.robust()) {
            database.onCommitRobust(() -> run(hook, inHook));
        } else if (at.isOpen(hook.using()) && hook.label().hashCode() % 2 == 0) {
            // Outside any block nothing would wait for it.
            database.onCommitAsync(() -> start(hook, inHook));
        } else {
            database.onCommit(() -> run(hook, inHook));
        }
    }

    private void run(Op.OnCommit hook, Position at) throws Exception {
        Failures.await(start(hook, at).toCompletableFuture());
    }

    private CompletionStage<@Nullable Void> start(Op.OnCommit hook, Position at) throws Exception {
        at.trace().add("hook " + hook.label());
        return hookBody.start(hook.body(), at);
    }

    private static <T extends @Nullable Object> T useFlag(String using, Position at, CheckedSupplier<T, Exception> use)
            throws Exception {
        try {
            return use.get();
        } catch (NoTransactionException e) {
            if (at.isOpen(using)) {
                throw e;
            }
            throw new Failures.FlagOutsideBlock(e);
        }
    }

    /** Calls where a block of the database or the autocommit context is current. */
    private <T extends @Nullable Object> T inContext(
            String using, Position at, CheckedSupplier<T, RuntimeException> call) {
        return at.isCovered(using) ? call.get() : transactions.database(using).autocommit(call);
    }

    @FunctionalInterface
    private interface Statement {
        void run(Connection connection) throws SQLException;
    }

    private static CompletableFuture<@Nullable Void> submit(Database database, Statement statement) {
        ConnectionFunction<@Nullable Void> step = connection -> {
            statement.run(connection);
            return null;
        };
        return database.submit(step);
    }

    private static void insert(Connection connection, int value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into entry (v) values (?)")) {
            statement.setInt(1, value);
            statement.executeUpdate();
        }
    }

    private static int count(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select count(*) from entry where v <> -1");
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getInt(1);
        }
    }

    private synchronized void put(String name, @Nullable Savepoint savepoint) {
        savepoints.put(name, savepoint);
    }

    private synchronized @Nullable Savepoint get(String name) {
        if (!savepoints.containsKey(name)) {
            throw new IllegalStateException("The program never took the savepoint " + name + ".");
        }
        return savepoints.get(name);
    }
}
