package dev.aatomic.runtime;

import java.util.Map;

/**
 * The counts of all databases at one moment. Immutable.
 *
 * @param databases the counts by the database's name
 */
public record TransactionMetrics(Map<String, DatabaseMetrics> databases) {

    /**
     * Copies the map.
     *
     * @param databases the counts by the database's name
     */
    public TransactionMetrics {
        databases = Map.copyOf(databases);
    }

    /**
     * The counts of one database.
     *
     * @param name the name given to the builder
     * @return its counts
     * @throws IllegalArgumentException if no database has that name
     */
    public DatabaseMetrics database(String name) {
        DatabaseMetrics found = databases.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "No database is named '" + name + "'; expected one of " + databases.keySet());
        }
        return found;
    }
}
