package dev.aatomic.runtime.internal.jdbc.sql;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax.Trait;

/** Reads SQL text word by word as a database does: past comments, strings and quoted names. */
final class SqlTokens {

    /** What was read. */
    enum Kind {
        /** A keyword, a plain name or a number. */
        WORD,
        /** A string. */
        TEXT,
        /** A quoted name. */
        NAME,
        /** Any other character. */
        SYMBOL,
        /** The end of the text. */
        END
    }

    private final String sql;
    private final SqlSyntax syntax;

    /** Whether what a database may execute in a comment is read, rather than skipped. */
    private final boolean readsExecuted;

    private Kind kind = Kind.SYMBOL;
    private int start;
    private int end;
    private int contentStart;
    private int contentEnd;
    private boolean inExecuted;

    SqlTokens(String sql, SqlSyntax syntax, boolean readsExecuted) {
        this.sql = sql;
        this.syntax = syntax;
        this.readsExecuted = readsExecuted;
    }

    Kind kind() {
        return kind;
    }

    boolean isSymbol(char wanted) {
        return kind == Kind.SYMBOL && sql.charAt(start) == wanted;
    }

    boolean isWord(String word) {
        return kind == Kind.WORD
                && end - start == word.length()
                && sql.regionMatches(true, start, word, 0, end - start);
    }

    boolean isWord(String one, String... others) {
        boolean found = isWord(one);
        for (String other : others) {
            found |= isWord(other);
        }
        return found;
    }

    /** The word or quoted name itself. */
    String content() {
        return kind == Kind.WORD ? sql.substring(start, end) : sql.substring(contentStart, contentEnd);
    }

    /** What it begins with. Not at the end. */
    String firstCharacter() {
        return sql.substring(start, start + 1);
    }

    /** The text of a string with its doubled quotes undone; other escapes stay. */
    String unquoted() {
        return content().replace("''", "'");
    }

    /** A reader that goes on from here by itself. */
    SqlTokens ahead() {
        SqlTokens copy = new SqlTokens(sql, syntax, readsExecuted);
        copy.kind = kind;
        copy.start = start;
        copy.end = end;
        copy.inExecuted = inExecuted;
        return copy;
    }

    Kind next() {
        start = afterComments(end);
        if (start >= sql.length()) {
            start = sql.length();
            end = start;
            kind = Kind.END;
            return kind;
        }
        char first = sql.charAt(start);
        if (first == '\'') {
            quoted(Kind.TEXT, start, '\'', syntax.has(Trait.BACKSLASH_ESCAPES));
        } else if (first == '"') {
            quoted(Kind.NAME, start, '"', syntax.has(Trait.BACKSLASH_ESCAPES));
        } else if (first == '`' && syntax.has(Trait.BACKTICKS)) {
            quoted(Kind.NAME, start, '`', false);
        } else if (first == '[' && syntax.has(Trait.BRACKETS)) {
            quoted(Kind.NAME, start, ']', false);
        } else if (first == '$' && dollarQuoted()) {
            kind = Kind.TEXT;
        } else if (isWordPart(first)) {
            word();
        } else {
            kind = Kind.SYMBOL;
            end = start + 1;
        }
        return kind;
    }

    private void word() {
        end = start + 1;
        while (end < sql.length() && (isWordPart(sql.charAt(end)) || isHashInWord(sql.charAt(end)))) {
            end++;
        }
        kind = Kind.WORD;
        if (end == sql.length() || sql.charAt(end) != '\'') {
            return;
        }
        if (syntax.has(Trait.ESCAPE_STRINGS) && isWord("E")) {
            quoted(Kind.TEXT, end, '\'', true);
        } else if (syntax.has(Trait.DELIMITED_STRINGS) && isWord("Q", "NQ")) {
            delimited(end + 1);
        }
    }

    private boolean isHashInWord(char character) {
        return character == '#' && !syntax.has(Trait.HASH_COMMENTS);
    }

    private static boolean isWordPart(char character) {
        return Character.isLetterOrDigit(character)
                || Character.isSurrogate(character)
                || character == '_'
                || character == '$'
                || character == '@';
    }

