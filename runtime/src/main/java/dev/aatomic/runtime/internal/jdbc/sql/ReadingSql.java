package dev.aatomic.runtime.internal.jdbc.sql;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax.Trait;
import dev.aatomic.runtime.internal.jdbc.sql.SqlTokens.Kind;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells statements that only read from others, for databases where nothing else keeps a read-only block from writing. What is not known to
 * read is taken for writing; a function that is called in a query is not looked into.
 */
public final class ReadingSql {

    /** Settings and variables of the session are no data. */
    private static final Set<String> READING = Set.of(
            "SELECT",
            "VALUES",
            "TABLE",
            "WITH",
            "EXPLAIN",
            "SHOW",
            "DESCRIBE",
            "DESC",
            "HELP",
            "PRAGMA",
            "SET",
            "DECLARE");

    /** What changes data also inside a query, as {@code SELECT … FROM FINAL TABLE (INSERT …)} does, or writes its result somewhere. */
    private static final Set<String> WRITING = Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "INTO");

    /** What else begins a statement, where that needs nothing before it. */
    private static final Set<String> BEGINNING =
            Set.of("EXEC", "EXECUTE", "CREATE", "ALTER", "DROP", "TRUNCATE", "GRANT", "REVOKE", "DENY", "DBCC");

    private ReadingSql() {}

    /**
     * Whether a text has nothing but queries, which leave nothing to the end of their transaction. What sets something may do that: told so
     * before its first query, PostgreSQL has a transaction write that was begun as one that only reads. So may a cursor that outlives it.
     *
     * @param sql the text
     * @param syntax how the database reads it
     * @return false where that is not known
     */
    public static boolean hasOnlyQueries(String sql, SqlSyntax syntax) {
        // Most are this, and are not read word by word.
        boolean isOneQuery = sql.regionMatches(true, 0, "select ", 0, 7) && sql.indexOf(';') < 0;
        return isOneQuery || (!hasSetting(sql, syntax) && findWriting(sql, syntax) == null);
    }

    private static boolean hasSetting(String sql, SqlSyntax syntax) {
        SqlTokens tokens = new SqlTokens(sql, syntax, true);
        boolean begins = true;
        while (tokens.next() != Kind.END) {
            if (begins && tokens.isWord("SET", "PRAGMA", "DECLARE")) {
                return true;
            }
            begins = tokens.isSymbol(';') || (begins && tokens.isSymbol('('));
        }
        return false;
    }

    /**
     * Looks for the first word that may write.
     *
     * @param syntax how the database reads the text
     * @return the word, in upper case, or the character that begins no statement; null if the text only reads
     */
    static @Nullable String findWriting(String sql, SqlSyntax syntax) {
        SqlTokens tokens = new SqlTokens(sql, syntax, true);
        boolean begins = true;
        boolean locks = false;
        boolean explains = false;
        while (tokens.next() != Kind.END) {
            if (tokens.isSymbol(';')) {
                begins = true;
            } else if (tokens.kind() == Kind.WORD) {
                String word = tokens.content().toUpperCase(Locale.ROOT);
                if (begins ? !READING.contains(word) : writes(word, locks, tokens, syntax)) {
                    return word;
                }
                if (explains && (BEGINNING.contains(word) || word.equals("COPY"))) {
                    // To measure it, it is executed: also by PostgreSQL in a transaction that is to read only.
                    return word;
                }
                explains = begins ? word.equals("EXPLAIN") : explains && !READING.contains(word);
                begins = false;
                locks = word.equals("FOR");
            } else if (!tokens.isSymbol('(')) {
                if (begins) {
                    // A call in JDBC's braces, or nothing that is known.
                    return tokens.firstCharacter();
                }
                locks = false;
            }
        }
        return null;
    }

    private static boolean writes(String word, boolean locks, SqlTokens tokens, SqlSyntax syntax) {
        if (syntax.has(Trait.NO_SEPARATORS) && BEGINNING.contains(word)) {
            return true;
        }
        return WRITING.contains(word)
                && switch (word) {
                    case "UPDATE" -> !locks;
                    case "REPLACE", "INSERT" -> !isCall(tokens);
                    case "MERGE" -> !isHint(tokens);
                    default -> true;
                };
    }

    /** Functions have these names too. */
    private static boolean isCall(SqlTokens tokens) {
        SqlTokens ahead = tokens.ahead();
        ahead.next();
        return ahead.isSymbol('(');
    }

    /** How tables are joined. */
    private static boolean isHint(SqlTokens tokens) {
        SqlTokens ahead = tokens.ahead();
        ahead.next();
        return ahead.isWord("JOIN", "UNION");
    }
}
