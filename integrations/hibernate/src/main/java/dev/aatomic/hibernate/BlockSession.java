package dev.aatomic.hibernate;

import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.FailureCollector;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hibernate.FlushMode;
import org.hibernate.HibernateException;
import org.hibernate.SessionEventListener;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.StatelessSessionImplementor;
import org.hibernate.event.spi.EventSource;
import org.jspecify.annotations.Nullable;

/**
 * The session of a tree of blocks, kept in step with it: flushed before each savepoint and COMMIT, cleared after a rollback to a savepoint,
 * closed at the end.
 */
final class BlockSession implements UsedSession {

    private static final System.Logger LOGGER = System.getLogger(BlockSession.class.getName());

    private final BlockLane lane;
    private final EventSource session;
    private final BlockTransactionCoordinator coordinator;
    private final CompletionCallbacks callbacks;

    /** Savepoints that were set while changes were pending which a flush does not send. */
    private final Set<Object> savepointsWithPendingChanges = new HashSet<>();

    private @Nullable StatelessSessionImplementor stateless;

    BlockSession(
            TransactionSynchronizations synchronizations,
            Database database,
            SessionFactoryImplementor factory,
            UnaryOperator<EventSource> watched) {
        lane = new BlockLane(synchronizations);
        BlockConnection connection = BlockConnection.of(
                lane, new SeparateWork(database, factory.getJdbcServices().getSqlExceptionHelper()));
        // Asked first: a connection that is lost fails here, and nothing is left open.
        boolean isReadOnly = isReadOnly(connection);
        session = watched.apply(factory.withOptions()
                .connection(connection)
                .autoClose(false)
                .openSession()
                .asEventSource());
        coordinator = (BlockTransactionCoordinator) session.getTransactionCoordinator();
        callbacks = new CompletionCallbacks(session);
        session.getActionQueue().setTransactionCompletionCallbacks(callbacks, false);
        session.addEventListeners(new EarlyClose());
        if (isReadOnly) {
            session.setDefaultReadOnly(true);
            session.setHibernateFlushMode(FlushMode.MANUAL);
        }
        if (synchronizations.isInTest()) {
            UsedSession.cacheNothingRead(session, false);
        }
        coordinator.begin(callbacks);
    }

    private static boolean isReadOnly(BlockConnection connection) {
        try {
            return connection.isReadOnly();
        } catch (SQLException e) {
            throw new HibernateException("The block's connection does not say whether it is read-only", e);
        }
    }

    @Override
    public EventSource session() {
        return session;
    }

    /** On the connection and in the transaction of the session, so that what it registers is kept by savepoint too. */
    @Override
    public StatelessSessionImplementor stateless() {
        StatelessSessionImplementor opened = stateless;
        if (opened == null) {
            opened = UsedSession.openStateless(session);
            stateless = opened;
        }
        return opened;
    }

    /** Its transaction refuses by itself what the block does. */
    @Override
    public void require(Method method) {}

    @Override
    public void explain(Throwable thrown) {
        coordinator.explain(thrown);
    }

    @Override
    public void beforeSavepoint(Object savepoint) {
        coordinator.atStation(() -> {
            coordinator.flush();
            callbacks.audit();
            callbacks.plan();
            executeBatch();
            if (session.getHibernateFlushMode() == FlushMode.MANUAL && session.isOpen() && session.isDirty()) {
                savepointsWithPendingChanges.add(savepoint);
            }
            callbacks.open(savepoint);
        });
    }

    @Override
    public void beforeRelease(Object savepoint) {
        coordinator.atStation(() -> {
            coordinator.flush();
            executeBatch();
        });
    }

    @Override
    public void afterRelease(Object savepoint) {
        callbacks.merge(callbacks.levelOf(savepoint));
        savepointsWithPendingChanges.remove(savepoint);
    }

    @Override
    public void afterRollback(Object savepoint, boolean isKept) {
        FailureCollector failures = new FailureCollector();
        coordinator.atStation(() -> {
            int level = callbacks.levelOf(savepoint);
            callbacks.discard(level, failures);
            coordinator.unmark(level);
            session.getJdbcCoordinator().abortBatch();
            clear();
            markLost(savepoint, level);
            if (isKept && level > 0) {
                callbacks.open(savepoint);
            }
        });
        Throwable failure = failures.first();
        if (failure != null) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "A callback of Hibernate failed after a rollback to a savepoint, and nothing else",
                    failure);
        }
    }

    /** Nobody can tell what has changed since the savepoint, so all is read again. */
    private void clear() {
        if (session.isOpen()) {
            session.clear();
        } else {
            // Closed by the user, which JPA defers to the end.
            session.getPersistenceContextInternal().clear();
            session.getActionQueue().clear();
        }
        if (stateless != null) {
            stateless.getPersistenceContextInternal().clear();
        }
    }

    /** What was to be done before COMMIT to entities that are detached now would be left out without a word. */
    private void markLost(Object savepoint, int level) {
        Class<?> pending = callbacks.pendingBelow(level);
        boolean hadPendingChanges = savepointsWithPendingChanges.remove(savepoint);
        if (pending == null && !hadPendingChanges) {
            return;
        }
        String lost = pending == null
                ? "changes that were not flushed, since the session's flush mode is MANUAL"
                : "what Hibernate was to do before COMMIT (" + pending.getName() + ")";
        RollbackMark mark = coordinator.mark(
                "A rollback to a savepoint has cleared the session, and with it " + lost
                        + ", which belongs to the block around. Expected: none pending where a nested block is opened."
                        + " Flush before it, lock after it, or open it with propagation REQUIRES_NEW.",
                Math.max(level - 1, 0));
        if (lane.isCurrent()) {
            lane.breakBlock(mark);
        }
    }

    @Override
    public void beforeCommit() {
        coordinator.atStation(() -> coordinator.beforeCompletion(callbacks));
    }

    @Override
    public void afterCompletion(Outcome outcome) {
        FailureCollector failures = new FailureCollector();
        lane.end();
        coordinator.afterCompletion(outcome == Outcome.COMMITTED, failures);
        StatelessSessionImplementor opened = stateless;
        if (opened != null) {
            failures.collect(opened::close);
        }
        if (session.isOpenOrWaitingForAutoClose()) {
            failures.collect(session::close);
        }
        failures.rethrow();
    }

    /** Keeps a user from closing the session, by which changes that are not flushed would be lost without a word. */
    private final class EarlyClose implements SessionEventListener {

        private static final long serialVersionUID = 1L;

        @Override
        public void end() {
            if (coordinator.isJoined()) {
                throw CurrentSession.refusedClose();
            }
        }
    }
}