    /** Reads from an opening quote to the closing one. A quote that belongs to the text stands twice. */
    private void quoted(Kind found, int opening, char closing, boolean backslashes) {
        kind = found;
        contentStart = opening + 1;
        int index = contentStart;
        while (index < sql.length()) {
            char character = sql.charAt(index);
            if (character == '\\' && backslashes) {
                index += 2;
            } else if (character != closing) {
                index++;
            } else if (index + 1 < sql.length() && sql.charAt(index + 1) == closing) {
                index += 2;
            } else {
                break;
            }
        }
        contentEnd = Math.min(index, sql.length());
        end = Math.min(index + 1, sql.length());
    }

    private void delimited(int opening) {
        kind = Kind.TEXT;
        int bracket = opening < sql.length() ? "[({<".indexOf(sql.charAt(opening)) : -1;
        String closing =
                opening >= sql.length() ? "'" : (bracket < 0 ? sql.charAt(opening) : "])}>".charAt(bracket)) + "'";
        contentStart = Math.min(opening + 1, sql.length());
        int found = sql.indexOf(closing, contentStart);
        contentEnd = found < 0 ? sql.length() : found;
        end = found < 0 ? sql.length() : found + closing.length();
    }

    private boolean dollarQuoted() {
        int tagEnd = start + 1;
        if (syntax.has(Trait.TAGGED_QUOTES)) {
            while (tagEnd < sql.length()
                    && sql.charAt(tagEnd) != '$'
                    && isWordPart(sql.charAt(tagEnd))
                    && !(tagEnd == start + 1 && Character.isDigit(sql.charAt(tagEnd)))) {
                tagEnd++;
            }
        } else if (!syntax.has(Trait.DOLLAR_QUOTES)) {
            return false;
        }
        if (tagEnd >= sql.length() || sql.charAt(tagEnd) != '$') {
            return false;
        }
        String tag = sql.substring(start, tagEnd + 1);
        contentStart = tagEnd + 1;
        int found = sql.indexOf(tag, contentStart);
        contentEnd = found < 0 ? sql.length() : found;
        end = found < 0 ? sql.length() : found + tag.length();
        return true;
    }

    private int afterComments(int from) {
        int index = from;
        while (index < sql.length()) {
            char character = sql.charAt(index);
            if (Character.isWhitespace(character) || Character.isSpaceChar(character) || character == 0) {
                index++;
            } else if (beginsLineComment(index)) {
                index = lineEnd(index);
            } else if (sql.startsWith("/*", index)) {
                index = afterBlockComment(index);
            } else if (inExecuted && sql.startsWith("*/", index)) {
                inExecuted = false;
                index += 2;
            } else {
                break;
            }
        }
        return index;
    }

    private boolean beginsLineComment(int index) {
        boolean hash = syntax.has(Trait.HASH_COMMENTS);
        return switch (sql.charAt(index)) {
            case '-' ->
                sql.startsWith("--", index) && (!hash || index + 2 == sql.length() || sql.charAt(index + 2) <= ' ');
            case '#' -> hash;
            case '/' -> syntax.has(Trait.SLASH_COMMENTS) && sql.startsWith("//", index);
            default -> false;
        };
    }

    private int lineEnd(int from) {
        int index = from;
        while (index < sql.length()
                && sql.charAt(index) != '\n'
                && (sql.charAt(index) != '\r' || syntax.has(Trait.HASH_COMMENTS))) {
            index++;
        }
        return index;
    }

    private int afterBlockComment(int from) {
        int marker = executedMarker(from);
        if (marker == 0) {
            return commentEnd(from, syntax.has(Trait.NESTED_COMMENTS) ? Integer.MAX_VALUE : 1);
        }
        if (!readsExecuted) {
            // A server older than the version in this comment skips it, and lets one comment be nested in it.
            return commentEnd(from, 2);
        }
        inExecuted = true;
        int index = from + marker;
        while (index < sql.length() && Character.isDigit(sql.charAt(index))) {
            index++;
        }
        return index;
    }

    /** The length of what begins a comment that is executed; 0 if none begins here. */
    private int executedMarker(int index) {
        if (!syntax.has(Trait.EXECUTED_COMMENTS)) {
            return 0;
        }
        if (sql.startsWith("/*!", index)) {
            return 3;
        }
        return sql.startsWith("/*M!", index) ? 4 : 0;
    }

    private int commentEnd(int from, int deepest) {
        int index = from;
        int depth = 0;
        while (index < sql.length()) {
            if (depth < deepest && sql.startsWith("/*", index)) {
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
}
