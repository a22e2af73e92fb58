package dev.aatomic.runtime;

/**
 * Counts of one database at one moment, of its outermost blocks since the transactions were built. They are read one after another while
 * others go on counting, so they can be a few blocks apart.
 *
 * @param connections how many connections there are
 * @param active how many of them are taken now, also by steps outside any block
 * @param waiting how many blocks and steps wait for one now
 * @param begun how many blocks got a connection and began, or began without one since they take it with their first statement
 * @param committed how many of these committed
 * @param rolledBack how many of these were rolled back
 * @param unknown of how many of these the outcome is not known
 * @param notBegun how many blocks ended without having begun: no connection could be had, or they were cancelled, overdue or refused before
 * @param retried how many attempts were followed by another
 * @param waitNanos how long all blocks that began waited for their connections together, in nanoseconds; 0 unless
 *     {@code recordMetrics(true)}
 * @param holdNanos how long all blocks that began and ended held their connections together, in nanoseconds; 0 unless
 *     {@code recordMetrics(true)}
 */
public record DatabaseMetrics(
        int connections,
        int active,
        int waiting,
        long begun,
        long committed,
        long rolledBack,
        long unknown,
        long notBegun,
        long retried,
        long waitNanos,
        long holdNanos) {}
