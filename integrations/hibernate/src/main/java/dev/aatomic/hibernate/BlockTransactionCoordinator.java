package dev.aatomic.hibernate;

import dev.aatomic.runtime.spi.FailureCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hibernate.TransactionException;
import org.hibernate.jpa.spi.JpaCompliance;
import org.hibernate.resource.transaction.spi.IsolationDelegate;
import org.hibernate.resource.transaction.spi.SynchronizationRegistry;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorOwner;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.hibernate.resource.transaction.spi.TransactionStatus;
import org.jspecify.annotations.Nullable;

/** Hibernate's view of a block: a transaction that is active from the session's opening to its end, and that only the block ends. */
final class BlockTransactionCoordinator implements TransactionCoordinator {

    private static final String REFUSAL =
            " is refused in a block: the transaction is the block's, which commits when it ends well, and rolls back when it fails."
                    + " Expected: no begin, commit or rollback on the session. To roll back, throw, or call"
                    + " session.getTransaction().setRollbackOnly().";

    private final TransactionCoordinatorBuilder builder;
    private final TransactionCoordinatorOwner owner;
    private final BlockConnection connection;
    private final Driver driver = new Driver();
    private final LocalSynchronizations synchronizations = new LocalSynchronizations();
    private final List<TransactionObserver> observers = new ArrayList<>();

    private @Nullable CompletionCallbacks callbacks;
    private volatile TransactionStatus status = TransactionStatus.NOT_ACTIVE;
    private volatile @Nullable RollbackMark mark;
    private boolean isCompletionBegun;

    /** While the engine tells the session of a station nobody else uses it, and the block need not be current. */
    private boolean isAtStation;

    private int timeOut = -1;

    BlockTransactionCoordinator(
            TransactionCoordinatorBuilder builder, TransactionCoordinatorOwner owner, BlockConnection connection) {
        this.builder = builder;
        this.owner = owner;
        this.connection = connection;
    }

    void begin(CompletionCallbacks callbacks) {
        this.callbacks = callbacks;
        status = TransactionStatus.ACTIVE;
        owner.startTransactionBoundary();
        owner.afterTransactionBegin();
        observers().forEach(TransactionObserver::afterBegin);
    }

    /** Does what belongs to one station in the life of the block. */
    void atStation(Runnable action) {
        isAtStation = true;
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            explain(e);
            throw e;
        } finally {
            isAtStation = false;
        }
    }

    /** Sends what is pending; what is marked would skip it without a word. */
    void flush() {
        requireUnmarked();
        owner.flushBeforeTransactionCompletion();
        requireUnmarked();
    }

    /** As Hibernate does before COMMIT. Asked again it does what has come since, as what is done here may register more. */
    void beforeCompletion(CompletionCallbacks callbacks) {
        requireUnmarked();
        try {
            boolean isChangedSince;
            do {
                if (isCompletionBegun) {
                    owner.flushBeforeTransactionCompletion();
                    callbacks.beforeTransactionCompletion();
                } else {
                    isCompletionBegun = true;
                    owner.beforeTransactionCompletion();
                }
                isChangedSince = synchronizations.beforeCompletion();
                observers().forEach(TransactionObserver::beforeCompletion);
            } while (isChangedSince || callbacks.hasBeforeCompletionCallbacks());
        } catch (RuntimeException e) {
            driver.markRollbackOnly();
            throw e;
        }
        requireUnmarked();
    }

    /** All of it happens, whatever fails: else locks stay in the cache. */
    void afterCompletion(boolean isCommitted, FailureCollector failures) {
        status = isCommitted ? TransactionStatus.COMMITTED : TransactionStatus.ROLLED_BACK;
        synchronizations.afterCompletion(isCommitted, failures);
        failures.collect(() -> owner.afterTransactionCompletion(isCommitted, false));
        observers().forEach(observer -> failures.collect(() -> observer.afterCompletion(isCommitted, false)));
    }

    /** An observer may remove itself. */
    private List<TransactionObserver> observers() {
        return List.copyOf(observers);
    }

    /** Lets the savepoint of that level, or the whole block, end by a rollback only. The first mark counts: no savepoint is set after it. */
    RollbackMark mark(String message, int level) {
        RollbackMark current = mark;
        if (current == null) {
            current = new RollbackMark(message, level);
            mark = current;
        }
        return current;
    }

    /** What was marked from a level on is undone. */
    void unmark(int level) {
        RollbackMark current = mark;
        if (current != null && current.level() >= level) {
            mark = null;
        }
    }

    void explain(Throwable thrown) {
        RollbackMark current = mark;
        if (current != null) {
            current.explain(thrown);
        }
    }

    private void requireUnmarked() {
        RollbackMark current = mark;
        if (current != null) {
            throw current;
        }
    }

    @Override
    public TransactionCoordinatorBuilder getTransactionCoordinatorBuilder() {
        return builder;
    }

    @Override
    public TransactionDriver getTransactionDriverControl() {
        return driver;
    }

    @Override
    public SynchronizationRegistry getLocalSynchronizations() {
        return synchronizations;
    }

    @Override
    public JpaCompliance getJpaCompliance() {
        return owner.getJdbcSessionOwner().getJdbcSessionContext().getJpaCompliance();
    }

    /** A session of a block has joined its transaction from the beginning. */
    @Override
    public void explicitJoin() {}

    @Override
    public boolean isJoined() {
        return driver.isActive();
    }

    /** Called at the beginning of most that is done with a session, lazy loading included. */
    @Override
    public void pulse() {
        if (!isAtStation && driver.isActive()) {
            connection.lane().require();
        }
    }

    @Override
    public boolean isActive() {
        return owner.isActive();
    }

    @Override
    public IsolationDelegate createIsolationDelegate() {
        return connection.separateWork();
    }

    @Override
    public void addObserver(TransactionObserver observer) {
        observers.add(observer);
    }

    @Override
    public void removeObserver(TransactionObserver observer) {
        observers.remove(observer);
    }

    @Override
    public void setTimeOut(int seconds) {
        timeOut = seconds;
    }

    @Override
    public int getTimeOut() {
        return timeOut;
    }

    private final class Driver implements TransactionDriver {

        /** Not reached through a session, which says by itself that a transaction is active. */
        @Override
        public void begin() {
            throw new TransactionException("begin" + REFUSAL);
        }

        @Override
        public void commit() {
            throw new TransactionException("commit" + REFUSAL);
        }

        /** Whoever asks for a rollback gets none now; a COMMIT would be worse. */
        @Override
        public void rollback() {
            TransactionException refusal = new TransactionException("rollback" + REFUSAL);
            markRollbackOnly();
            explain(refusal);
            throw refusal;
        }

        @Override
        public TransactionStatus getStatus() {
            return status == TransactionStatus.ACTIVE && mark != null ? TransactionStatus.MARKED_ROLLBACK : status;
        }

        /** Hibernate marks its transaction where an exception leaves the session in doubt. */
        @Override
        public void markRollbackOnly() {
            if (status != TransactionStatus.ACTIVE) {
                return;
            }
            if (!isAtStation) {
                // Another thread, whose call was refused, marks nothing.
                connection.lane().require();
            }
            RollbackMark marked = mark(
                    "Hibernate has marked the block's transaction for rollback, since a call of the session failed (the cause, if there"
                            + " is one), or setRollbackOnly was called. Expected: the exception leaves the block; to go on after it, a nested"
                            + " block around the call.",
                    Objects.requireNonNull(callbacks).depth());
            if (connection.lane().isCurrent()) {
                connection.lane().breakBlock(marked);
            }
        }
    }
}
