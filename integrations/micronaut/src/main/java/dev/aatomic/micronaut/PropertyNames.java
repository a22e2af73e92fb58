package dev.aatomic.micronaut;

import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The properties that there are, and what may be their values: Micronaut reads over those that it does not know or cannot read. */
final class PropertyNames {

    private static final String PREFIX = "aatomic";
    private static final String DATABASES = PREFIX + ".databases";
    private static final Set<String> TRUTHS = Set.of("true", "false", "yes", "no", "on", "off", "y", "n");

    private enum Kind {
        TEXT("a text") {
            @Override
            boolean isReadable(Environment environment, String key) {
                return true;
            }
        },
        TRUTH("true or false") {
            @Override
            boolean isReadable(Environment environment, String key) {
                return TRUTHS.contains(text(environment, key).toLowerCase(Locale.ROOT));
            }
        },
        NUMBER("a whole number") {
            @Override
            boolean isReadable(Environment environment, String key) {
                return environment.getProperty(key, Integer.class).isPresent();
            }
        },
        TIME("a time as 30s, 500ms or PT1M") {
            @Override
            boolean isReadable(Environment environment, String key) {
                return environment.getProperty(key, Duration.class).isPresent();
            }
        };

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        abstract boolean isReadable(Environment environment, String key);

        void check(Environment environment, String key) {
            if (environment.containsProperty(key) && !isReadable(environment, key)) {
                throw new ConfigurationException(
                        key + ": found '" + text(environment, key) + "'; expected " + description);
            }
        }

        private static String text(Environment environment, String key) {
            return environment.getProperty(key, String.class).orElse("").trim();
        }
    }

    private static final Map<String, Kind> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("close-timeout", Kind.TIME),
            Map.entry("commit-timeout", Kind.TIME),
            // Micronaut itself refuses what is no constant.
            Map.entry("connection-acquisition", Kind.TEXT),
            Map.entry("connection-timeout", Kind.TIME),
            Map.entry("context-propagation", Kind.TRUTH),
            Map.entry("databases", Kind.TEXT),
            Map.entry("default-database", Kind.TEXT),
            Map.entry("enabled", Kind.TRUTH),
            Map.entry("max-waiting", Kind.NUMBER),
            Map.entry("observe-blocks", Kind.TRUTH),
            Map.entry("record-block-metrics", Kind.TRUTH),
            Map.entry("record-metrics", Kind.TRUTH),
            Map.entry("record-sql", Kind.TRUTH),
            Map.entry("require-durable", Kind.TRUTH),
            Map.entry("require-transaction", Kind.TRUTH),
            Map.entry("send-block-names", Kind.TRUTH),
            Map.entry("silent-rollback", Kind.TRUTH),
            Map.entry("transaction-manager", Kind.TRUTH),
            Map.entry("warn-if-held-longer-than", Kind.TIME)));

    private static final Map<String, Kind> OF_DATABASE =
            new TreeMap<>(Map.of("connections", Kind.NUMBER, "enabled", Kind.TRUTH));

    private PropertyNames() {}

    /** Refuses names that mean nothing, and values that cannot be read. */
    static void check(Environment environment) {
        check(environment, PREFIX, ALL);
        for (String database : environment.getPropertyEntries(DATABASES)) {
            check(environment, ofDatabase(database), OF_DATABASE);
        }
    }

    private static void check(Environment environment, String prefix, Map<String, Kind> known) {
        for (String name : environment.getPropertyEntries(prefix)) {
            Kind kind = known.get(name);
            if (kind == null) {
                throw new ConfigurationException(prefix + "." + name + ": there is no such property; expected one of "
                        + known.keySet() + " after " + prefix);
            }
            kind.check(environment, prefix + "." + name);
        }
    }

    /** Hands a value on; a value that is refused is an error of its property. */
    static void set(String name, Runnable setting) {
        try {
            setting.run();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(PREFIX + "." + name + ": " + e.getMessage(), e);
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
        return DATABASES + "." + name;
    }

    /** The environment's variables know neither upper case nor dashes, and Micronaut makes dashes of upper case. */
    static boolean isSame(String name, String other) {
        return uniform(name).equals(uniform(other));
    }

    private static String uniform(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
