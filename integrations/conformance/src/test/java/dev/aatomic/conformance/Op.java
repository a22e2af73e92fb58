package dev.aatomic.conformance;

import java.util.List;

/** One operation of a program. Operations are compared by identity: each runs at most once in a program. */
public sealed interface Op {

    /** An operation on one database. */
    sealed interface OnDatabase extends Op {

        /**
         * The database of the operation.
         *
         * @return its name
         */
        String using();
    }

    /** An operation that takes the connection. */
    sealed interface Step extends OnDatabase {}

    /** An operation that is bookkeeping, done when its call returns. */
    sealed interface Immediate extends Op {}

    /** Inserts a row. */
    record Insert(String using, int value) implements Step {}

    /** Inserts the row that is there from the start. */
    record Duplicate(String using) implements Step {}

    /** Counts the rows and adds the number to the trace. */
    record Count(String using) implements Step {}

    /** Takes a manual savepoint. */
    record Savepoint(String using, String name) implements Step {}

    /** Rolls back to a manual savepoint. */
    record SavepointRollback(String using, String name) implements Step {}

    /** Releases a manual savepoint. */
    record SavepointCommit(String using, String name) implements Step {}

    /** Commits by hand. */
    record Commit(String using) implements Step {}

    /** Rolls back by hand. */
    record Rollback(String using) implements Step {}

    /** Raises a user error. */
    record Raise(String error) implements Immediate {}

    /** Sets the rollback flag. */
    record SetRollback(String using, boolean value) implements Immediate, OnDatabase {}

    /** Adds the rollback flag to the trace. */
    record GetRollback(String using) implements Immediate, OnDatabase {}

    /** Registers a hook. */
    record OnCommit(String using, String label, boolean robust, List<Op> body) implements Immediate, OnDatabase {}

    /** A block. */
    record Block(String using, boolean savepoint, boolean durable, List<Op> body) implements OnDatabase {}

    /** Runs its body and catches what fails. */
    record Try(List<Op> body) implements Op {}
}
