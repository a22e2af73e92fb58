package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.RepeatedLog;
import dev.aatomic.runtime.internal.jdbc.Databases;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.observe.Observers;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What the blocks of one {@code Transactions} share: its databases, its threads, who observes, and whether it is closing. */
public final class Services {

    private static final System.Logger LOGGER = System.getLogger(Services.class.getName());

    private final Databases databases;
    private final Dispatcher dispatcher;
    private final ChildAdmission childAdmission;
    private final Observers observers;
    private final EngineSettings settings;
    private final Unfinished unfinished = new Unfinished();
    private final RepeatedLog failures = new RepeatedLog(LOGGER);

    /** Set when new blocks are to be refused, but for those of hooks. */
    private volatile boolean closed;

    /** Set when those are to be refused too. */
    private volatile boolean drained;

    /** What the end of a block needs, whatever state its thread's stack is in. */
    private static final List<Class<?>> USED_AT_THE_END = List.of(
            Outcome.class,
            ScopePhase.class,
            EndVerdict.class,
            EndVerdict.End.class,
            ScopeExit.class,
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

    public Services(Databases databases, EngineSettings settings) {
        this.databases = databases;
        this.settings = settings;
        this.dispatcher = new Dispatcher(settings.executor(), databases.connections(), settings.capture());
        this.observers = new Observers(settings.listeners(), settings.recordMetrics(), dispatcher);
        this.childAdmission = new ChildAdmission(databases.all());
    }

    public Databases databases() {
        return databases;
    }

    public Dispatcher dispatcher() {
        return dispatcher;
    }

    ChildAdmission childAdmission() {
        return childAdmission;
    }

    /** Logs what fails in code of the user's that nobody waits for. */
    RepeatedLog failures() {
        return failures;
    }

    Observers observers() {
        return observers;
    }

    boolean recordsOpeningPlaces() {
        return settings.holdLimit() != null;
    }

    /** Whether only durable blocks may be outermost. */
    public boolean requiresDurable() {
        return settings.requireDurable();
    }

    /** The other library's transaction of this thread in which work for the database is, if there is one. */
    @Nullable
    public EnclosingTransaction enclosing(ManagedDatabase database) {
        EnclosingTransactions transactions = settings.enclosing();
        return transactions == null ? null : transactions.current(database.name());
    }

    boolean isSilentRollback() {
        return settings.silentRollback();
    }

    /** What a call means that names no database: the innermost open block's, else the first one. */
    public ManagedDatabase resolve(@Nullable Context current) {
        ScopeContext own = ScopeContext.innermost(current, this);
        return own == null ? databases.first() : own.database();
    }

    /** What {@link #close} waits for beside who holds or awaits a connection. */
    public Unfinished unfinished() {
        return unfinished;
    }

    /** Whether somebody waits for all to end. */
    boolean isClosing() {
        return closed;
    }

    /** Whether new work that belongs to no open block is refused; that of a hook is not until all have ended. */
    public boolean isClosedFor(@Nullable Context current) {
        return drained || (closed && !AutocommitContext.isInHook(this, current) && openBodyAround(current) == null);
    }

    /** The open block without a transaction in which something runs. */
    @Nullable
    public AutocommitBody openBodyAround(@Nullable Context current) {
        AutocommitBody body = AutocommitContext.bodyAround(current, this);
        return body == null || body.isOver() ? null : body;
    }

    TransactionManagementException workRefusedByClose() {
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

    /** From now on new blocks are refused, but for those of hooks. */
    public void refuseBlocks() {
        closed = true;
    }

    /** From now on those are refused too. */
    public void refuseAll() {
        drained = true;
    }
}
