package dev.aatomic.runtime.internal.jdbc.sql;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax.Trait;
import dev.aatomic.runtime.internal.jdbc.sql.SqlTokens.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the statements in SQL text that would begin, end or divide a transaction behind the library's back. Reads the text as the database
 * does, with every statement of it: what stands in a comment or a string is no statement.
 *
 * <p>The body of a routine that is only defined is not looked at; that of a compound statement, which is executed, is. Most texts are
 * passed by their first word, without allocation.
 */
public final class TransactionControlSql {

    /** Why a statement is refused. */
    public enum Reason {
        /** It begins or ends a transaction. */
        CONTROL,
        /** It sets or ends a savepoint. */
        SAVEPOINT,
        /** The database commits with it. */
        IMPLICIT_COMMIT,
        /** It executes what cannot be read. */
        UNREADABLE,
        /** It may write, in a block that only reads. */
        WRITES
    }

    /**
     * A statement that is refused.
     *
     * @param reason why
     * @param keywords what it begins with; nothing of its values
     */
    public record Finding(Reason reason, String keywords) {}

    private static final String BEFORE_STATEMENT = "THEN";

    /** Also the conditions of a handler. */
    private static final String[] OTHERS_BEFORE_STATEMENT = {
        "ELSE", "LOOP", "DO", "REPEAT", "ATOMIC", "SQLEXCEPTION", "SQLWARNING", "FOUND"
    };

    private final SqlSyntax syntax;
    private final boolean autocommit;
    private final SqlTokens tokens;

    private TransactionControlSql(String sql, SqlSyntax syntax, boolean autocommit, boolean readsExecuted) {
        this.syntax = syntax;
        this.autocommit = autocommit;
        this.tokens = new SqlTokens(sql, syntax, readsExecuted);
    }

    /**
     * Looks for the first such statement.
     *
     * @param sql the text
     * @param rules how it is looked at
     * @return what was found; null if the text may be sent
     */
    public static @Nullable Finding find(String sql, SqlRules rules) {
        if (rules.readsOnly()) {
            @Nullable String writing = ReadingSql.findWriting(sql, rules.syntax());
            if (writing != null) {
                @Nullable Finding other = find(sql, rules.syntax().inTransaction());
                return other == null ? new Finding(Reason.WRITES, writing) : other;
            }
        }
        SqlSyntax syntax = rules.syntax();
        return isHarmless(sql, syntax) ? null : find(sql, syntax, rules.autocommit());
    }

    private static @Nullable Finding find(String sql, SqlSyntax syntax, boolean autocommit) {
        @Nullable Finding found = new TransactionControlSql(sql, syntax, autocommit, false).find();
        if (found == null && syntax.has(Trait.EXECUTED_COMMENTS) && sql.contains("/*")) {
            // The version of the server decides which of these comments are executed.
            found = new TransactionControlSql(sql, syntax, autocommit, true).find();
        }
        return found;
    }

    private static boolean isHarmless(String sql, SqlSyntax syntax) {
        int start = 0;
        while (start < sql.length() && sql.charAt(start) <= ' ') {
            start++;
        }
        @Nullable String word = start == sql.length() ? null : harmless(sql.charAt(start));
        if (word == null || syntax == SqlSyntax.SQL_SERVER) {
            return false;
        }
        int end = start + word.length();
        return sql.regionMatches(true, start, word, 0, word.length())
                && (end == sql.length() || sql.charAt(end) <= ' ' || sql.charAt(end) == '(')
                && sql.indexOf(';') < 0;
    }

    /** The word with this letter that can only begin a harmless statement, if no other statement follows; null if there is none. */
    private static @Nullable String harmless(char first) {
        return switch (first) {
            case 'S', 's' -> "SELECT";
            case 'I', 'i' -> "INSERT";
            case 'U', 'u' -> "UPDATE";
            case 'D', 'd' -> "DELETE";
            case 'W', 'w' -> "WITH";
            case 'M', 'm' -> "MERGE";
            case 'V', 'v' -> "VALUES";
            default -> null;
        };
    }

