package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.Outermost;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionMetrics;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The databases, the threads and the settings behind one {@code Transactions}. */
final class Engine {

    private static final System.Logger LOGGER = System.getLogger(Engine.class.getName());

    /** How long cancelled blocks have to roll back. */
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(5);

    /** How long it takes for what a cancelled block leaves to be cancelled too. */
    private static final Duration CANCEL_INTERVAL = Duration.ofMillis(100);

    /** How long the connections of blocks that were given up have to be closed, and their callers to be told. */
    private static final Duration ABANDON_LIMIT = Duration.ofSeconds(2);

    private final Map<String, ManagedDatabase> databases;
    private final Map<String, Database> operations = new LinkedHashMap<>();
    private final ManagedDatabase first;
    private final Dispatcher dispatcher;
    private final Watchdog watchdog;
    private final IndependentAdmission independentAdmission;
    private final Observers observers;
    private final EngineSettings settings;
    private final Unfinished unfinished = new Unfinished();
    private final RepeatedLog failures = new RepeatedLog(LOGGER);

    /** Set when new blocks are to be refused, but for those of hooks. */
    private volatile boolean closed;

    /** Set when those are to be refused too. */
    private volatile boolean drained;

    /** What the end of a block needs, whatever state its thread's stack is in. */
    private static final List<Class<?>> USED_AT_THE_END =
            List.of(Outcome.class, ScopePhase.class, EndVerdict.class, EndVerdict.End.class, Abandonment.class);

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

    Engine(Map<String, ManagedDatabase> databases, EngineSettings settings) {
        this.databases = databases;
        this.first = databases.values().iterator().next();
        int connections = databases.values().stream()
                .mapToInt(database -> database.admission().connections())
                .sum();
        this.settings = settings;
        this.dispatcher = new Dispatcher(settings.executor(), connections, settings.capture());
        this.watchdog = new Watchdog(databases.values(), dispatcher, settings);
        dispatcher.watchedBy(watchdog);
        this.observers = new Observers(settings.listeners(), settings.recordMetrics(), dispatcher);
        this.independentAdmission = new IndependentAdmission(databases.values());
        databases.forEach((name, database) -> {
            database.admission().watchedBy(watchdog);
            operations.put(name, new DatabaseOperations(this, database));
        });
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    IndependentAdmission independentAdmission() {
        return independentAdmission;
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

    TransactionMetrics metrics() {
        Map<String, DatabaseMetrics> metrics = new HashMap<>();
        databases.forEach(
                (name, database) -> metrics.put(name, database.counters().read(database.admission())));
        return new TransactionMetrics(metrics);
    }

    Outermost outermost() {
        return settings.outermost();
    }

    /** The other library's transaction of this thread in which work for the database is, if there is one. */
    @Nullable
    EnclosingTransaction enclosing(ManagedDatabase database) {
        EnclosingTransactions transactions = settings.enclosing();
        return transactions == null ? null : transactions.current(database.name());
    }

    boolean isSilentRollback() {
        return settings.silentRollback();
    }

    /** The database of a name. */
    ManagedDatabase managed(String name) {
        ManagedDatabase database = databases.get(Objects.requireNonNull(name, "using"));
        if (database == null) {
            throw unknown("using", name);
        }
        return database;
    }

    Database operations(String name) {
        Database found = operations.get(Objects.requireNonNull(name, "name"));
        if (found == null) {
            throw unknown("database", name);
        }
        return found;
    }

    private IllegalArgumentException unknown(String option, String name) {
        return new IllegalArgumentException(
                option + ": found '" + name + "'; expected the name of a database that the builder"
                        + " was given: "
                        + String.join(
                                ", ",
                                databases.keySet().stream()
                                        .map(known -> "'" + known + "'")
                                        .toList())
                        + ". Name one of these, or add it with builder().database(\"" + name + "\", dataSource)");
    }

    /** What a call means that names no database: the innermost open block's, else the first one. */
    ManagedDatabase resolve(@Nullable Context current) {
        Context own = Context.innermost(current, this);
        return own == null ? first : own.database();
    }

    /** What {@link #close} waits for beside who holds or awaits a connection. */
    Unfinished unfinished() {
        return unfinished;
    }

    /** Whether somebody waits for all to end. */
    boolean isClosing() {
        return closed;
    }

    /** Whether new work that belongs to no open block is refused; that of a hook is not until all have ended. */
    boolean isClosedFor(@Nullable Context current) {
        return drained || (closed && !AutocommitContext.isInHook(this, current) && openBodyAround(current) == null);
    }

    /** The open block without a transaction in which something runs. */
    private @Nullable AutocommitBody openBodyAround(@Nullable Context current) {
        AutocommitBody body = AutocommitContext.bodyAround(current, this);
        return body == null || body.isOver() ? null : body;
    }

    TransactionManagementException workRefusedByClose() {
        return new TransactionManagementException(
                "A step or connection outside any block was refused because these transactions are closed", null);
    }

    TransactionManagementException refusedByClose(String place, @Nullable Throwable cause) {
        return new TransactionManagementException(
                "Block " + place + " was refused because these transactions are closed", cause);
    }

    CancellationException cancelledByClose(String place) {
        return new CancellationException("The transactions were closed while block " + place + " was open");
    }

    void close() {
        ThreadState thread = ThreadState.current();
        BlockScope block = Context.innermostBlock(thread.context, this);
        if (block != null && block.isOpen()) {
            throw new TransactionManagementException(
                    "close() was called inside block " + block.place()
                            + ", whose end it would wait for. Call it outside any block",
                    null);
        }
        AutocommitBody body = openBodyAround(thread.context);
        if (body != null) {
            throw new TransactionManagementException(
                    "close() was called inside block " + body.place()
                            + ", whose end it would wait for. Call it outside any block",
                    null);
        }
        if (AutocommitContext.isInHook(this, thread.context)) {
            throw new TransactionManagementException(
                    "close() was called inside a hook, whose end it would wait for. Call it outside any block", null);
        }
        closed = true;
        // No code of the user runs in here: it would keep close() from its limits.
        thread.reserve();
        try {
            drain();
        } finally {
            thread.unreserve();
        }
    }

    private void drain() {
        if (!awaitIdle(settings.closeTimeout())) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    Thread.currentThread().isInterrupted()
                            ? "close() was interrupted while blocks were open; they are cancelled"
                            : "Blocks were still open after {0}, the limit of close(); they are cancelled",
                    settings.closeTimeout());
            drained = true;
            if (!cancelUntilIdle()) {
                // The driver does not let go, and from now on nobody would tell whoever waits for these blocks.
                databases
                        .values()
                        .forEach(
                                database -> database.admission().forEachHolder(ticket -> ticket.abandon(CANCEL_LIMIT)));
                unfinished.giveUpAll(this::cancelledByClose);
                awaitIdleUninterruptibly(ABANDON_LIMIT);
            }
        }
        drained = true;
        watchdog.stop();
        dispatcher.shutdown();
    }

