package dev.aatomic.runtime.internal.autocommit;

import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.inspect.Listed;
import dev.aatomic.runtime.internal.inspect.Sight;
import dev.aatomic.runtime.internal.jdbc.ConnectionShortage;
import dev.aatomic.runtime.internal.jdbc.JdbcResource;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.jdbc.dialect.DatabaseDialect;
import dev.aatomic.runtime.internal.jdbc.dialect.PostgresCopy;
import dev.aatomic.runtime.internal.jdbc.handle.DriverCall;
import dev.aatomic.runtime.internal.jdbc.handle.HandleLedger;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner;
import dev.aatomic.runtime.internal.jdbc.handle.SavepointHandle;
import dev.aatomic.runtime.internal.jdbc.sql.SqlRules;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.BlockIds;
import dev.aatomic.runtime.internal.observe.Observers;
import dev.aatomic.runtime.internal.observe.StepOperation;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import dev.aatomic.runtime.internal.scope.ChildTransaction;
import dev.aatomic.runtime.internal.scope.Services;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A connection outside any block, for a step or for as long as a handle is open. Its calls run one at a time. */
final class AutocommitConnection implements HandleOwner {

    private static final String NOT_HAD = "A connection outside any block could not be had";

    /** The place in the queue of a thread that waits for a connection to hold it until its handle is closed. */
    private static final class Borrower extends Ticket implements ChildTransaction, Listed {

        private final ScopeFuture<@Nullable Void> turn;
        private final Dispatcher dispatcher;
        private final AutocommitContext.Owner owner;

        /** Null until the thread has got it. */
        private volatile @Nullable AutocommitConnection connection;

        /** When the watchdog first saw it hold a connection, in terms of {@code System.nanoTime}; 0 for not yet. */
        private volatile long heldSince;

        private final ManagedDatabase database;

        /** The number by which it is known outside; 0 until somebody asked for it. */
        private long id;

        Borrower(Services engine, ManagedDatabase database) {
            this.database = database;
            dispatcher = engine.dispatcher;
            turn = new ScopeFuture<>(dispatcher);
            owner = new AutocommitContext.Owner(engine, ThreadState.currentContext());
        }

        /** Tells the thread that waits for the connection; nobody else waits for this. */
        private void tell(@Nullable Throwable problem) {
            turn.settleHere(null, problem, ThreadState.current());
        }

        @Override
        public void granted() {
            tell(null);
        }

        @Override
        public String place() {
            return "'in autocommit'";
        }

        @Override
        public void abort(Throwable reason) {
            tell(reason);
            AutocommitConnection used = connection;
            if (used != null) {
                used.stop(dispatcher);
            }
        }

        @Override
        public void abandon(Duration limit) {
            AutocommitConnection used = connection;
            if (used != null) {
                dispatcher.runOnSpareThread(used::throwAway);
            }
        }

        @Override
        public void cancelBy(Throwable reason) {
            if (owner.stops(this)) {
                abort(reason);
            }
        }

        @Override
        public void expire(String why) {
            tell(new CannotCreateTransactionException(NOT_HAD + ": " + why + ". " + ConnectionShortage.MEND, null));
        }

        @Override
        public void seenHolding(long now) {
            if (heldSince == 0L) {
                heldSince = now;
            }
        }

        @Override
        public ManagedDatabase listedIn() {
            return database;
        }

        @Override
        public Sight look(long now) {
            AutocommitConnection used = connection;
            StatementInFlight statement = used == null ? null : used.statementInFlight();
            BlockState state =
                    used == null ? BlockState.CONNECTING : statement == null ? BlockState.IDLE : BlockState.IN_DATABASE;
            Sight sight = new Sight(id(), IN_AUTOCOMMIT, 0, state);
            if (statement != null) {
                sight.at("statement").running(statement);
            }
            return heldSince == 0L ? sight : sight.heldFor(Math.max(0L, now - heldSince));
        }

