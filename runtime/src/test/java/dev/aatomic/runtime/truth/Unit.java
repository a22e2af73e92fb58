package dev.aatomic.runtime.truth;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What must be there as a whole or not at all: what one savepoint, or the transaction itself, holds. Safe for use by many threads. */
final class Unit {

    /** What became of a unit, as the database has it. */
    enum Fate {
        THERE,
        GONE,
        /** Some of it is there. */
        TORN,
        /** It wrote nothing, so nothing can be said. */
        EMPTY
    }

    private final Unit parent;
    private final Target target;
    private final boolean committing;
    private final Queue<Integer> written = new ConcurrentLinkedQueue<>();
    private final Queue<Hook> hooks = new ConcurrentLinkedQueue<>();
    private volatile boolean rollbackAsked;
    private volatile boolean failedUnseen;
    private volatile boolean undone;

    private Unit(Unit parent, Target target, boolean committing) {
        this.parent = parent;
        this.target = target;
        this.committing = committing;
    }

    /** Begins a unit inside another, or with null a transaction. */
    Unit(Unit parent, Target target) {
        this(parent, target, false);
    }

    /** What commits statement by statement. */
    static Unit committing(Target target) {
        return new Unit(null, target, true);
    }

    /** Whether each of its statements commits alone. */
    boolean isCommitting() {
        return committing;
    }

    Unit parent() {
        return parent;
    }

    Unit root() {
        return parent == null ? this : parent.root();
    }

    Target target() {
        return target;
    }

    /** A statement has written a row. */
    void wrote(int value) {
        written.add(value);
    }

    Queue<Integer> written() {
        return written;
    }

    Queue<Hook> hooks() {
        return hooks;
    }

    void askForRollback(boolean asked) {
        rollbackAsked = asked;
    }

    /** Whether {@code setRollbackOnly(true)} was called in it, and not taken back. */
    boolean isRollbackAsked() {
        return rollbackAsked;
    }

    void failUnseen() {
        failedUnseen = true;
    }

    /** Whether something in it has failed that nobody looked at. */
    boolean hasFailedUnseen() {
        return failedUnseen;
    }

    void undo() {
        undone = true;
    }

    /** Whether the rollback to its savepoint has succeeded. */
    boolean isUndone() {
        return undone;
    }

    /** What became of it. */
    Fate fate(Set<Integer> rows) {
        List<Integer> values = List.copyOf(written);
        long there = values.stream().filter(rows::contains).count();
        if (values.isEmpty()) {
            return Fate.EMPTY;
        }
        return there == 0 ? Fate.GONE : there == values.size() ? Fate.THERE : Fate.TORN;
    }

    String text(Set<Integer> rows) {
        return "unit of " + target + (parent == null ? "" : ", nested") + (committing ? ", committing one by one" : "")
                + ", wrote " + written + ": " + fate(rows) + (rollbackAsked ? ", rollback asked" : "")
                + (undone ? ", undone" : "") + ", hooks " + hooks;
    }
}
