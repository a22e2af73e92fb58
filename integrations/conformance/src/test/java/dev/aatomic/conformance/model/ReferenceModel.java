package dev.aatomic.conformance.model;

import dev.aatomic.conformance.Op;
import dev.aatomic.conformance.Outcome;
import dev.aatomic.conformance.Program;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a program must do. It is Django's bookkeeping, operation after operation on one thread, with no code of this
 * library, and agrees with every recorded outcome.
 *
 * <p>Any list of operations will do: a program need not come with an outcome. It refuses what the rules leave open: a manual
 * savepoint that was never taken, one that was taken outside any block and is used in one, and one that is used in another
 * savepoint block than it was taken in; and, with this library's rules, a savepoint block entered after the flag was taken back
 * in a transaction that the server gave up. In a test it also refuses hooks that would run inside a block of another database.
 */
public final class ReferenceModel {

    private final Map<String, ConnectionModel> connections = new HashMap<>();
    private final Map<String, ConnectionModel.@Nullable ManualSavepoint> savepoints = new HashMap<>();
    private final List<String> trace = new ArrayList<>();
    private final Set<Op> failed = Collections.newSetFromMap(new IdentityHashMap<>());

    private ReferenceModel(Rules rules) {
        Deque<ConnectionModel> inHooksOf = new ArrayDeque<>();
        Program.DATABASES.forEach(
                database -> connections.put(database, new ConnectionModel(rules, connections.values(), inHooksOf)));
    }

    /**
     * Works out what a program must do.
     *
     * @param program the operations
     * @param rules the rules
     * @return what it must do
     * @throws UndefinedProgramException if the rules do not say what it does
     */
    public static Prediction predict(List<Op> program, Rules rules) {
        return new ReferenceModel(rules).predict(program);
    }

    private Prediction predict(List<Op> program) {
        String error = null;
        try {
            runAll(program);
        } catch (ModelFailure e) {
            error = e.name();
        }
        TreeMap<String, List<Integer>> rows = new TreeMap<>();
        connections.forEach(
                (name, connection) -> rows.put(name, connection.server().committedRows()));
        return new Prediction(new Outcome(List.copyOf(trace), error, rows), failed);
    }

    private void runAll(List<Op> body) throws ModelFailure {
        for (Op op : body) {
            try {
                run(op);
            } catch (ModelFailure e) {
                failed.add(op);
                throw e;
            }
        }
    }

    private void run(Op op) throws ModelFailure {
        if (op instanceof Op.Raise raise) {
            throw new ModelFailure(raise.error());
        } else if (op instanceof Op.Try attempt) {
            runTry(attempt);
        } else if (op instanceof Op.OnDatabase onDatabase) {
            runOnDatabase(onDatabase, connection(onDatabase.using()));
        } else {
            throw new IllegalArgumentException("unknown operation " + op);
        }
    }

    private void runTry(Op.Try attempt) {
        try {
            runAll(attempt.body());
        } catch (ModelFailure e) {
            trace.add("caught " + e.name());
        }
    }

    private void runOnDatabase(Op.OnDatabase op, ConnectionModel connection) throws ModelFailure {
        ServerModel server = connection.server();
        if (op instanceof Op.Insert insert) {
            connection.execute(true, () -> server.insert(insert.value()));
        } else if (op instanceof Op.Duplicate) {
            connection.execute(true, server::duplicate);
        } else if (op instanceof Op.Count) {
            connection.execute(false, () -> trace.add("count=" + server.count()));
        } else if (op instanceof Op.Block block) {
            runBlock(block, connection);
        } else if (op instanceof Op.OnCommit hook) {
            connection.onCommit(hook.robust(), () -> {
                trace.add("hook " + hook.label());
                runAll(hook.body());
            });
        } else if (op instanceof Op.SetRollback set) {
            connection.setRollbackOnly(set.value());
        } else if (op instanceof Op.GetRollback) {
            trace.add("rollback=" + connection.isRollbackOnly());
        } else if (op instanceof Op.Savepoint savepoint) {
            savepoints.put(savepoint.name(), connection.savepoint());
        } else if (op instanceof Op.SavepointRollback rollback) {
            useSavepoint(connection, rollback.name(), connection::savepointRollback);
        } else if (op instanceof Op.SavepointCommit commit) {
            useSavepoint(connection, commit.name(), connection::savepointCommit);
        } else if (op instanceof Op.Commit || op instanceof Op.Rollback) {
            connection.endByHand();
        } else {
            throw new IllegalArgumentException("unknown operation " + op);
        }
    }

    private void runBlock(Op.Block block, ConnectionModel connection) throws ModelFailure {
        connection.enter(block.savepoint(), block.durable());
        try {
            runAll(block.body());
        } catch (ModelFailure e) {
            connection.exit(true);
            throw e;
        }
        connection.exit(false);
    }

    @FunctionalInterface
    private interface SavepointUse {
        void use(ConnectionModel.ManualSavepoint savepoint) throws ModelFailure;
    }

    private void useSavepoint(ConnectionModel connection, String name, SavepointUse use) throws ModelFailure {
        if (!savepoints.containsKey(name)) {
            throw new UndefinedProgramException("the savepoint " + name + " was never taken");
        }
        ConnectionModel.ManualSavepoint savepoint = savepoints.get(name);
        if (!connection.inBlock()) {
            return; // SP-1
        }
        if (savepoint == null) {
            throw new UndefinedProgramException(
                    "the savepoint " + name + " was taken outside any block and used in one");
        }
        use.use(savepoint);
    }

    private ConnectionModel connection(String database) {
        ConnectionModel connection = connections.get(database);
        if (connection == null) {
            throw new IllegalArgumentException("unknown database " + database);
        }
        return connection;
    }
}
