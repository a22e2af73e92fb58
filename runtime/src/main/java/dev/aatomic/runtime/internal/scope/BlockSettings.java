package dev.aatomic.runtime.internal.scope;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was set on a block, and what follows from it. Immutable. */
public final class BlockSettings {

    /** Half the clock's range, so that a deadline compares right. */
    private static final long LONGEST_NANOS = Long.MAX_VALUE >> 1;

    /** The options that were set; null for those that were not. Changed only while nobody else has seen it. */
    private static final class Options implements Cloneable {

        private @Nullable ManagedDatabase database;
        private @Nullable Boolean savepoint;
        private @Nullable Propagation propagation;
        private boolean durable;
        private Isolation isolation = Isolation.DEFAULT;
        private ConnectionAcquisition connection = ConnectionAcquisition.DEFAULT;
        private boolean isLazyByDefault;
        private @Nullable Boolean readOnly;
        private long timeoutNanos;
        private @Nullable RetryPolicy retry;
        private List<Class<?>> noRollbackFor = List.of();
        private @Nullable String name;
        private InTest inTest = InTest.NO;

        Options copy() {
            try {
                return (Options) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What a block is in a test that is rolled back. */
    private enum InTest {
        /** What it is anywhere. */
        NO,
        /** The test itself. */
        TEST,
        /** A transaction of its own elsewhere, and here a nested block with a savepoint. */
        ALONE
    }

    private final Options options;

    /** Null for the innermost open block's. */
    @Nullable
    public final ManagedDatabase database;

    public final Propagation propagation;

    /**
     * Whether it is a test: it rolls back at its end, and what is opened directly in it is decided as if nothing were around.
     */
    public final boolean isTest;

    /** Whether it is nested only because a test is around: elsewhere it is a transaction of its own. */
    public final boolean isAloneInTest;

    /** Whether it runs without a transaction where no block is open. */
    public final boolean mayRunWithoutTransaction;

    /** Whether a nested block of these settings has a savepoint. */
    final boolean wantsSavepoint;

    public final boolean durable;
    public final Isolation isolation;
    public final boolean isReadOnly;

    /** Whether an outermost block takes its connection with its first statement. */
    final boolean isLazy;

    /** Whether it was set to write; false if nothing was set. */
    public final boolean isWriter;

    /** The limit in nanoseconds, 0 for none. */
    public final long timeoutNanos;

    /** Null for a single attempt. */
    @Nullable
    public final RetryPolicy retry;

    /**
     * Takes over the options.
     *
     * @throws IllegalArgumentException if they contradict each other
     */
    private BlockSettings(Options options) {
        this.options = options;
        Propagation said = options.propagation;
        database = options.database;
        propagation = said == null ? Propagation.NESTED : said;
        mayRunWithoutTransaction = mayRunWithoutTransaction(propagation);
        isTest = options.inTest == InTest.TEST;
        isAloneInTest = options.inTest == InTest.ALONE;
        wantsSavepoint = options.inTest != InTest.NO
                || (said == null ? options.savepoint == null || options.savepoint : wantsSavepoint(said));
        durable = options.durable;
        isolation = options.isolation;
        isLazy = !isTest && isLazy(options);
        isReadOnly = options.readOnly != null && options.readOnly;
        isWriter = options.readOnly != null && !options.readOnly;
        timeoutNanos = options.timeoutNanos;
        retry = options.retry;
        check();
    }

    // No switch: each enum that a class switches on is a class more to load at the start.

    private static boolean mayRunWithoutTransaction(Propagation propagation) {
        return propagation == Propagation.SUPPORTS
                || propagation == Propagation.NOT_SUPPORTED
                || propagation == Propagation.NEVER;
    }

    private static boolean wantsSavepoint(Propagation propagation) {
        return propagation != Propagation.REQUIRED && propagation != Propagation.SUPPORTS;
    }

    private static boolean isLazy(Options options) {
        return options.connection == ConnectionAcquisition.DEFAULT
                ? options.isLazyByDefault
                : options.connection == ConnectionAcquisition.LAZY;
    }

    /** The defaults. Without a database that of the innermost open block is used. */
    public static BlockSettings defaults(@Nullable ManagedDatabase database) {
        Options options = new Options();
        options.database = database;
        return new BlockSettings(options);
    }

    private BlockSettings with(Consumer<Options> change) {
        Options changed = options.copy();
        change.accept(changed);
        return new BlockSettings(changed);
    }

    public BlockSettings withDatabase(ManagedDatabase value) {
        return with(copy -> copy.database = value);
    }

    public BlockSettings withSavepoint(boolean value) {
        return with(copy -> copy.savepoint = value);
    }

    public BlockSettings withPropagation(Propagation value) {
        return with(copy -> copy.propagation = value);
    }

    public BlockSettings withDurable() {
        return with(copy -> copy.durable = true);
    }

    public BlockSettings withIsolation(Isolation value) {
        return with(copy -> copy.isolation = value);
    }

    public BlockSettings withReadOnly(boolean value) {
        return with(copy -> copy.readOnly = value);
    }

    /** Whether outermost blocks take their connection with their first statement where nothing else is set. */
    public BlockSettings withLazyConnections(boolean value) {
        return with(copy -> copy.isLazyByDefault = value);
    }

    public BlockSettings withConnection(ConnectionAcquisition value) {
        return with(copy -> copy.connection = value);
    }

    public BlockSettings withTimeout(Duration value) {
        return with(copy -> copy.timeoutNanos = nanos(value));
    }

    private static long nanos(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "timeout: found " + timeout + "; expected more than nothing. Leave it out for no limit");
        }
        return timeout.compareTo(Duration.ofNanos(LONGEST_NANOS)) > 0 ? LONGEST_NANOS : timeout.toNanos();
    }

