package dev.aatomic.runtime.internal.scope;

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
import dev.aatomic.runtime.spi.EnclosingTransactions;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What the blocks of one {@code Transactions} share: its databases, its threads, who observes, and whether it is closing. */
public final class Services {

    private static final System.Logger LOGGER = System.getLogger(Services.class.getName());

    public final Databases databases;
    public final Dispatcher dispatcher;

    /** Whether only durable blocks may be outermost. */
    public final boolean requiresDurable;

    /** The other library's transactions in which blocks take part; null for none. */
    public final @Nullable EnclosingTransactions enclosing;

    /** What {@code close} waits for beside who holds or awaits a connection. */
    public final Unfinished unfinished = new Unfinished();

    /** Runs the hooks of blocks that have ended. */
    public final HookRunner hooks;

    public final ChildAdmission childAdmission;
    final Observers observers;

    /** Whether a broken block that ended normally rolls back without a word. */
    final boolean isSilentRollback;

    /** Logs what fails in code of the user's that nobody waits for. */
    public final RepeatedLog failures = new RepeatedLog(LOGGER);

    /** Set when new blocks are to be refused, but for those of hooks: somebody waits for all to end. */
    volatile boolean isClosing;

    /** Set when those are to be refused too. */
    private volatile boolean drained;

    /** What the end of a block needs, whatever state its thread's stack is in. */
    private static final List<Class<?>> USED_AT_THE_END = List.of(
            Outcome.class,
            ScopePhase.class,
            EndVerdict.class,
            EndVerdict.End.class,
            ScopeExit.class,
            TransactionExit.class,
            BodyFailure.class,
            ScopeCancellation.class,
            Abandonment.class);

    static {
        // A stack that overflows in the initialization of a class would leave it of no use for the life of the JVM.
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
        this.dispatcher = new Dispatcher(settings.executor(), databases.connections(), settings.capture());
        // Whoever is warned of a block that holds its connection for long wants to know where it was opened.
        this.observers =
                new Observers(settings.listeners(), settings.recordMetrics(), settings.holdLimit() != null, dispatcher);
        this.childAdmission = new ChildAdmission(databases.all());
    }

    /** What a call means that names no database: the innermost open block's, else the first one. */
    public ManagedDatabase resolve(@Nullable Context current) {
        ScopeContext own = ScopeContext.innermost(current, this);
        return own == null ? databases.first : own.database();
    }

    /** Whether new work that belongs to no open block is refused; that of a hook is not until all have ended. */
    public boolean isClosedFor(@Nullable Context current) {
        return drained || (isClosing && !ScopeContext.isInHook(current, this) && openBodyAround(current) == null);
    }

    /** The open block without a transaction in which something runs. */
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

    /** Logs what a hook failed with that nobody waits for, or that may fail. */
    public void logTolerated(Object hook, String place, Throwable failure) {
        failures.log(
                "Hook " + Failures.describe(hook) + " of block " + place + " failed after the end of its transaction",
                failure);
    }

    /** From now on new blocks are refused, but for those of hooks. */
    public void refuseBlocks() {
        isClosing = true;
    }

    /** From now on those are refused too. */
    public void refuseAll() {
        drained = true;
    }
}
