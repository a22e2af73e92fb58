package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is open and what was changed through the handles of one block. Used only while the lane is held.
 *
 * <p>What is open forms a list through its own links, newest first, so what was closed leaves no trace here.
 */
public class HandleLedger {

    private @Nullable OpenObject newest;
    private @Nullable Map<String, Restoration> originals;

    /** The names of those whose change a rollback undoes. */
    private @Nullable Set<String> undoneByRollback;

    /** Puts a property back to its value before the first change. */
    @FunctionalInterface
    public interface Restoration {

        /**
         * Sets the original value.
         *
         * @param connection the pool's connection
         * @throws SQLException what the driver threw
         */
        void restore(Connection connection) throws SQLException;
    }

    /** Creates a ledger with nothing in it. */
    public HandleLedger() {}

    /**
     * Whether a statement or result set was left open.
     *
     * @return false if {@link #closeAll} has nothing to do
     */
    public final boolean hasOpen() {
        return newest != null;
    }

    /**
     * Whether a property of the connection was changed.
     *
     * @return false if {@link #restore} has nothing to do
     */
    public final boolean hasChanges() {
        return originals != null;
    }

    /**
     * Closes what was left open, the newest first. Goes on after a failure; throws nothing.
     *
     * @return the first failure, with the later ones suppressed in it; null if there was none
     */
    public final @Nullable Throwable closeAll() {
        @Nullable Throwable failure = null;
        while (newest != null) {
            failure = closeOne(newest, failure);
        }
        return failure;
    }

    /**
     * Puts back what was changed, the latest change first, and forgets it.
     *
     * @param connection the pool's connection, in a state where it takes statements
     * @throws SQLException the driver's first failure, with the later ones suppressed in it: the connection is not to be used
     *     again
     */
    public final void restore(Connection connection) throws SQLException {
        if (originals == null) {
            return;
        }
        List<Restoration> restorations = new ArrayList<>(originals.values());
        originals = null;
        undoneByRollback = null;
        restore(restorations, connection);
    }

    /**
     * Whether something was changed that a rollback of the transaction undoes.
     *
     * @return false if {@link #restoreSettings} has nothing to do
     */
    public final boolean hasSettings() {
        return undoneByRollback != null;
    }

    /**
     * As {@link #restore}, before COMMIT, for what a rollback would undo.
     *
     * @param connection the pool's connection, in the transaction
     * @throws SQLException the driver's first failure, with the later ones suppressed in it
     */
    public final void restoreSettings(Connection connection) throws SQLException {
        restore(takeSettings(), connection);
    }

    /** Forgets what a rollback has undone. */
    public final void forgetSettings() {
        takeSettings();
    }

    private List<Restoration> takeSettings() {
        List<Restoration> taken = new ArrayList<>();
        if (originals == null || undoneByRollback == null) {
            return taken;
        }
        for (Iterator<Map.Entry<String, Restoration>> each =
                        originals.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<String, Restoration> original = each.next();
            if (undoneByRollback.contains(original.getKey())) {
                taken.add(original.getValue());
                each.remove();
            }
        }
        undoneByRollback = null;
        if (originals.isEmpty()) {
            originals = null;
        }
        return taken;
    }

    private static void restore(List<Restoration> restorations, Connection connection) throws SQLException {
        @Nullable Throwable failure = null;
        for (int i = restorations.size() - 1; i >= 0; i--) {
            try {
                restorations.get(i).restore(connection);
            } catch (SQLException | RuntimeException | Error e) {
                failure = join(failure, e);
            }
        }
        rethrow(failure);
    }

    final void add(OpenObject object) {
        object.older = newest;
        if (newest != null) {
            newest.newer = object;
        }
        newest = object;
        object.listed = true;
        object.opener.countOpen(1);
    }

    /** Takes out what was closed; does nothing for what is not in the list. */
    final void remove(OpenObject object) {
        if (!object.listed) {
            return;
        }
        @Nullable OpenObject newer = object.newer;
        @Nullable OpenObject older = object.older;
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
        if (older != null) {
            older.newer = newer;
        }
        object.newer = null;
        object.older = null;
        object.listed = false;
        object.opener.countOpen(-1);
    }

    /** As {@link #closeAll}, for what was opened through one handle. */
    final @Nullable Throwable closeOpenedBy(ConnectionHandle opener) {
        @Nullable Throwable failure = null;
        @Nullable OpenObject object = newest;
        while (object != null && opener.hasOpen()) {
            @Nullable OpenObject older = object.older;
            if (object.opener == opener) {
                failure = closeOne(object, failure);
            }
            object = older;
        }
        return failure;
    }

    /** Whether the original value of this property is known already. */
    final boolean hasOriginal(String property) {
        return originals != null && originals.containsKey(property);
    }

    final void addOriginal(String property, Restoration restoration) {
        if (originals == null) {
            originals = new LinkedHashMap<>();
        }
        originals.putIfAbsent(property, restoration);
    }

    /** The change of this property was made in a transaction whose rollback undoes it. */
    final void isUndoneByRollback(String property) {
        if (undoneByRollback == null) {
            undoneByRollback = new HashSet<>();
        }
        undoneByRollback.add(property);
    }

    /** Throws what {@link #closeAll} returned, as it was thrown. */
    static void rethrow(@Nullable Throwable failure) throws SQLException {
        if (failure instanceof SQLException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    private @Nullable Throwable closeOne(OpenObject object, @Nullable Throwable failure) {
        remove(object);
        object.markClosed();
        try {
            object.closeDriverObject();
            return failure;
        } catch (SQLException | RuntimeException | Error e) {
            return join(failure, e);
        }
    }

    private static Throwable join(@Nullable Throwable first, Throwable later) {
        if (first == null) {
            return later;
        }
        if (first != later) {
            first.addSuppressed(later);
        }
        return first;
    }
}
