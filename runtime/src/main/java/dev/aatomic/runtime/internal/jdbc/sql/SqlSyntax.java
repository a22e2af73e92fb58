package dev.aatomic.runtime.internal.jdbc.sql;

import java.util.EnumSet;
import java.util.Set;

/** How a database reads SQL text, as far as is needed to tell where each statement begins, and which of them commit. */
public enum SqlSyntax {
    /** PostgreSQL, and what speaks its protocol. */
    POSTGRES(Trait.NESTED_COMMENTS, Trait.TAGGED_QUOTES, Trait.ESCAPE_STRINGS, Trait.END_COMMITS),
    /** H2. */
    H2(Trait.NESTED_COMMENTS, Trait.SLASH_COMMENTS, Trait.DOLLAR_QUOTES, Trait.BACKTICKS, Trait.IMPLICIT_COMMITS),
    /** HSQLDB. */
    HSQLDB(Trait.IMPLICIT_COMMITS),
    /** MySQL and MariaDB. */
    MYSQL(
            Trait.HASH_COMMENTS,
            Trait.EXECUTED_COMMENTS,
            Trait.BACKSLASH_ESCAPES,
            Trait.BACKTICKS,
            Trait.IMPLICIT_COMMITS),
    /** Oracle. */
    ORACLE(Trait.DELIMITED_STRINGS, Trait.WHOLE_DEFINITIONS, Trait.IMPLICIT_COMMITS),
    /** SQL Server, where statements need nothing between them. */
    SQL_SERVER(Trait.NESTED_COMMENTS, Trait.BRACKETS, Trait.WHOLE_DEFINITIONS, Trait.NO_SEPARATORS),
    /** Any other, where definitions are part of the transaction. */
    OTHER(Trait.BACKTICKS, Trait.END_COMMITS),
    /** Any other, where a definition commits. */
    OTHER_COMMITTING(Trait.BACKTICKS, Trait.END_COMMITS, Trait.IMPLICIT_COMMITS);

    /** What sets a syntax apart. */
    enum Trait {
        /** {@code /* /* *}{@code / *}{@code /} is one comment. */
        NESTED_COMMENTS,
        /** {@code //} begins a comment. */
        SLASH_COMMENTS,
        /** {@code #} begins a comment; two dashes do only before white space, and a line ends with a line feed only. */
        HASH_COMMENTS,
        /** What stands in {@code /*! *}{@code /} is executed. */
        EXECUTED_COMMENTS,
        /** {@code $tag$} quotes. */
        TAGGED_QUOTES,
        /** {@code $$} quotes. */
        DOLLAR_QUOTES,
        /** A backslash escapes in a string. */
        BACKSLASH_ESCAPES,
        /** A backslash escapes in a string that begins with E. */
        ESCAPE_STRINGS,
        /** {@code q'[text]'} is a string. */
        DELIMITED_STRINGS,
        /** Backticks quote a name. */
        BACKTICKS,
        /** Brackets quote a name. */
        BRACKETS,
        /** END is COMMIT. */
        END_COMMITS,
        /** The definition of a routine goes to the end of the text. */
        WHOLE_DEFINITIONS,
        /** A statement may follow another without a semicolon. */
        NO_SEPARATORS,
        /** A definition, and more, commits the transaction. */
        IMPLICIT_COMMITS
    }

    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private final SqlRules inTransaction = new SqlRules(this, false, false);
    private final SqlRules inReadOnly = new SqlRules(this, false, true);
    private final SqlRules inAutocommit = new SqlRules(this, true, false);

    SqlSyntax(Trait... traits) {
        for (Trait trait : traits) {
            this.traits.add(trait);
        }
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** For the statements of a transaction. */
    public SqlRules inTransaction() {
        return inTransaction;
    }

    /** For the statements of a transaction that must not write. */
    public SqlRules inReadOnly() {
        return inReadOnly;
    }

    /** For statements that commit one by one. */
    public SqlRules inAutocommit() {
        return inAutocommit;
    }
}