    private @Nullable Finding find() {
        boolean begins = true;
        boolean definesRoutine = false;
        int depth = 0;
        while (tokens.next() != Kind.END) {
            if (tokens.isSymbol(';')) {
                begins = true;
                definesRoutine &= depth > 0;
                continue;
            }
            if (begins && tokens.isSymbol('(')) {
                continue;
            }
            if (tokens.kind() != Kind.WORD) {
                begins = false;
                continue;
            }
            if ((begins || syntax.has(Trait.NO_SEPARATORS)) && !definesRoutine) {
                @Nullable Finding found = judge(depth);
                if (found != null) {
                    return found;
                }
                if (begins && tokens.isWord("CREATE", "ALTER") && definesRoutine()) {
                    if (syntax.has(Trait.WHOLE_DEFINITIONS)) {
                        return null;
                    }
                    definesRoutine = true;
                }
            }
            boolean opens = (begins || definesRoutine || depth > 0) && tokens.isWord("BEGIN");
            if (opens || ((depth > 0 || definesRoutine) && tokens.isWord("CASE"))) {
                depth++;
            } else if (depth > 0 && tokens.isWord("END") && !nextIsWord("IF", "LOOP", "WHILE", "REPEAT", "FOR")) {
                depth--;
                if (nextIsWord("CASE")) {
                    tokens.next();
                }
            }
            // Inside a compound statement another one may begin here, though no semicolon stands before it.
            begins = opens || (depth > 0 && tokens.isWord(BEFORE_STATEMENT, OTHERS_BEFORE_STATEMENT));
        }
        return null;
    }

    /** Whether this statement may not be sent. */
    private @Nullable Finding judge(int depth) {
        @Nullable Finding found = control(depth);
        if (found == null && !autocommit && syntax.has(Trait.IMPLICIT_COMMITS)) {
            @Nullable String commits = ImplicitCommits.find(syntax, tokens);
            found = commits == null ? null : new Finding(Reason.IMPLICIT_COMMIT, commits);
        }
        return found;
    }

    private @Nullable Finding control(int depth) {
        return switch (tokens.content().toUpperCase(Locale.ROOT)) {
            case "COMMIT" -> isForPrepared() ? null : control("COMMIT");
            case "ROLLBACK" -> rollback();
            case "ABORT" -> control("ABORT");
            case "END" ->
                depth == 0
                                && syntax.has(Trait.END_COMMITS)
                                && !nextIsWord("IF", "LOOP", "WHILE", "REPEAT", "FOR", "CASE")
                        ? control("END")
                        : null;
            case "BEGIN" -> beginsTransaction() ? control("BEGIN") : null;
            case "START" -> nextIsWord("TRANSACTION") ? control("START TRANSACTION") : null;
            case "PREPARE" -> prepare();
            case "XA" -> syntax == SqlSyntax.MYSQL ? control("XA") : null;
            case "SAVEPOINT" -> new Finding(Reason.SAVEPOINT, "SAVEPOINT");
            case "RELEASE" -> nextIsName() ? new Finding(Reason.SAVEPOINT, "RELEASE") : null;
            case "SAVE" ->
                syntax == SqlSyntax.SQL_SERVER && nextIsWord("TRAN", "TRANSACTION")
                        ? new Finding(Reason.SAVEPOINT, "SAVE TRANSACTION")
                        : null;
            case "SET" -> setsAutocommit() ? control("SET AUTOCOMMIT") : null;
            case "EXECUTE" -> execute();
            default -> null;
        };
    }

    private static Finding control(String keywords) {
        return new Finding(Reason.CONTROL, keywords);
    }

    private @Nullable Finding rollback() {
        if (isForPrepared()) {
            return null;
        }
        SqlTokens ahead = ahead();
        if (ahead.isWord("WORK", "TRANSACTION")) {
            ahead.next();
        }
        return ahead.isWord("TO") ? new Finding(Reason.SAVEPOINT, "ROLLBACK TO") : control("ROLLBACK");
    }

