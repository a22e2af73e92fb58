package dev.aatomic.micronaut;

import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The properties that there are: Micronaut reads over those that it does not know. */
final class PropertyNames {

    private static final String PREFIX = "aatomic";
    private static final String DATABASES = "databases";

    private static final Set<String> ALL = new TreeSet<>(List.of(
            "close-timeout",
            "commit-timeout",
            "connection-timeout",
            "context-propagation",
            DATABASES,
            "default-database",
            "enabled",
            "max-waiting",
            "record-metrics",
            "record-sql",
            "require-durable",
            "require-transaction",
            "silent-rollback",
            "transaction-manager",
            "warn-if-held-longer-than"));

    private static final Set<String> OF_DATABASE = new TreeSet<>(List.of("connections", "enabled"));

    private PropertyNames() {}

    /** Refuses names that mean nothing. */
    static void check(Environment environment) {
        check(environment, PREFIX, ALL);
        for (String database : environment.getPropertyEntries(PREFIX + "." + DATABASES)) {
            check(environment, PREFIX + "." + DATABASES + "." + database, OF_DATABASE);
        }
    }

    private static void check(Environment environment, String prefix, Set<String> known) {
        for (String name : environment.getPropertyEntries(prefix)) {
            if (!known.contains(name)) {
                throw new ConfigurationException(
                        prefix + "." + name + ": there is no such property; expected one of " + known + " after " + prefix);
            }
        }
    }

    /** Refuses settings of what is no database. */
    static void checkDatabases(Collection<DatabaseProperties> settings, List<String> dataSources) {
        for (DatabaseProperties database : settings) {
            if (dataSources.stream().noneMatch(name -> isSame(name, database.name()))) {
                throw new ConfigurationException(ofDatabase(database.name())
                        + ": no DataSource bean has that name; expected one of " + dataSources);
            }
        }
    }

    /** What the properties of a database begin with. */
    static String ofDatabase(String name) {
        return PREFIX + "." + DATABASES + "." + name;
    }

    /** The environment's variables know neither upper case nor dashes, and Micronaut makes dashes of upper case. */
    static boolean isSame(String name, String other) {
        return uniform(name).equals(uniform(other));
    }

    private static String uniform(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
