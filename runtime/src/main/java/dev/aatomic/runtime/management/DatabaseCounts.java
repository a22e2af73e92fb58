package dev.aatomic.runtime.management;

import dev.aatomic.runtime.DatabaseMetrics;

/** The {@link DatabaseMetrics} of one database, in a form that JMX can show. Immutable. */
public final class DatabaseCounts {

    private final String name;
    private final DatabaseMetrics metrics;

    /**
     * Takes the counts.
     *
     * @param name the database's name
     * @param metrics its counts
     */
    public DatabaseCounts(String name, DatabaseMetrics metrics) {
        this.name = name;
        this.metrics = metrics;
    }

    /**
     * The database.
     *
     * @return the name given to the builder
     */
    public String getName() {
        return name;
    }

    /**
     * How many connections there are.
     *
     * @return at least 1
     */
    public int getConnections() {
        return metrics.connections();
    }

    /**
     * How many connections are taken now.
     *
     * @return at most {@link #getConnections()}
     */
    public int getActive() {
        return metrics.active();
    }

    /**
     * How many blocks and steps wait for a connection now.
     *
     * @return 0 for none
     */
    public int getWaiting() {
        return metrics.waiting();
    }

    /**
     * How many blocks have begun.
     *
     * @return the count since the transactions were built
     */
    public long getBegun() {
        return metrics.begun();
    }

    /**
     * How many blocks committed.
     *
     * @return the count since the transactions were built
     */
    public long getCommitted() {
        return metrics.committed();
    }

    /**
     * How many blocks were rolled back.
     *
     * @return the count since the transactions were built
     */
    public long getRolledBack() {
        return metrics.rolledBack();
    }

    /**
     * Of how many blocks the outcome is not known.
     *
     * @return the count since the transactions were built
     */
    public long getUnknown() {
        return metrics.unknown();
    }

    /**
     * How many blocks ended without having begun.
     *
     * @return the count since the transactions were built
     */
    public long getNotBegun() {
        return metrics.notBegun();
    }

    /**
     * How many attempts were followed by another.
     *
     * @return the count since the transactions were built
     */
    public long getRetried() {
        return metrics.retried();
    }
}
