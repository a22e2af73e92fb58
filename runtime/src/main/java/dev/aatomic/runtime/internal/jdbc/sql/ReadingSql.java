package dev.aatomic.runtime.internal.jdbc.sql;

import dev.aatomic.runtime.internal.jdbc.sql.SqlTokens.Kind;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells statements that only read from others, for databases where nothing else keeps a read-only block from writing. What is not known to
 * read is taken for writing; a function that is called in a query is not looked into.
 */
final class ReadingSql {

    private static final Set<String> READING =
            Set.of("SELECT", "VALUES", "TABLE", "WITH", "EXPLAIN", "SHOW", "DESCRIBE", "DESC", "HELP", "PRAGMA");

    /** What changes data also inside a query, as {@code SELECT … FROM FINAL TABLE (INSERT …)} does, or writes its result somewhere. */
    private static final Set<String> WRITING = Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "INTO");

    private ReadingSql() {}

    /**
     * Looks for the first word that may write.
     *
     * @param syntax how the database reads the text
     * @return the word, in upper case; null if the text only reads
     */
    static @Nullable String findWriting(String sql, SqlSyntax syntax) {
        SqlTokens tokens = new SqlTokens(sql, syntax, true);
        boolean begins = true;
        boolean locks = false;
        while (tokens.next() != Kind.END) {
            if (tokens.isSymbol(';')) {
                begins = true;
            } else if (tokens.kind() == Kind.WORD) {
                String word = tokens.content().toUpperCase(Locale.ROOT);
                boolean calls = word.equals("REPLACE") || word.equals("INSERT");
                if (begins ? !READING.contains(word) : WRITING.contains(word) && !locks && !(calls && isCall(tokens))) {
                    return word;
                }
                begins = false;
                locks = word.equals("FOR");
            } else if (!tokens.isSymbol('(')) {
                begins = false;
                locks = false;
            }
        }
        return null;
    }

    /** Functions have these names too. */
    private static boolean isCall(SqlTokens tokens) {
        SqlTokens ahead = tokens.ahead();
        ahead.next();
        return ahead.isSymbol('(');
    }
}
