package dev.aatomic.conformance.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** A database and its only session: rows, a transaction, savepoints by name. */
final class ServerModel {

    private record Savepoint(String name, SortedSet<Integer> rows) {}

    private final boolean errorAborts;
    private final boolean goneSavepointAborts;
    private final List<Savepoint> savepoints = new ArrayList<>();
    private SortedSet<Integer> committed = new TreeSet<>();
    private SortedSet<Integer> current = committed;
    private boolean inTransaction;
    private boolean aborted;

    ServerModel(boolean errorAborts, boolean goneSavepointAborts) {
        this.errorAborts = errorAborts;
        this.goneSavepointAborts = goneSavepointAborts;
    }

    void begin() {
        inTransaction = true;
        current = new TreeSet<>(committed);
    }

    /** Returns false if the server answered COMMIT with ROLLBACK. */
    boolean commit() {
        boolean done = !aborted;
        if (done) {
            committed = current;
        }
        end();
        return done;
    }

    void rollback() {
        end();
    }

    void savepoint(String name) throws ModelFailure {
        refuseIfAborted();
        savepoints.add(new Savepoint(name, new TreeSet<>(current)));
    }

    void rollbackTo(String name) throws ModelFailure {
        int index = indexOf(name);
        savepoints.subList(index + 1, savepoints.size()).clear();
        current = new TreeSet<>(savepoints.get(index).rows());
        aborted = false;
    }

    void release(String name) throws ModelFailure {
        refuseIfAborted();
        savepoints.subList(indexOf(name), savepoints.size()).clear();
    }

    void insert(int value) throws ModelFailure {
        refuseIfAborted();
        if (!current.add(value)) {
            throw failed("IntegrityError");
        }
    }

    void duplicate() throws ModelFailure {
        refuseIfAborted();
        throw failed("IntegrityError");
    }

    int count() throws ModelFailure {
        refuseIfAborted();
        return current.size();
    }

    /** Whether it refuses everything until a rollback. */
    boolean isAborted() {
        return aborted;
    }

    List<Integer> committedRows() {
        return List.copyOf(committed);
    }

    private void end() {
        inTransaction = false;
        aborted = false;
        savepoints.clear();
        current = committed;
    }

    private int indexOf(String name) throws ModelFailure {
        for (int i = savepoints.size() - 1; i >= 0; i--) {
            if (savepoints.get(i).name().equals(name)) {
                return i;
            }
        }
        throw goneSavepointAborts ? failed("DatabaseError") : new ModelFailure("DatabaseError");
    }

    private void refuseIfAborted() throws ModelFailure {
        if (aborted) {
            throw new ModelFailure("DatabaseError");
        }
    }

    private ModelFailure failed(String name) {
        aborted = inTransaction && errorAborts;
        return new ModelFailure(name);
    }
}
