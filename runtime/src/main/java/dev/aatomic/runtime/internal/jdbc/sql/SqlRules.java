package dev.aatomic.runtime.internal.jdbc.sql;

/**
 * By which rules the SQL text that is sent through a handle is looked at. {@link SqlSyntax} has an instance for each case, so that a
 * statement costs none.
 *
 * @param syntax how the database reads it
 * @param autocommit whether each statement commits alone, so that one which commits does no harm
 * @param readsOnly whether it may not write, and nothing else keeps it from that
 */
public record SqlRules(SqlSyntax syntax, boolean autocommit, boolean readsOnly) {}
