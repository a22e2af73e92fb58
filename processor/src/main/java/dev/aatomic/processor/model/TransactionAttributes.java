package dev.aatomic.processor.model;

/**
 * The settings of one method, merged from everywhere they may be written.
 *
 * @param using the database's name; empty for the database of the innermost open block
 * @param savepoint whether a nested block is a savepoint of its own
 * @param durable whether the block must be the outermost one
 */
public record TransactionAttributes(String using, boolean savepoint, boolean durable) {}
