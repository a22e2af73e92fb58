package dev.aatomic.runtime.internal.scope;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.internal.body.CapturedBody;
import dev.aatomic.runtime.internal.common.Deadline;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.ReleasedField;
import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.future.BlockFuture;
import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.BlockFlight;
import dev.aatomic.runtime.internal.observe.BlockIds;
import dev.aatomic.runtime.internal.observe.Observation;
import dev.aatomic.runtime.internal.observe.Observed;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import dev.aatomic.runtime.internal.transaction.HookAction;
import dev.aatomic.runtime.internal.transaction.SetSavepoint;
import dev.aatomic.runtime.internal.transaction.Transaction;
import dev.aatomic.runtime.internal.transaction.TransactionBlock;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One opened block: what it knows, and how that may change. No I/O happens here, and no code of the user's runs: {@link ScopeEntry} lets
 * the block in, {@link ScopeWork} is what can be done in it, {@link ChildTransactions} are what its end waits for, {@link
 * ScopeCancellation} cuts it short, {@link ScopeExit} ends it, or {@link UnenteredExit} where its body has not run, and {@link ScopePhase}
 * draws how it moves.
 *
 * <p>Fields without a remark are written before the block is shared, or by whoever holds the lane.
 */
public final class BlockScope extends LaneScope
        implements ScopeContext, TransactionBlock, Observed, ChildTransaction, Abortable, StatementHolder {

    // ---- what it is

    final @Nullable BlockScope parent;
    public final Services engine;
    public final BlockSettings settings;
    public final ManagedDatabase database;
    final CheckedSupplier<?, ?> body;
    public final BlockFuture<@Nullable Object> future;

    /** The context in which it was opened. */
    public final @Nullable Context opener;

    /** How the caller of a blocking form gets the lane to run the body; null for other forms. */
    final @Nullable CallerHandoff handoff;

    /**
     * What observes the block; null where nobody wants to know. Written when the block is opened. The block's end is told to it once, by
     * whoever moved the block to a phase that {@linkplain ScopePhase#isCounted is counted}.
     */
    public @Nullable Observation observation;

    /** When the block must be over; null for most. Written when the block is opened, or by whoever cuts it short. */
    volatile @Nullable ScopeTimeout timeout;

    // ---- its part of the transaction

    /** Null until its turn comes, since a block that waits needs none, or until somebody asks for it. */
    private volatile @Nullable Transaction<JdbcSession> transaction;

    private static final VarHandle TRANSACTION =
            ReleasedField.of(MethodHandles.lookup(), "transaction", Transaction.class);

    /** Null until a handle is made: until then there is nothing to close. Made under the lane's lock. */
    @Nullable
    ScopeConnection connection;

    // ---- how it ends: written under the lane's lock, and not changed once the end is decided

    /** What the block ended with: a value, or a {@link BodyFailure}; null before. */
    @Nullable
    Object ending;

    // ---- what its end waits for, or answers for; guarded by the lane's lock

    /** The stage that the body returned, if it can be cancelled. */
    @Nullable
    @GuardedBy("lane")
    CompletableFuture<?> bodyFuture;

    /** Null for most. */
    @GuardedBy("lane")
    @Nullable
    ScopeObligations obligations;

    /**
     * An outermost block.
     *
     * @param opener what is current where it is opened
     * @param enclosing the other library's transaction in which it takes part; null for most
     * @param blocks whether the caller runs the body, and waits for the end
     */
    public BlockScope(
            Services engine,
            BlockSettings settings,
            ManagedDatabase database,
            @Nullable Context opener,
            CheckedSupplier<?, ?> body,
            @Nullable EnclosingTransaction enclosing,
            boolean blocks) {
        super(new Lane(engine.dispatcher));
        this.parent = null;
        this.engine = engine;
        this.settings = settings;
        this.database = database;
        this.opener = opener;
        this.body = body;
        this.handoff = blocks ? ScopeEntry.handoff(engine, body, enclosing) : null;
        this.future = new BlockFuture<>(engine.dispatcher, this);
        if (enclosing != null) {
            lane.connectsBy(enclosing);
        }
        if (settings.isLazy && enclosing == null) {
            lane.connectsBy(new LazyConnection(this));
        }
        lane.prepare(this, handoff == null || handoff.startsElsewhere());
    }

    /** A nested block. */
    public BlockScope(
            BlockScope parent, BlockSettings settings, Context opener, CheckedSupplier<?, ?> body, boolean blocks) {
        super(parent);
        this.parent = parent;
        this.engine = parent.engine;
        this.settings = settings;
        this.database = parent.database;
        TRANSACTION.setRelease(this, parent.transaction());
        this.opener = opener;
        this.body = body;
        this.handoff = blocks ? ScopeEntry.handoff(engine, body, parent.lane.enclosing()) : null;
        this.future = new BlockFuture<>(engine.dispatcher, this);
    }

    // ---- its place in the tree

    @Override
    public @Nullable BlockScope parent() {
        return parent;
    }

    public BlockScope outermost() {
        BlockScope block = this;
        for (BlockScope around = parent; around != null; around = around.parent) {
            block = around;
        }
        return block;
    }

    @Override
    public boolean isNested() {
        return parent != null;
    }

    @Override
    public @Nullable Context opener() {
        return opener;
    }

    /**
     * The block in which this one was opened, if that has another connection; its end waits for this one. For an outermost block it is any
     * block around it, for a nested one a block of another database that is open inside its parent.
     */
    @Nullable
    BlockScope openerElsewhere() {
        if (opener == parent) {
            // Nearly always: it nests in the block that opened it, or nothing is around it.
            return null;
        }
        BlockScope around = ScopeContext.innermostBlock(opener, engine);
        return around != null && around.lane != lane ? around : null;
    }

    /** Whether the end of a block that has another connection waits for this one. */
    public boolean isOnOtherConnection() {
        return openerElsewhere() != null;
    }

    @Override
    public boolean contains(@Nullable Context current) {
        return ScopeContext.isWithin(current, this);
    }

    @Override
    public Services engine() {
        return engine;
    }

    @Override
    public ManagedDatabase database() {
        return database;
    }

    @Override
    public boolean covers(ManagedDatabase other) {
        return database == other;
    }

    // ---- its part of the transaction

    /** The transaction of the outermost block. From any thread. */
    public Transaction<JdbcSession> transaction() {
        Transaction<JdbcSession> known = transaction;
        return known != null ? known : makeTransaction();
    }

    private Transaction<JdbcSession> makeTransaction() {
        Transaction<JdbcSession> made = new Transaction<>(this);
        return TRANSACTION.compareAndSet(this, null, made) ? made : Objects.requireNonNull(transaction);
    }

    @Override
    public boolean wantsSavepoint() {
        return settings.wantsSavepoint;
    }

    /**
     * False if it was told to merge, or if it was opened in a block that was broken already: that is noted as it opens, before any work.
     */
    @SuppressWarnings("GuardedBy")
    @Override
    public boolean hasSavepoint() {
        ScopeObligations known = obligations;
        return parent != null && settings.wantsSavepoint && (known == null || !known.wasOpenedInBrokenBlock());
    }

    @Override
    public BlockScope undoneWith() {
        BlockScope node = this;
        for (BlockScope around = parent(); around != null && !node.hasSavepoint(); around = node.parent()) {
            node = around;
        }
        return node;
    }

    /** The handle owner of this block, made when the first handle is. From any thread. */
    ScopeConnection connection() {
        // Safe without the lock: all that others see of it as it was made is final.
        ScopeConnection known = connection;
        if (known != null) {
            return known;
        }
        synchronized (lane) {
            return makeConnection();
        }
    }

    @GuardedBy("lane")
    private ScopeConnection makeConnection() {
        ScopeConnection made = connection;
        if (made == null) {
            made = new ScopeConnection(this);
            connection = made;
        }
        return made;
    }

    @Override
    public @Nullable SetSavepoint ownSavepoint() {
        ScopeConnection known = connection;
        return known == null ? null : known.savepoint();
    }

    @Override
    public void savepointSet(SetSavepoint set) {
        connection().savepointSet(set);
    }

    /** A statement failed: the block is broken, and its savepoint can no longer be left to COMMIT. */
    void statementFailed(Throwable failure) {
        transaction().markBroken(failure);
        mayHaveFailedStatement();
    }

    /** Notes that the savepoint must be released at the block's end: the release tells whether all went well. */
    void mayHaveFailedStatement() {
        undoneWith().connection().mayHaveFailedStatement();
    }

    @Override
    public boolean hasFailedStatement() {
        return connection != null && connection.hasFailedStatement();
    }

    @Override
    public void runsWithoutCaptured(Throwable problem) {
        statementFailed(problem);
    }

    @Override
    public @Nullable StatementInFlight statementInFlight() {
        Transaction<JdbcSession> known = transaction;
        return known == null ? null : known.statementInFlight();
    }

    @Override
    public boolean hasStatementInFlight() {
        return statementInFlight() != null;
    }

    @Override
    public boolean refusesOnceRollbackIsAsked() {
        return engine.isSilentRollback;
    }

    @GuardedBy("lane")
    @Override
    public void askForRollback(boolean asked) {
        if (asked || obligations != null) {
            obligations().askForRollback(asked);
        }
    }

    @GuardedBy("lane")
    @Override
    public boolean isRollbackAsked() {
        return obligations != null && obligations.isRollbackAsked();
    }

    /** Whether it is going to roll back, as far as that is known now. From any thread. */
    public boolean isRollingBack() {
        synchronized (lane) {
            return rollsBack() || transaction().isRollback();
        }
    }

    @Override
    public boolean holdsLock() {
        return Thread.holdsLock(lane);
    }

    // ---- what it says of itself

    @Override
    public long id() {
        return BlockIds.of(lane);
    }

    @Override
    public String name() {
        return settings.name(body);
    }

    @Override
    public String place() {
        return settings.place(body);
    }

    /** What flight recordings get of it; null if none runs. */
    public @Nullable BlockFlight flight() {
        return observation == null ? null : observation.flight;
    }

    @Override
    public @Nullable Observation observationAround() {
        BlockScope around = parent != null ? parent : ScopeContext.innermostBlock(opener, engine);
        while (around != null && around.observation == null) {
            around = around.parent;
        }
        return around == null ? null : around.observation;
    }

    @Override
    public String openingPlace() {
        String openedAt = observation == null ? null : observation.openingPlace();
        return openedAt == null ? place() : place() + " (opened at " + openedAt + ")";
    }

    @Override
    public BlockScope asBlock() {
        return this;
    }

    @Override
    public @Nullable String waitsForConnectionOf() {
        return ChildTransactions.waitingForConnection(this);
    }

    /** The lane holds a connection, this is its innermost block, and nothing has happened for a while. */
    @Override
    public void reportQuiet() {
        Observation ofLane = outermost().observation;
        if (ofLane != null) {
            ofLane.idles(this);
        }
    }

    // ---- how it is entered

    @Override
    public boolean pinsLane() {
        return true;
    }

    /**
     * What is kept in step with the transaction may send what it holds back, ahead of a savepoint and of COMMIT. Where nothing is, the block
     * begins and ends without.
     */
    @Override
    public boolean needsConnection() {
        return lane.hasCallbacks && !phase.isCutShort() && (parent != null || phase != ScopePhase.WAITING);
    }

    @Override
    public boolean isRefusable() {
        return phase == ScopePhase.WAITING;
    }

    /** An outermost block whose caller waits starts on the caller's thread, or on one of ours. */
    @Override
    public boolean startsOnCaller() {
        return handoff != null;
    }

    @Override
    public boolean isConnected() {
        return super.isConnected() && lane.delayed() == null;
    }

    public boolean isOpen() {
        return phaseNow() == ScopePhase.OPEN;
    }

    /** Opens a nested block that nobody observes and whose body runs where its turn is: the common case. */
    @GuardedBy("lane")
    @Override
    public boolean openAtOnce(ThreadState thread) {
        if (parent == null
                || phase != ScopePhase.WAITING
                || observation != null
                || lane.hasCallbacks
                || (handoff != null && handoff.isAwayFrom(thread.thread))) {
            return false;
        }
        becomeInnermost();
        thread.opened = this;
        return true;
    }

    /** Holding the lane's lock, of a nested block. */
    @GuardedBy("lane")
    void becomeInnermost() {
        Transaction<JdbcSession> joined = transaction();
        if (joined.isBrokenFor(this)) {
            obligations().openedInBrokenBlock();
        }
        joined.entered(this);
        become(ScopePhase.OPEN);
        lane.setInnermost(this);
    }

    // ---- how it ends

    /** Holding the lane's lock: made with the first. */
    @GuardedBy("lane")
    ScopeObligations obligations() {
        if (obligations == null) {
            obligations = new ScopeObligations();
        }
        return obligations;
    }

    /** Holding the lane's lock: what the body ended with. */
    @GuardedBy("lane")
    void ended(@Nullable Object value, @Nullable Throwable thrown) {
        ending = thrown == null ? value : new BodyFailure(thrown, !settings.commitsOn(thrown));
    }

    /** Holding the lane's lock: what the block fails with, whatever its body does. */
    @GuardedBy("lane")
    void failsWith(Throwable reason) {
        ending = new BodyFailure(reason, true);
    }

    /** What it fails with, whether that rolls it back or not; null if nothing. Holding the lane, or its lock. */
    @Nullable
    Throwable failure() {
        return ending instanceof BodyFailure failed ? failed.thrown() : null;
    }

    /** Whether the caller has its value already: see {@link ReadOnlyExit}. Holding the lane, or its lock. */
    @SuppressWarnings("GuardedBy")
    boolean isTold() {
        ScopeObligations known = obligations;
        return known != null && known.isTold();
    }

    /** Whether what it fails with rolls it back. Holding the lane, or its lock. */
    boolean rollsBack() {
        return ending instanceof BodyFailure failed && failed.rollsBack();
    }

    /** What its body ended with, if that was no failure. */
    @Nullable
    public Object value() {
        return ending instanceof BodyFailure ? null : ending;
    }

    @Override
    public boolean isCancelled() {
        synchronized (lane) {
            return rollsBack() && failure() instanceof CancellationException;
        }
    }

    /** Holding the lane's lock: decides whether the block commits. Nothing can stop the end from now on. */
    @GuardedBy("lane")
    boolean decideEnd() {
        assert Thread.holdsLock(lane) : "the end was decided without the lane's lock";
        if (phase == ScopePhase.ABANDONED) {
            return false;
        }
        if (timeout != null && !rollsBack() && Deadline.hasPassed(timeout.deadline)) {
            Throwable overdue = settings.timedOut(body);
            Failures.suppress(overdue, failure());
            failsWith(overdue);
        }
        boolean rollsBack = rollsBack();
        if (!rollsBack && obligations != null) {
            obligations.breakBySwallowed(transaction());
        }
        become(ScopePhase.ENDING);
        return !rollsBack && !transaction().isRollback();
    }

    /**
     * Holding the lane's lock, with the end decided: ends a nested block if the database has no part in its end. Returns whether it did.
     */
    @GuardedBy("lane")
    boolean endAtOnce(boolean keep) {
        if (parent == null
                || !keep
                || ending instanceof BodyFailure
                || ownSavepoint() != null
                || (settings.isAloneInTest && transaction().hasHooks())) {
            return false;
        }
        leaveToParent();
        return true;
    }

    /** Holding the lane's lock: a nested block is over, and the one around it is the innermost again. */
    @GuardedBy("lane")
    void leaveToParent() {
        become(ScopePhase.ENDED);
        lane.setInnermost(Objects.requireNonNull(parent));
        lane.unpinLocked();
        transaction().left(parent);
    }

    // ---- what others ask of it: done by those that the class comment names

    @Override
    public void run(ThreadState thread) {
        boolean isOpened = thread.opened == this;
        thread.opened = null;
        if (body instanceof CapturedBody captured && (isOpened || phase == ScopePhase.WAITING)) {
            captured.run(() -> ScopeEntry.take(this, thread, isOpened));
        } else {
            ScopeEntry.take(this, thread, isOpened);
        }
    }

    @Override
    public void startOnCaller() {
        ScopeEntry.startOnCaller(this);
    }

    @Override
    public boolean abort(Throwable reason) {
        return ScopeCancellation.abort(this, phase -> reason);
    }

    @Override
    public boolean isInDriver() {
        return lane.isPinned();
    }

    @Override
    public boolean abortInDriver(Throwable reason) {
        boolean isElsewhere = lane.isPinned() && !lane.isOwnedHere();
        if (isElsewhere) {
            ThreadState.current().runReserved(() -> abort(reason));
        }
        return isElsewhere;
    }

    @Override
    public void abortWith(Throwable reason) {
        abort(reason);
    }

    @Override
    public void cancelBy(Throwable reason) {
        abort(Failures.cancelledWithParent(place(), reason));
    }

    @Override
    public void drop(Throwable reason) {
        UnenteredExit.drop(this, reason);
    }

    @Override
    public void expire(String why) {
        if (lane.delayed() instanceof LazyConnection lazy) {
            lazy.expire(why);
            return;
        }
        UnenteredExit.expire(this, why);
    }

    @Override
    public void abandon() {
        ScopeExit.abandon(this);
    }

    @Override
    public void abandonEnding(Duration limit) {
        ScopeExit.abandonEnding(this, limit);
    }

    @Override
    public void crash(Throwable thrown) {
        ScopeExit.crash(this, thrown);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(ConnectionFunction<T> step) {
        return ScopeWork.submit(this, step);
    }

    @Override
    public void runHere(Runnable action) {
        if (observation == null) {
            ScopeContext.super.runHere(action);
        } else {
            ScopeWork.runObserved(this, observation, () -> ScopeContext.super.runHere(action));
        }
    }

    @Override
    public void runCode(Runnable code) {
        ScopeWork.runCode(this, code);
    }

    @Override
    public void executeStatement(Runnable work) {
        ScopeWork.executeStatement(this, work);
    }

    @Override
    public Connection openConnection() {
        return ScopeWork.openConnection(this);
    }

    @Override
    public void register(HookAction hook) {
        ScopeWork.register(this, hook);
    }

    @Override
    public void setRollbackOnly(boolean rollbackOnly) {
        ScopeWork.setRollbackOnly(this, rollbackOnly);
    }

    @Override
    public boolean isRollbackOnly() {
        return ScopeWork.isRollbackOnly(this);
    }

    @Override
    public void execute(Runnable continuation) {
        ScopeWork.resume(this, continuation, false);
    }

    @Override
    public void executeLater(Runnable continuation) {
        ScopeWork.resume(this, continuation, true);
    }
}
