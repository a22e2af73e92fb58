package dev.aatomic.hibernate;

import dev.aatomic.runtime.spi.FailureCollector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.TransactionCompletionCallbacksImplementor;
import org.jspecify.annotations.Nullable;

/**
 * What Hibernate wants to do at the end of a transaction, kept by savepoint, where Hibernate itself has one queue: of what a rollback to a
 * savepoint has undone, COMMIT would put values into the cache and tell listeners.
 */
final class CompletionCallbacks implements TransactionCompletionCallbacksImplementor {

    private static final String ENVERS = "org.hibernate.envers.";

    private final SharedSessionContractImplementor session;

    /** The outermost first; that has no savepoint. */
    private final List<Level> levels = new ArrayList<>();

    CompletionCallbacks(SharedSessionContractImplementor session) {
        this.session = session;
        levels.add(new Level(null));
    }

    private static final class Level {
        final @Nullable Object savepoint;
        final Deque<BeforeCompletionCallback> before = new ArrayDeque<>();
        final Deque<AfterCompletionCallback> after = new ArrayDeque<>();
        final Set<String> spaces = new HashSet<>();

        Level(@Nullable Object savepoint) {
            this.savepoint = savepoint;
        }
    }

    /** How many savepoints there are. */
    int depth() {
        return levels.size() - 1;
    }

    /** The level that a savepoint has opened; 0 for one that was set before the session was opened. */
    int levelOf(Object savepoint) {
        for (int level = depth(); level > 0; level--) {
            if (levels.get(level).savepoint == savepoint) {
                return level;
            }
        }
        return 0;
    }

    void open(Object savepoint) {
        levels.add(new Level(savepoint));
    }

    /** What was registered from a level on belongs to the one below it, or to the outermost. */
    void merge(int level) {
        Level below = levels.get(Math.max(level, 1) - 1);
        List<Level> released = levels.subList(Math.max(level, 1), levels.size());
        for (Level each : released) {
            below.before.addAll(each.before);
            below.after.addAll(each.after);
            below.spaces.addAll(each.spaces);
        }
        released.clear();
    }

    /** What was registered from a level on is told that it failed, and forgotten. */
    void discard(int level, FailureCollector failures) {
        for (int each = depth(); each >= level; each--) {
            Level undone = levels.get(each);
            undone.before.clear();
            complete(undone, false, failures);
            if (each > 0) {
                levels.remove(each);
            }
        }
    }

    /** What is registered below a level to be done before COMMIT: the class of the first, or null. */
    @Nullable
    Class<?> pendingBelow(int level) {
        for (Level each : levels.subList(0, level)) {
            if (!each.before.isEmpty()) {
                return each.before.getFirst().getClass();
            }
        }
        return null;
    }

    /**
     * Has Envers write what it has collected, and begin anew with the next change. It keeps one list of changes for a transaction, from
     * which those of a nested block could not be taken out.
     */
    void audit() {
        Level top = top();
        List<BeforeCompletionCallback> audits = top.before.stream()
                .filter(callback -> callback.getClass().getName().startsWith(ENVERS))
                .toList();
        if (audits.isEmpty()) {
            return;
        }
        top.before.removeAll(audits);
        audits.forEach(audit -> audit.doBeforeTransactionCompletion(session));
        List<AfterCompletionCallback> ends = top.after.stream()
                .filter(callback -> callback.getClass().getName().startsWith(ENVERS))
                .toList();
        top.after.removeAll(ends);
        ends.forEach(end -> end.doAfterTransactionCompletion(true, session));
    }

    /**
     * Has Hibernate Search plan apart what comes next. What it has planned is left to be done after COMMIT; where it was not parted it is
     * left to be done before as well, which a rollback to a savepoint finds and tells.
     */
    void plan() {
        Level top = top();
        List<BeforeCompletionCallback> plans =
                top.before.stream().filter(SearchPlan::isBehind).toList();
        if (plans.size() == 1 && SearchPlan.beginAnother(plans.get(0), session)) {
            top.before.removeAll(plans);
        }
    }

    private Level top() {
        return levels.get(levels.size() - 1);
    }

    @Override
    public void registerCallback(@Nullable BeforeCompletionCallback callback) {
        if (callback != null) {
            top().before.add(callback);
        }
    }

    @Override
    public void registerCallback(@Nullable AfterCompletionCallback callback) {
        if (callback != null) {
            top().after.add(callback);
        }
    }

    @Override
    public void addSpaceToInvalidate(String space) {
        top().spaces.add(space);
    }

    @Override
    public boolean hasBeforeCompletionCallbacks() {
        return levels.stream().anyMatch(level -> !level.before.isEmpty());
    }

    @Override
    public boolean hasAfterCompletionCallbacks() {
        return levels.stream().anyMatch(level -> !level.after.isEmpty() || !level.spaces.isEmpty());
    }

    /** One that is called may register others. */
    @Override
    public void beforeTransactionCompletion() {
        for (BeforeCompletionCallback next = pollBefore(); next != null; next = pollBefore()) {
            next.doBeforeTransactionCompletion(session);
        }
    }

    /** Of all levels: a savepoint of the user's may be left open. */
    private @Nullable BeforeCompletionCallback pollBefore() {
        for (Level level : levels) {
            if (!level.before.isEmpty()) {
                return level.before.poll();
            }
        }
        return null;
    }

    @Override
    public void afterTransactionCompletion(boolean isCommitted) {
        FailureCollector failures = new FailureCollector();
        for (Level level : List.copyOf(levels)) {
            complete(level, isCommitted, failures);
        }
        failures.rethrow();
    }

    /** All are called, whatever one throws: a lock in the cache that is left keeps its entry from being cached for long. */
    private void complete(Level level, boolean isCommitted, FailureCollector failures) {
        for (AfterCompletionCallback next = level.after.poll(); next != null; next = level.after.poll()) {
            AfterCompletionCallback callback = next;
            failures.collect(() -> callback.doAfterTransactionCompletion(isCommitted, session));
        }
        if (session.getFactory().getSessionFactoryOptions().isQueryCacheEnabled() && !level.spaces.isEmpty()) {
            String[] spaces = level.spaces.toArray(new String[0]);
            failures.collect(
                    () -> session.getFactory().getCache().getTimestampsCache().invalidate(spaces, session));
        }
        level.spaces.clear();
    }

    @Override
    public TransactionCompletionCallbacksImplementor forSharing() {
        return this;
    }

    /** Called as a session is closed; the block closes it when nothing is left, and what is closed before is not at its end. */
    @Override
    public void executePendingBulkOperationCleanUpActions() {}

    @Override
    public void clearBeforeTransactionCallbacks() {
        levels.forEach(level -> level.before.clear());
    }
}