        private synchronized long id() {
            if (id == 0L) {
                id = BlockIds.next();
            }
            return id;
        }

        @Override
        public String holding(long now) {
            return "a connection that was taken outside any block"
                    + (heldSince == 0L
                            ? ""
                            : " for " + Duration.ofNanos(now - heldSince).toSeconds() + " s") + ", and not closed";
        }
    }

    private final ManagedDatabase database;
    private final Observers observers;
    private final JdbcResource resource;
    private final @Nullable Runnable whenClosed;
    private final HandleLedger ledger = new HandleLedger();
    private boolean closed;

    /** Whether no statement may start any more. */
    private volatile boolean stopped;

    /** Whether it was closed under whoever uses it. */
    private volatile boolean thrownAway;

    private AutocommitConnection(
            ManagedDatabase database, Observers observers, JdbcResource resource, @Nullable Runnable whenClosed) {
        this.database = database;
        this.observers = observers;
        this.resource = resource;
        this.whenClosed = whenClosed;
    }

    /** Takes a connection for a step, which has its ticket and closes it. */
    static AutocommitConnection open(ManagedDatabase database, Observers observers, @Nullable Runnable whenClosed) {
        JdbcResource resource = null;
        try {
            resource = JdbcResource.open(database);
            resource.beginAutocommit();
            return new AutocommitConnection(database, observers, resource, whenClosed);
        } catch (Throwable t) {
            if (resource != null) {
                resource.evict();
            }
            throw new CannotCreateTransactionException(
                    "Database '" + database.name() + "' gave no connection: " + Failures.describe(t)
                            + ". Check that the database is up and the pool is open and large enough",
                    t);
        }
    }

    @Override
    public String toString() {
        return "a statement outside any block";
    }

    /** Takes a connection for a handle; waits for it. */
    static AutocommitConnection borrow(AutocommitContext context) {
        Services engine = context.engine();
        Admission admission = context.database().admission;
        Borrower borrower = new Borrower(engine, context.database());
        Runnable release = () -> ThreadState.current().release(admission, borrower, null, engine.dispatcher);
        boolean granted = false;
        try {
            Admission.Answer answer = borrower.owner.acquire(borrower, borrower, context.database());
            if (answer == Admission.Answer.REFUSED) {
                throw ConnectionShortage.refused(NOT_HAD, context.database());
            }
            if (answer == Admission.Answer.WAITS) {
                borrower.turn.awaitConnection();
            }
            granted = true;
        } catch (CompletionException | CancellationException e) {
            throw Failures.<RuntimeException>rethrow(Failures.unwrap(e));
        } finally {
            if (!granted && !admission.cancel(borrower)) {
                release.run();
            }
            borrower.owner.release(borrower);
        }
        try {
            AutocommitConnection taken = open(context.database(), engine.observers, release);
            borrower.connection = taken;
            return taken;
        } catch (Throwable t) {
            release.run();
            throw t;
        }
    }

    @Override
    public synchronized <T extends @Nullable Object> T call(
            Kind kind, @Nullable Statement statement, DriverCall<T> call) throws SQLException {
        if (closed) {
            throw new TransactionManagementException(
                    "A connection of the autocommit context was used after its step or handle had ended", null);
        }
        checkThread();
        if (kind == Kind.UNWRAP) {
            resource.unwrapped();
        }
        if (statement == null) {
            return apply(kind, null, call);
        }
        resource.statementStarts(statement);
        try {
            // stop() sets the flag before it looks for the statement.
            if (stopped) {
                throw new TransactionManagementException(
                        "A statement was refused because its step or connection outside any block was given up", null);
            }
            return apply(kind, statement, call);
        } finally {
            resource.statementEnded();
        }
    }

    /** Refuses forks: what interrupts one would close the connection under its statement, which may commit all the same. */
    static void checkThread() {
        if (ThreadState.current().fork != null) {
            throw new TransactionManagementException(
                    "A fork of a StructuredTaskScope used a connection outside of transactions on its own thread, where an"
                            + " interrupt would close it under a statement that may commit all the same. Use submit(...), whose"
                            + " statements run on another thread",
                    null);
        }
    }

