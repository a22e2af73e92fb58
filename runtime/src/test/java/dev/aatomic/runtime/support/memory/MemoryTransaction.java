package dev.aatomic.runtime.support.memory;

import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one connection has inserted, and its savepoints. */
final class MemoryTransaction {

    /** Told of each thing that it is asked for, which it may make fail. */
    interface Call {
        void made(String what) throws SQLException;
    }

    private final MemoryDatabase database;
    private final List<Mark> marks = new ArrayList<>();
    private final Call call;
    private Set<Integer> inserted = new TreeSet<>();
    private volatile @Nullable String leftByRollback;

    MemoryTransaction(MemoryDatabase database, Call call) {
        this.database = database;
        this.call = call;
    }

    Set<Integer> inserted() {
        return inserted;
    }

    /** From now on a rollback to a savepoint says this. */
    void leaves(@Nullable String what) {
        leftByRollback = what;
    }

    int insert(int value) throws SQLException {
        if (database.rows().contains(value) || !inserted.add(value)) {
            throw MemoryDatabase.duplicate(value);
        }
        return 1;
    }

    /** The rows that its statements see, in order. */
    List<Integer> seen() {
        Set<Integer> seen = new TreeSet<>(database.rows());
        seen.addAll(inserted);
        return List.copyOf(seen);
    }

    void clear() {
        inserted = new TreeSet<>();
        marks.clear();
    }

    ResourceSavepoint mark(String name) throws SQLException {
        call.made("savepoint");
        Mark mark = new Mark(new TreeSet<>(inserted));
        marks.add(mark);
        return mark;
    }

    private final class Mark implements ResourceSavepoint {

        private final Set<Integer> before;

        Mark(Set<Integer> before) {
            this.before = before;
        }

        private int place() throws SQLException {
            int place = marks.indexOf(this);
            if (place < 0) {
                throw new SQLException("No such savepoint", "3B001");
            }
            return place;
        }

        @Override
        public void release() throws SQLException {
            call.made("release");
            marks.subList(place(), marks.size()).clear();
        }

        @Override
        public ResourceSavepoint releaseAndSet(String name) throws SQLException {
            release();
            return mark(name);
        }

        @Override
        public @Nullable String rollbackTo() throws SQLException {
            call.made("rollback to");
            marks.subList(place() + 1, marks.size()).clear();
            inserted = new TreeSet<>(before);
            return leftByRollback;
        }

        @Override
        public @Nullable String rollbackToAndRelease() throws SQLException {
            String left = rollbackTo();
            release();
            return left;
        }
    }
}
