package dev.aatomic.runtime.internal.resource;

import java.sql.SQLException;
import java.util.Set;

/**
 * What a failure of COMMIT says of the transaction.
 *
 * <table>
 *   <caption>By SQLState</caption>
 *   <tr><td>23…, 40… but 40003, 25P02</td><td>the server's own refusal</td><td>{@link #REFUSED}</td></tr>
 *   <tr><td>25P03, 25P04</td><td>the server ended the session while it waited for COMMIT, or before it took it on</td>
 *       <td>{@link #REFUSED}</td></tr>
 *   <tr><td>0A000</td><td>not supported, by the server or its driver: either way nothing was done</td><td>{@link #REFUSED}</td></tr>
 *   <tr><td>08…, 40003, 57P0…, none</td><td>the connection, or the server, went away with the answer</td><td>{@link #UNKNOWN}</td></tr>
 *   <tr><td>any other</td><td>perhaps the server's answer, perhaps words of the driver for one that it did not understand</td>
 *       <td>{@link #REFUSED_IF_ALIVE}</td></tr>
 * </table>
 */
public enum CommitAnswer {
    /** COMMIT never left: the transaction went with its connection. */
    NOT_SENT,

    /** The server refused, and has rolled back; what becomes of the connection after that changes nothing. */
    REFUSED,

    /** The server refused if the connection still answers; else the failure may tell of the loss of the answer. */
    REFUSED_IF_ALIVE,

    /** It may have committed. */
    UNKNOWN;

    private static final Set<String> NOT_TAKEN_ON = Set.of("25P02", "25P03", "25P04");

    /** What a failure says by its SQLState alone. */
    public static CommitAnswer of(Throwable failure) {
        if (!(failure instanceof SQLException sql) || sql.getSQLState() == null) {
            return UNKNOWN;
        }
        String state = sql.getSQLState();
        if (state.startsWith("08") || state.equals("40003") || state.startsWith("57P0")) {
            return UNKNOWN;
        }
        boolean refused = state.startsWith("23")
                || state.startsWith("40")
                || state.equals("0A000")
                || NOT_TAKEN_ON.contains(state);
        return refused ? REFUSED : REFUSED_IF_ALIVE;
    }
}