    /** Whether this ends a transaction that was prepared before, perhaps elsewhere: allowed in autocommit only. */
    private boolean isForPrepared() {
        return autocommit && syntax == SqlSyntax.POSTGRES && nextIsWord("PREPARED");
    }

    /** Whether this BEGIN begins a transaction, not a compound statement. */
    private boolean beginsTransaction() {
        SqlTokens ahead = ahead();
        if (ahead.kind() == Kind.END || ahead.isSymbol(';')) {
            return true;
        }
        boolean mode = ahead.isWord(
                "WORK", "TRAN", "TRANSACTION", "DEFERRABLE", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "CONCURRENT");
        boolean half = ahead.isWord("ISOLATION", "READ", "NOT", "DISTRIBUTED");
        if (half) {
            ahead.next();
        }
        return mode || (half && ahead.isWord("LEVEL", "ONLY", "WRITE", "DEFERRABLE", "TRAN", "TRANSACTION"));
    }

    private @Nullable Finding prepare() {
        if (nextIsWord("TRANSACTION")) {
            return control("PREPARE TRANSACTION");
        }
        if (syntax == SqlSyntax.H2 && nextIsWord("COMMIT")) {
            return control("PREPARE COMMIT");
        }
        SqlTokens ahead = ahead();
        ahead.next();
        boolean literal = ahead.isWord("FROM") && ahead.next() == Kind.TEXT;
        return literal ? find(ahead.unquoted(), syntax, autocommit) : null;
    }

    private @Nullable Finding execute() {
        if (!nextIsWord("IMMEDIATE")) {
            return null;
        }
        SqlTokens ahead = ahead();
        if (ahead.next() == Kind.TEXT) {
            String text = ahead.unquoted();
            if (ahead.next() == Kind.END || ahead.isSymbol(';') || ahead.isWord("INTO", "USING")) {
                return find(text, syntax, autocommit);
            }
        }
        // The others can be asked afterwards.
        return syntax == SqlSyntax.H2 ? new Finding(Reason.UNREADABLE, "EXECUTE IMMEDIATE") : null;
    }

    private boolean setsAutocommit() {
        SqlTokens ahead = ahead();
        while (ahead.kind() != Kind.END && !ahead.isSymbol(';')) {
            boolean named = ahead.kind() == Kind.WORD || ahead.kind() == Kind.NAME;
            if (named && isAutocommit(ahead.content())) {
                return true;
            }
            ahead.next();
        }
        return false;
    }

    /** A user's variable has one sign before its name, a variable of the server two. */
    private static boolean isAutocommit(String name) {
        return name.equalsIgnoreCase("AUTOCOMMIT")
                || name.equalsIgnoreCase("@@AUTOCOMMIT")
                || name.equalsIgnoreCase("IMPLICIT_TRANSACTIONS");
    }

    /** {@code CREATE OR REPLACE FUNCTION} and its like. */
    private boolean definesRoutine() {
        SqlTokens ahead = ahead();
        for (int words = 0; words < 8 && ahead.kind() != Kind.END && !ahead.isSymbol(';'); words++) {
            if (ahead.isWord("FUNCTION", "PROCEDURE", "PROC", "TRIGGER", "EVENT", "PACKAGE", "TYPE")) {
                return true;
            }
            if (ahead.isWord("TABLE", "VIEW", "INDEX", "SEQUENCE", "SCHEMA")) {
                return false;
            }
            ahead.next();
        }
        return false;
    }

    private boolean nextIsName() {
        SqlTokens ahead = ahead();
        return ahead.kind() == Kind.WORD || ahead.kind() == Kind.NAME;
    }

    private boolean nextIsWord(String one, String... others) {
        return ahead().isWord(one, others);
    }

    private SqlTokens ahead() {
        SqlTokens ahead = tokens.ahead();
        ahead.next();
        return ahead;
    }
}