    /** The statement that is running now; null if none is. From any thread. */
    @Nullable
    StatementInFlight statementInFlight() {
        return resource.statementInFlight();
    }

    /** Cancels the statement that runs, and lets none start after it. */
    void stop(Dispatcher dispatcher) {
        if (stopped) {
            return;
        }
        stopped = true;
        Runnable cancellation = resource.statementCancellation();
        if (cancellation != null) {
            dispatcher.runOnSpareThread(cancellation);
        }
    }

    /** Closes it under whoever is stuck in a call. */
    void throwAway() {
        thrownAway = true;
        try {
            resource.evict();
        } finally {
            if (whenClosed != null) {
                whenClosed.run();
            }
        }
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isAutocommit() {
        return true;
    }

    @Override
    public HandleLedger.Restoration readSchema(Connection connection) throws SQLException {
        return database.dialect(connection).readSchema(connection)::apply;
    }

    @Override
    public SqlRules sqlRules(String sql) throws SQLException {
        DatabaseDialect known = database.knownDialect();
        DatabaseDialect dialect = known != null ? known : call(Kind.PREPARE, null, database::dialect);
        return dialect.syntax().inAutocommit();
    }

    @Override
    public boolean undoesSettings() {
        return false;
    }

    @Override
    public boolean isKnownOpen() {
        return false;
    }

    @Override
    public SavepointHandle setSavepoint(@Nullable String name) {
        throw noSavepoints();
    }

    @Override
    public void rollbackTo(SavepointHandle savepoint) {
        throw noSavepoints();
    }

    @Override
    public void releaseSavepoint(SavepointHandle savepoint) {
        throw noSavepoints();
    }

    private static TransactionManagementException noSavepoints() {
        return new TransactionManagementException(
                "A savepoint was used in the autocommit context, where each statement commits alone: open a block with"
                        + " atomic()",
                null);
    }

    @Override
    public HandleLedger ledger() {
        return ledger;
    }

    @Override
    public void handleClosed() {
        if (whenClosed != null) {
            close();
        }
    }

    /** Gives the connection back as it was. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (thrownAway) {
            return;
        }
        try {
            if (resource.endCopy() != PostgresCopy.End.NONE) {
                throw new TransactionManagementException(
                        "A COPY that was begun in the autocommit context through the driver's own connection was left"
                                + " open, and was cancelled. End it in the step that begins it, with endCopy() or"
                                + " cancelCopy()",
                        null);
            }
            Throwable failure = ledger.closeAll();
            if (failure != null) {
                logger().log(
                                System.Logger.Level.WARNING,
                                "A statement that was left open could not be closed",
                                failure);
            }
            ledger.restore(resource.connection());
            resource.giveBack();
        } catch (Throwable t) {
            logger().log(
                            System.Logger.Level.WARNING,
                            "A connection of database '" + database.name()
                                    + "' could not be put back as it was and is thrown away",
                            t);
            resource.evict();
        } finally {
            if (whenClosed != null) {
                whenClosed.run();
            }
        }
    }

    /**
     * Makes the call without an interrupt flag that the user's code left behind: it would close the driver's socket on a virtual thread.
     */
    private <T extends @Nullable Object> T apply(Kind kind, @Nullable Statement statement, DriverCall<T> call)
            throws SQLException {
        Object begun = kind == Kind.STATEMENT ? observers.beginStepOutside() : null;
        boolean failed = true;
        boolean interrupted = InterruptFlag.putAside();
        try {
            T result = call.apply(resource.connection());
            failed = false;
            return result;
        } finally {
            observers.endStepOutside(begun, database, StepOperation.STATEMENT, failed, database.recordedSql(statement));
            InterruptFlag.giveBack(interrupted);
        }
    }

    private static System.Logger logger() {
        return System.getLogger(AutocommitConnection.class.getName());
    }
}
