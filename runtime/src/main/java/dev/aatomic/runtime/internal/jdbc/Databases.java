package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.TransactionMetrics;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The databases of one {@code Transactions}, in the order in which they were given. */
public final class Databases {

    private final Map<String, ManagedDatabase> byName;

    /** The same, for who asks with each task. */
    private final ManagedDatabase[] inOrder;

    /** The database that is meant where none is named and no block is open. */
    public final ManagedDatabase first;

    /**
     * At least one.
     *
     * @param byName iterated in the order in which they were given
     */
    public Databases(Map<String, ManagedDatabase> byName) {
        this.byName = byName;
        this.inOrder = byName.values().toArray(new ManagedDatabase[0]);
        this.first = inOrder[0];
    }

    public Collection<ManagedDatabase> all() {
        return byName.values();
    }

    /** How many connections they have together. */
    public int connections() {
        int connections = 0;
        for (ManagedDatabase database : byName.values()) {
            connections += database.admission.connections();
        }
        return connections;
    }

    /** Whether they are all known to be servers, each on threads of its own. */
    public boolean areKnownServers() {
        for (ManagedDatabase database : inOrder) {
            if (!database.isKnownServer()) {
                return false;
            }
        }
        return true;
    }

    /**
     * The database with a name.
     *
     * @param option where the name was given, for the message
     */
    public ManagedDatabase named(String option, String name) {
        ManagedDatabase database = byName.get(Objects.requireNonNull(name, option));
        if (database == null) {
            throw new IllegalArgumentException(option + ": found '" + name
                    + "'; expected the name of a database that the builder was given: "
                    + byName.keySet().stream().map(known -> "'" + known + "'").collect(Collectors.joining(", "))
                    + ". Name one of these, or add it with builder().database(\"" + name + "\", dataSource)");
        }
        return database;
    }

    public TransactionMetrics metrics() {
        Map<String, DatabaseMetrics> metrics = new HashMap<>();
        byName.forEach((name, database) -> metrics.put(name, database.counters.read(database.admission)));
        return new TransactionMetrics(metrics);
    }
}
