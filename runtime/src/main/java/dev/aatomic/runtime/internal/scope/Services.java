package dev.aatomic.runtime.internal.scope;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.RepeatedLog;
import dev.aatomic.runtime.internal.jdbc.Databases;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.observe.Observers;
import dev.aatomic.runtime.internal.transaction.TransactionLoss;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the blocks of one {@code Transactions} share: its databases, its threads, its observers, and whether it is closing. */
public final class Services {

    public final Databases databases;
    public final Dispatcher dispatcher;

    /** Whether only durable blocks may be outermost. */
    public final boolean requiresDurable;

    /** The other library's transactions in which blocks take part; null for none. */
    public final @Nullable EnclosingTransactions enclosing;

    /** What {@code close} waits for besides the blocks that hold or await a connection. */
    public final Unfinished unfinished = new Unfinished();

    /** Runs the hooks of blocks that have ended. */
    public final HookRunner hooks;

    public final ChildAdmission childAdmission;
    public final Observers observers;

    /** Whether a broken block that ended normally rolls back without an exception. */
    final boolean isSilentRollback;

    /** Whether outermost blocks that do not say it themselves take their connection with their first statement. */
    public final boolean isLazy;

    /** Logs the failures of the user's code that nobody waits for. */
    public final RepeatedLog failures = new RepeatedLog(Services.class);

    /** The tests that are open. Null until the first one is, and not again after that: what it has left behind must not go on outside it. */
    @Nullable
    public volatile OpenTests tests;

    /** Set when new blocks are to be refused, except those of hooks: somebody waits for all blocks to end. */
    volatile boolean isClosing;

    /** Set when the blocks of hooks are to be refused too. */
    private volatile boolean drained;

    /** What the end of a block needs, whatever state its thread's stack is in. */
    private static final List<Class<?>> USED_AT_THE_END = List.of(
            Outcome.class,
            ScopePhase.class,
            EndVerdict.class,
            EndVerdict.End.class,
            ScopeExit.class,
            TransactionExit.class,
            UnenteredExit.class,
            ChildTransactions.class,
            ScopeWork.class,
            AloneBlock.class,
            TransactionLoss.class,
            BodyFailure.class,
            ScopeCancellation.class,
            Abandonment.class);

    static {
        // If the stack overflowed while one of them is initialized, that class would be unusable for the life of the
        // JVM.
        for (Class<?> type : USED_AT_THE_END) {
            try {
                Class.forName(type.getName(), true, type.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new LinkageError("A class of the runtime is missing", e);
            }
        }
    }

    public Services(Databases databases, EngineSettings settings, HookRunner hooks) {
        this.databases = databases;
        this.hooks = hooks;
        this.requiresDurable = settings.requireDurable();
        this.enclosing = settings.enclosing();
        this.isSilentRollback = settings.silentRollback();
        this.isLazy = settings.connection() == ConnectionAcquisition.LAZY;
        Executor given = settings.executor();
        int connections = databases.connections();
        this.dispatcher = given == null
                ? new Dispatcher(connections, databases::areKnownServers, settings.capture())
                : new Dispatcher(given, connections, settings.capture());
        this.observers = new Observers(
                settings.listeners(),
                settings.observer(),
                settings.recordMetrics(),
                settings.recordPlaces(),
                dispatcher);
        this.childAdmission = new ChildAdmission(databases.all());
    }

    /** A test is open: what carries no context belongs to it from now on. */
    public synchronized void testOpened(BlockScope test) {
        OpenTests known = tests;
        tests = (known == null ? OpenTests.NONE : known).with(test);
    }

    /** A test has been rolled back. */
    public synchronized void testEnded(BlockScope test) {
        OpenTests known = tests;
        if (known != null) {
            tests = known.without(test);
        }
    }

    /** The context to which work for a database belongs, from a context outward; null if there is none. */
    public @Nullable ScopeContext contextOf(@Nullable Context from, ManagedDatabase database) {
        ScopeContext innermost = ScopeContext.innermost(from, database);
        OpenTests known = tests;
        return innermost != null || known == null ? innermost : known.around(from, database);
    }

    /** The database of a call that names none: that of the innermost open block, else the first one. A test is no such block. */
    public ManagedDatabase resolve(@Nullable Context current) {
        ScopeContext own = ScopeContext.innermost(current, this);
        return own == null || (own instanceof BlockScope block && block.settings.isTest)
                ? databases.first
                : own.database();
    }

    /** Whether new work that belongs to no open block is refused. Work of a hook is accepted until all blocks have ended. */
    public boolean isClosedFor(@Nullable Context current) {
        return drained || (isClosing && !ScopeContext.isInHook(current, this) && openBodyAround(current) == null);
    }

    /** The open block without a transaction around a context; null if there is none. */
    @Nullable
    public BlockWithoutTransaction openBodyAround(@Nullable Context current) {
        BlockWithoutTransaction body = ScopeContext.bodyAround(current, this);
        return body == null || body.isOver() ? null : body;
    }

    public TransactionManagementException workRefusedByClose() {
        return new TransactionManagementException(
                "A step or connection outside any block was refused because these transactions are closed", null);
    }

    public TransactionManagementException refusedByClose(String place, @Nullable Throwable cause) {
        return new TransactionManagementException(
                "Block " + place + " was refused because these transactions are closed", cause);
    }

    public CancellationException cancelledByClose(String place) {
        return new CancellationException("The transactions were closed while block " + place + " was open");
    }

    /** Logs the failure of a hook that nobody waits for, or that is allowed to fail. */
    public void logTolerated(Object hook, String place, Throwable failure) {
        failures.log(
                "Hook " + Failures.describe(hook) + " of block " + place + " failed after the end of its transaction",
                failure);
    }

    /** Refuses new blocks from now on, except those of hooks. */
    public void refuseBlocks() {
        isClosing = true;
    }

    /** Refuses the blocks of hooks too from now on. */
    public void refuseAll() {
        drained = true;
    }
}
