package dev.aatomic.runtime.internal.jdbc;

import org.jspecify.annotations.Nullable;

/** Recognises SQL text that begins or ends a transaction by its first word. Allocates nothing; thread-safe. */
final class TransactionControlSql {

    private static final String[] KEYWORDS = {"COMMIT", "ROLLBACK", "BEGIN", "START", "END"};

    private TransactionControlSql() {}

    /**
     * Looks at the first word after white space, comments, opening parentheses and semicolons.
     *
     * @param sql the text
     * @return the keyword found, in upper case; null if the text begins with anything else
     */
    static @Nullable String keyword(String sql) {
        int start = firstWord(sql);
        if (start == sql.length()) {
            return null;
        }
        char first = Character.toUpperCase(sql.charAt(start));
        for (String keyword : KEYWORDS) {
            int length = keyword.length();
            if (keyword.charAt(0) == first
                    && sql.regionMatches(true, start, keyword, 0, length)
                    && isWordEnd(sql, start + length)) {
                return keyword;
            }
        }
        return null;
    }

    private static int firstWord(String sql) {
        int index = 0;
        while (index < sql.length()) {
            char character = sql.charAt(index);
            if (Character.isWhitespace(character)
                    || Character.isSpaceChar(character)
                    || character == '('
                    || character == ';') {
                index++;
            } else if (sql.startsWith("--", index)) {
                index = lineEnd(sql, index);
            } else if (sql.startsWith("/*", index)) {
                index = commentEnd(sql, index);
            } else {
                break;
            }
        }
        return index;
    }

    private static int lineEnd(String sql, int start) {
        int index = start;
        while (index < sql.length() && sql.charAt(index) != '\n' && sql.charAt(index) != '\r') {
            index++;
        }
        return index;
    }

    private static int commentEnd(String sql, int start) {
        int index = start;
        int depth = 0;
        while (index < sql.length()) {
            if (sql.startsWith("/*", index)) {
                depth++;
                index += 2;
            } else if (sql.startsWith("*/", index)) {
                depth--;
                index += 2;
                if (depth == 0) {
                    break;
                }
            } else {
                index++;
            }
        }
        return index;
    }

    private static boolean isWordEnd(String sql, int index) {
        if (index == sql.length()) {
            return true;
        }
        char next = sql.charAt(index);
        return !Character.isLetterOrDigit(next) && !Character.isSurrogate(next) && next != '_' && next != '$';
    }
}
