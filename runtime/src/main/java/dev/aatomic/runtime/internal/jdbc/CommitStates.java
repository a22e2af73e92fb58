package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.resource.CommitAnswer;
import java.sql.SQLException;
import java.util.Set;

/**
 * What the SQLState of a failure of COMMIT says of the transaction.
 *
 * <table>
 *   <caption>By SQLState</caption>
 *   <tr><td>23…, 40… but 40003, 25P02</td><td>the server's own refusal</td><td>{@link CommitAnswer#REFUSED}</td></tr>
 *   <tr><td>25P03, 25P04</td><td>the server ended the session while it waited for COMMIT, or before it took it on</td>
 *       <td>{@link CommitAnswer#REFUSED}</td></tr>
 *   <tr><td>0A000</td><td>not supported, by the server or its driver: either way nothing was done</td>
 *       <td>{@link CommitAnswer#REFUSED}</td></tr>
 *   <tr><td>08…, 40003, 57P0…, none</td><td>the connection, or the server, went away with the answer</td>
 *       <td>{@link CommitAnswer#UNKNOWN}</td></tr>
 *   <tr><td>any other</td><td>perhaps the server's answer, perhaps words of the driver for one that it did not understand</td>
 *       <td>{@link CommitAnswer#REFUSED_IF_ALIVE}</td></tr>
 * </table>
 */
final class CommitStates {

    private static final Set<String> NOT_TAKEN_ON = Set.of("25P02", "25P03", "25P04");

    private CommitStates() {}

    static CommitAnswer answerOf(Throwable failure) {
        if (!(failure instanceof SQLException sql) || sql.getSQLState() == null) {
            return CommitAnswer.UNKNOWN;
        }
        String state = sql.getSQLState();
        if (state.startsWith("08") || state.equals("40003") || state.startsWith("57P0")) {
            return CommitAnswer.UNKNOWN;
        }
        boolean refused = state.startsWith("23")
                || state.startsWith("40")
                || state.equals("0A000")
                || NOT_TAKEN_ON.contains(state);
        return refused ? CommitAnswer.REFUSED : CommitAnswer.REFUSED_IF_ALIVE;
    }
}
