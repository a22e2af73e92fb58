package dev.aatomic.runtime.internal.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's {@code application_name} of one transaction. {@code SET LOCAL} ends with that by itself, however it ends. Other than
 * {@code set_config} it takes no snapshot, so the user's own {@code SET TRANSACTION} and {@code LOCK} may still come first.
 */
final class PostgresApplicationName implements TransactionName {

    /** The bytes of a name, {@code NAMEDATALEN - 1}. The server warns of what is longer. */
    private static final int LONGEST = 63;

    /** What JDBC calls it. */
    private static final String CLIENT_INFO = "ApplicationName";

    private final String shown;

    /** The session's own; null if the driver does not tell. */
    private final @Nullable String original;

    private PostgresApplicationName(String shown, @Nullable String original) {
        this.shown = shown;
        this.original = original;
    }

    /** The name for a transaction that begins. The driver is told the session's own by the server, so asking it costs no round trip. */
    static PostgresApplicationName of(String name, Connection connection) {
        return new PostgresApplicationName(shown(name), sessions(connection));
    }

    private static @Nullable String sessions(Connection connection) {
        try {
            return connection.getClientInfo(CLIENT_INFO);
        } catch (SQLException notTold) {
            // A wrapper may not lead to the driver.
            return null;
        }
    }

    /**
     * As the server would show it: other characters than the printable ones of ASCII are question marks. Left to the server, that depends
     * on its version, and one that its encoding does not have is an error.
     */
    private static String shown(String name) {
        StringBuilder text = new StringBuilder(LONGEST);
        name.codePoints().limit(LONGEST).forEach(each -> text.append(each >= ' ' && each <= '~' ? (char) each : '?'));
        return text.toString();
    }

    @Override
    public String sql() {
        String literal = "'" + shown.replace("\\", "\\\\").replace("'", "''") + "'";
        // With the E a backslash means the same whatever standard_conforming_strings says.
        return "SET LOCAL application_name = " + (shown.indexOf('\\') < 0 ? literal : "E" + literal);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Whoever changes the client information in the transaction, and puts back what he read before, sets it for the session.
     */
    @Override
    public void takeOff(Connection connection) throws SQLException {
        if (original != null && !original.equals(shown) && shown.equals(sessions(connection))) {
            // For this the driver begins no transaction, also where autocommit is off.
            connection.setClientInfo(CLIENT_INFO, original);
        }
    }
}