    public BlockSettings withRetry(RetryPolicy value) {
        return with(copy -> copy.retry = value.maxAttempts() == 1 ? null : value);
    }

    public BlockSettings withNoRollbackFor(Class<?>... failures) {
        for (Class<?> failure : failures) {
            if (!Throwable.class.isAssignableFrom(failure)) {
                throw new IllegalArgumentException(
                        "noRollbackFor: found '" + failure.getName() + "'; expected classes of exceptions");
            }
        }
        return with(copy -> copy.noRollbackFor = List.of(failures));
    }

    public BlockSettings withName(String value) {
        return with(copy -> copy.name = value);
    }

    /** Refuses options that contradict each other, and names them. */
    private void check() {
        if (options.savepoint != null && options.propagation != null) {
            throw new IllegalArgumentException("savepoint and propagation: found " + options.savepoint + " and "
                    + propagation + "; expected one of them: savepoint = false is short for REQUIRED");
        }
        if (durable && propagation != Propagation.NESTED && propagation != Propagation.REQUIRED) {
            throw new IllegalArgumentException("durable and propagation: found durable with " + propagation
                    + "; expected one of them, since a durable block is a transaction and outermost");
        }
        if (mayRunWithoutTransaction
                && (isolation != Isolation.DEFAULT
                        || options.readOnly != null
                        || options.connection != ConnectionAcquisition.DEFAULT
                        || timeoutNanos != 0L
                        || retry != null
                        || !options.noRollbackFor.isEmpty())) {
            throw new IllegalArgumentException("propagation: found " + propagation
                    + " with isolation, readOnly, connection, timeout, retry or noRollbackFor; expected none of them,"
                    + " since there may be no transaction to have them");
        }
    }

    /** The same for a block that is entered by hand: there is no body to run again. */
    public BlockSettings withoutRetry() {
        return retry == null ? this : with(copy -> copy.retry = null);
    }

    /** A test on the same database, of the same name and isolation. */
    public BlockSettings asTest(ManagedDatabase value) {
        Options changed = new Options();
        changed.database = value;
        changed.isolation = options.isolation;
        changed.name = options.name;
        changed.inTest = InTest.TEST;
        return new BlockSettings(changed);
    }

    /** The same, nested in a test with a savepoint, where it would be a transaction of its own elsewhere. */
    public BlockSettings aloneInTest() {
        return isAloneInTest ? this : with(copy -> copy.inTest = InTest.ALONE);
    }

    /** Whether a transaction that is open already cannot give what is asked for here. */
    public boolean isStricterThan(Isolation aroundIsolation, boolean aroundReadOnly) {
        return (aroundReadOnly && isWriter) || isStricterThan(aroundIsolation);
    }

    /** The connection's own isolation is taken for the standard's usual one: asking it would cost a round trip. */
    private boolean isStricterThan(Isolation around) {
        return isolation.compareTo(around == Isolation.DEFAULT ? Isolation.READ_COMMITTED : around) > 0;
    }

    /** Says why a block that is stricter than what is around it is refused. */
    public TransactionManagementException tooStrict(
            CheckedSupplier<?, ?> body, String around, Isolation aroundIsolation) {
        return new TransactionManagementException(
                isStricterThan(aroundIsolation)
                        ? "Block " + place(body) + " asks for " + isolation + ", and was opened inside " + around
                                + ", whose transaction is " + aroundIsolation
                                + " and cannot change it any more. Set the isolation on the outermost block, or use"
                                + " REQUIRES_NEW"
                        : "Block " + place(body) + " writes, and was opened inside the read-only " + around
                                + ". Open it outside, or with REQUIRES_NEW",
                null);
    }

    /** Says that a block was not done in time. */
    TransactionTimedOutException timedOut(CheckedSupplier<?, ?> body) {
        String limit = timeoutNanos == 0L
                ? "the timeout of a block around it"
                : "its timeout of " + Duration.ofNanos(timeoutNanos);
        return new TransactionTimedOutException(
                "Block " + place(body) + " was not done within " + limit
                        + ", and was rolled back. Do less in it, or give it more time",
                null);
    }

    boolean commitsOn(Throwable failure) {
        return options.noRollbackFor.stream().anyMatch(type -> type.isInstance(failure));
    }

    public boolean isNamed() {
        return options.name != null;
    }

    /** What to call a block: its name, or where its body was written. */
    public String name(CheckedSupplier<?, ?> body) {
        return options.name != null ? options.name : Body.origin(body);
    }

    /** The same in a message. */
    public String place(CheckedSupplier<?, ?> body) {
        return "'" + Failures.bounded(name(body)) + "'";
    }
}