    /** Cancels what is open, again and again: what ends by it may have left hooks, which are given up too. */
    private boolean cancelUntilIdle() {
        long deadline = Deadline.after(CANCEL_LIMIT.toNanos());
        boolean idle;
        do {
            cancelAll();
            idle = awaitIdleUninterruptibly(CANCEL_INTERVAL);
        } while (!idle && !Deadline.hasPassed(deadline));
        return idle;
    }

    /** None that is about to be cancelled gets the connection of one that was. */
    private void cancelAll() {
        databases.values().forEach(database -> database.admission().pause());
        try {
            unfinished.abortAll(this::cancelledByClose);
            databases
                    .values()
                    .forEach(database -> database.admission()
                            .forEachTicket(ticket -> ticket.abort(cancelledByClose(ticket.place()))));
        } finally {
            databases.values().forEach(database -> database.admission().resume());
        }
    }

    /** Who interrupts this thread does not want to wait for the blocks; that their callers are told he wants all the same. */
    private boolean awaitIdleUninterruptibly(Duration limit) {
        long deadline = Deadline.after(limit.toNanos());
        boolean interrupted = InterruptFlag.putAside();
        try {
            boolean idle = awaitIdle(limit);
            while (!idle && InterruptFlag.putAside()) {
                interrupted = true;
                idle = awaitIdle(Duration.ofNanos(Math.max(0L, deadline - System.nanoTime())));
            }
            return idle;
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    private boolean awaitIdle(Duration limit) {
        long deadline = Deadline.after(limit.toNanos());
        boolean idle;
        do {
            idle = unfinished.awaitNone(deadline);
            for (ManagedDatabase database : databases.values()) {
                idle &= database.admission().awaitIdle(deadline);
            }
            // What ended meanwhile may have left hooks, and they may have opened blocks.
        } while (idle && !unfinished.isEmpty());
        return idle;
    }
}
