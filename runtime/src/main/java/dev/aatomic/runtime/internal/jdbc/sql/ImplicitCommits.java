package dev.aatomic.runtime.internal.jdbc.sql;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statements that commit the transaction without saying so, by database: tried on H2 and HSQLDB, else as documented. */
final class ImplicitCommits {

    private static final Set<String> H2_COMMANDS = Set.of(
            "CREATE",
            "DROP",
            "ALTER",
            "TRUNCATE",
            "DECLARE",
            "ANALYZE",
            "COMMENT",
            "GRANT",
            "REVOKE",
            "SCRIPT",
            "RUNSCRIPT",
            "BACKUP",
            "SHUTDOWN",
            "DEALLOCATE",
            "REFRESH");

    /** The settings of H2 that belong to the session, or are no command by themselves. */
    private static final Set<String> H2_SETTINGS = Set.of(
            "SCHEMA",
            "SCHEMA_SEARCH_PATH",
            "CATALOG",
            "LOCK_TIMEOUT",
            "QUERY_TIMEOUT",
            "THROTTLE",
            "TIME",
            "NON_KEYWORDS",
            "LAZY_QUERY_EXECUTION",
            "TRUNCATE_LARGE_LENGTH",
            "VARIABLE_BINARY",
            "WRITE_DELAY",
            "RETENTION_TIME",
            "TRACE_LEVEL_FILE",
            "TRACE_LEVEL_SYSTEM_OUT");

    private static final Set<String> HSQLDB_COMMANDS = Set.of(
            "CREATE",
            "DROP",
            "ALTER",
            "COMMENT",
            "GRANT",
            "REVOKE",
            "CHECKPOINT",
            "SCRIPT",
            "BACKUP",
            "PERFORM",
            "SHUTDOWN",
            "DISCONNECT");

    private static final Set<String> HSQLDB_SETTINGS = Set.of("DATABASE", "FILES", "TABLE", "PROPERTY");

    private static final Set<String> MYSQL_COMMANDS = Set.of(
            "CREATE",
            "DROP",
            "ALTER",
            "TRUNCATE",
            "RENAME",
            "GRANT",
            "REVOKE",
            "LOCK",
            "UNLOCK",
            "CHECK",
            "CACHE",
            "FLUSH",
            "OPTIMIZE",
            "REPAIR",
            "RESET",
            "INSTALL",
            "UNINSTALL",
            "START",
            "STOP",
            "CHANGE",
            "BACKUP",
            "IMPORT",
            "SHUTDOWN",
            "RESTART",
            "CLONE");

    private static final Set<String> ORACLE_COMMANDS = Set.of(
            "CREATE",
            "DROP",
            "ALTER",
            "TRUNCATE",
            "RENAME",
            "GRANT",
            "REVOKE",
            "ANALYZE",
            "AUDIT",
            "NOAUDIT",
            "COMMENT",
            "FLASHBACK",
            "PURGE",
            "ASSOCIATE",
            "DISASSOCIATE");

    private static final Set<String> OTHER_COMMANDS =
            Set.of("CREATE", "DROP", "ALTER", "TRUNCATE", "RENAME", "GRANT", "REVOKE", "COMMENT");

    private ImplicitCommits() {}

    /**
     * Looks at the statement that begins with a word.
     *
     * @param syntax of a database that has implicit commits
     * @param first a reader at the word
     * @return what to call the statement if it commits; null if it does not
     */
    static @Nullable String find(SqlSyntax syntax, SqlTokens first) {
        String command = word(first);
        SqlTokens tokens = first.ahead();
        tokens.next();
        String second = word(tokens);
        return switch (syntax) {
            case H2 -> h2(command, second, tokens);
            case HSQLDB -> hsqldb(command, second, tokens);
            case MYSQL -> mysql(command, second, tokens);
            case ORACLE -> oracle(command, second);
            default -> OTHER_COMMANDS.contains(command) ? command : null;
        };
    }

    private static @Nullable String h2(String command, String second, SqlTokens tokens) {
        if (command.equals("SET")) {
            boolean ofSession = second.startsWith("@") || H2_SETTINGS.contains(second);
            return ofSession ? null : "SET " + second;
        }
        boolean commits = H2_COMMANDS.contains(command)
                && !(command.equals("DECLARE") && !second.equals("LOCAL"))
                && !(command.equals("ALTER") && second.equals("SEQUENCE"))
                && !isTransactionalTable(command, second, tokens);
        return commits ? command : null;
    }

    /** {@code CREATE LOCAL TEMPORARY TABLE … TRANSACTIONAL}. */
    private static boolean isTransactionalTable(String command, String second, SqlTokens tokens) {
        if (!(command.equals("CREATE") || command.equals("DECLARE"))
                || !Set.of("LOCAL", "GLOBAL", "TEMP", "TEMPORARY").contains(second)) {
            return false;
        }
        return finds(tokens, "TRANSACTIONAL");
    }

    private static @Nullable String hsqldb(String command, String second, SqlTokens tokens) {
        if (command.equals("SET")) {
            return HSQLDB_SETTINGS.contains(second) ? "SET " + second : null;
        }
        if (command.equals("TRUNCATE")) {
            return finds(tokens, "COMMIT") ? command : null;
        }
        boolean commits = HSQLDB_COMMANDS.contains(command) && !(command.equals("ALTER") && second.equals("SESSION"));
        return commits ? command : null;
    }

    private static @Nullable String mysql(String command, String second, SqlTokens tokens) {
        return switch (command) {
            case "CREATE" -> isTemporaryTable(second, tokens) ? null : command;
            case "DROP" -> second.equals("TEMPORARY") ? null : command;
            case "SET" -> second.equals("PASSWORD") ? "SET PASSWORD" : null;
            // Alone it explains a query.
            case "ANALYZE" -> Set.of("TABLE", "LOCAL", "NO_WRITE_TO_BINLOG").contains(second) ? command : null;
            case "LOAD" -> second.equals("INDEX") ? "LOAD INDEX" : null;
            default -> MYSQL_COMMANDS.contains(command) ? command : null;
        };
    }

    private static boolean isTemporaryTable(String second, SqlTokens tokens) {
        if (second.equals("OR")) {
            tokens.next();
            tokens.next();
            return tokens.isWord("TEMPORARY");
        }
        return second.equals("TEMPORARY");
    }

    private static @Nullable String oracle(String command, String second) {
        boolean ofSession = command.equals("ALTER") && (second.equals("SESSION") || second.equals("SYSTEM"));
        return ORACLE_COMMANDS.contains(command) && !ofSession ? command : null;
    }

    private static boolean finds(SqlTokens tokens, String word) {
        while (tokens.kind() != SqlTokens.Kind.END && !tokens.isSymbol(';')) {
            if (tokens.isWord(word)) {
                return true;
            }
            tokens.next();
        }
        return false;
    }

    private static String word(SqlTokens tokens) {
        return tokens.kind() == SqlTokens.Kind.WORD ? tokens.content().toUpperCase(Locale.ROOT) : "";
    }
}
