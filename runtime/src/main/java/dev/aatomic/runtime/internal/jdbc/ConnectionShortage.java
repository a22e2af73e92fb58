package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.common.Failures;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What is said to those for whom there was no connection. */
public final class ConnectionShortage {

    public static final String MEND = "End the blocks that hold connections sooner, or give the pool more connections";

    private static final int MOST_NAMES = 4;

    private ConnectionShortage() {}

    /** Why a wait was ended, with who holds the connections, by what the watchdog has seen of them. */
    public static String overdue(ManagedDatabase database, Duration limit, long now) {
        List<Ticket> holders = database.admission.holders();
        String names = holders.stream()
                .limit(MOST_NAMES)
                .map(holder -> holder.holding(now))
                .collect(Collectors.joining("; "));
        return "it waited for a connection of database '" + database.name() + "' for " + limit
                + ", the connectionTimeout. Connections are held by " + (names.isEmpty() ? "nobody any more" : names)
                + (holders.size() > MOST_NAMES ? "; and " + (holders.size() - MOST_NAMES) + " more" : "");
    }

    /** The pool failed. */
    public static CannotCreateTransactionException notGiven(String place, ManagedDatabase database, Throwable cause) {
        return new CannotCreateTransactionException(
                "Block " + place + " was not entered: database '" + database.name() + "' gave no connection: "
                        + Failures.describe(cause)
                        + ". Its body did not run; check that the database is up and the pool is open and large enough",
                cause);
    }

    /**
     * The pool failed, after the block's body had begun.
     *
     * @param what what happened to the block
     */
    public static CannotCreateTransactionException notGivenLate(
            String what, ManagedDatabase database, Throwable cause) {
        return new CannotCreateTransactionException(
                what + ": database '" + database.name() + "' gave none: " + Failures.describe(cause)
                        + ". Check that the database is up and the pool is open and large enough",
                cause);
    }

    /**
     * The transaction around it lent none.
     *
     * @param around the other library's transaction, as messages name it
     */
    public static CannotCreateTransactionException notLent(String place, String around, Throwable cause) {
        return new CannotCreateTransactionException(
                "Block " + place + " was not entered: it would take part in " + around
                        + ", whose connection it did not get: " + Failures.describe(cause)
                        + ". Its body did not run; the cause says why",
                cause);
    }

    /** The queue is full. */
    public static CannotCreateTransactionException refused(String what, ManagedDatabase database) {
        return refused(what, database, " It did not run.");
    }

    /** The queue is full, and the block's body has begun. */
    public static CannotCreateTransactionException refusedLate(String what, ManagedDatabase database) {
        return refused(what, database, "");
    }

    private static CannotCreateTransactionException refused(String what, ManagedDatabase database, String ran) {
        return new CannotCreateTransactionException(
                what + ": it would have had to wait for a connection of database '" + database.name() + "', and "
                        + database.admission.maxWaiting()
                        + " wait already, which is all that maxWaiting allows." + ran
                        + " Try again later, or allow more to wait",
                null);
    }
}
