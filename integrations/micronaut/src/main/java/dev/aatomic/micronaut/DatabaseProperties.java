package dev.aatomic.micronaut;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import org.jspecify.annotations.Nullable;

/** Settings of one database, by the name of its DataSource bean. */
@EachProperty("aatomic.databases")
final class DatabaseProperties {

    private final String name;
    private boolean enabled = true;
    private @Nullable Integer connections;

    DatabaseProperties(@Parameter String name) {
        this.name = name;
    }

    /** The name, as the properties have it. */
    String name() {
        return name;
    }

    public boolean isEnabled() {
        return enabled;
    }

    /**
     * Whether the DataSource bean is a database of the transactions.
     *
     * @param enabled true by default
     */
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public @Nullable Integer getConnections() {
        return connections;
    }

    /**
     * How many connections the DataSource gives at most.
     *
     * @param connections by default its pool is asked
     */
    public void setConnections(@Nullable Integer connections) {
        this.connections = connections;
    }
}
