package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import java.sql.SQLException;
import java.util.Set;

/**
 * What a SQLState says by itself, whatever the database.
 *
 * <table>
 *   <caption>By SQLState</caption>
 *   <tr><td>40001, 40P01</td><td>a serialization failure, a deadlock</td><td>{@link FailureMeaning#RETRYABLE}</td></tr>
 *   <tr><td>23…, 40… but 40003, 25P02</td><td>the server's own refusal</td><td>{@link FailureMeaning#REFUSED}</td></tr>
 *   <tr><td>25P03, 25P04</td><td>the server ended the session while it waited for COMMIT, or before it took it on</td>
 *       <td>{@link FailureMeaning#REFUSED}</td></tr>
 *   <tr><td>0A000</td><td>not supported, by the server or its driver: either way nothing was done</td>
 *       <td>{@link FailureMeaning#REFUSED}</td></tr>
 *   <tr><td>08…, 40003, 57P0…, none</td><td>the connection, or the server, went away with the answer</td>
 *       <td>{@link FailureMeaning#LOST}</td></tr>
 *   <tr><td>any other</td><td>perhaps the server's answer, perhaps words of the driver for one that it did not understand</td>
 *       <td>{@link FailureMeaning#UNCLEAR}</td></tr>
 * </table>
 */
public final class StandardFailures {

    private static final Set<String> RETRYABLE = Set.of("40001", "40P01");

    /** What PostgreSQL and its kin answer to every statement of a transaction that they have given up. */
    static final String GIVEN_UP = "25P02";

    private static final Set<String> NOT_TAKEN_ON = Set.of(GIVEN_UP, "25P03", "25P04");

    private StandardFailures() {}

    /** What is known of a failure whose database is not known. */
    public static FailureMeaning meaningOf(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null || state.startsWith("08") || state.equals("40003") || state.startsWith("57P0")) {
            return FailureMeaning.LOST;
        }
        if (RETRYABLE.contains(state)) {
            return FailureMeaning.RETRYABLE;
        }
        boolean refused = isTransactionRollback(failure)
                || state.startsWith("23")
                || state.equals("0A000")
                || NOT_TAKEN_ON.contains(state);
        return refused ? FailureMeaning.REFUSED : FailureMeaning.UNCLEAR;
    }

    /** Whether the failure says no more than that an earlier one has had the transaction given up. */
    public static boolean isGivenUp(SQLException failure) {
        return GIVEN_UP.equals(failure.getSQLState());
    }

    /** Whether the state is of the class with which a database says that it has rolled the transaction back. */
    static boolean isTransactionRollback(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.startsWith("40") && !state.equals("40003");
    }
}
