package dev.aatomic.quarkus;

import dev.aatomic.quarkus.AatomicConfiguration.DatabaseConfiguration;
import dev.aatomic.runtime.Transactions;
import io.quarkus.datasource.common.runtime.DataSourceUtil;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import javax.sql.DataSource;

/** The application's data sources, as databases of its transactions. */
final class Databases {

    private static final String DEFAULT_DATABASE = "quarkus.aatomic.default-database";

    private final Map<String, DataSource> dataSources;
    private final AatomicConfiguration configuration;

    private Databases(Map<String, DataSource> dataSources, AatomicConfiguration configuration) {
        this.dataSources = dataSources;
        this.configuration = configuration;
    }

    /**
     * All that are active and not left out, the one that is meant where none is named first.
     *
     * @param names of all data sources, those that are not active too
     * @param active those that are, by name
     */
    static Databases of(
            List<String> names, Map<String, ? extends DataSource> active, AatomicConfiguration configuration) {
        checkNames(names, configuration);
        Map<String, DataSource> found = included(active, configuration);
        if (found.isEmpty()) {
            throw new ConfigurationException(
                    "No data source is left for transactions: found " + active.keySet()
                            + ", all of which quarkus.aatomic.databases leaves out. Leave one in, or set quarkus.aatomic.enabled=false",
                    Set.of("quarkus.aatomic.enabled"));
        }
        String first = defaultName(List.copyOf(found.keySet()), configuration);
        Map<String, DataSource> ordered = new LinkedHashMap<>();
        ordered.put(first, found.get(first));
        ordered.putAll(found);
        return new Databases(ordered, configuration);
    }

    /** Those that are not left out, in order. */
    static Map<String, DataSource> included(
            Map<String, ? extends DataSource> active, AatomicConfiguration configuration) {
        Map<String, DataSource> included = new LinkedHashMap<>();
        for (String name : sorted(active.keySet())) {
            DatabaseConfiguration settings = configuration.databases().get(name);
            if (settings == null || settings.enabled()) {
                included.put(name, active.get(name));
            }
        }
        return included;
    }

    /** The default one first, and then by name: Quarkus tells them in any order. */
    private static List<String> sorted(Collection<String> names) {
        List<String> sorted = new ArrayList<>(names);
        sorted.sort(null);
        if (sorted.remove(DataSourceUtil.DEFAULT_DATASOURCE_NAME)) {
            sorted.add(0, DataSourceUtil.DEFAULT_DATASOURCE_NAME);
        }
        return sorted;
    }

    private static void checkNames(List<String> names, AatomicConfiguration configuration) {
        for (String name : configuration.databases().keySet()) {
            if (!names.contains(name)) {
                throw new ConfigurationException(
                        key(name) + ": no JDBC data source has that name; expected one of " + sorted(names),
                        Set.of(key(name)));
            }
        }
    }

    private static String defaultName(List<String> names, AatomicConfiguration configuration) {
        String wanted = configuration.defaultDatabase().orElse(null);
        if (wanted != null) {
            if (!names.contains(wanted)) {
                throw noDefault(names, DEFAULT_DATABASE + " is '" + wanted + "'");
            }
            return wanted;
        }
        if (names.size() > 1 && !names.contains(DataSourceUtil.DEFAULT_DATASOURCE_NAME)) {
            throw noDefault(names, "the default data source is not there, not active or left out");
        }
        return names.get(0);
    }

    private static ConfigurationException noDefault(List<String> names, String found) {
        return new ConfigurationException(
                "Which database a block means that names none is not known: " + found + ", and the data sources are "
                        + names + ". Name one of them with " + DEFAULT_DATABASE,
                Set.of(DEFAULT_DATABASE));
    }

    Map<String, DataSource> dataSources() {
        return dataSources;
    }

    void addTo(Transactions.Builder builder) {
        dataSources.forEach((name, dataSource) -> {
            DatabaseConfiguration settings = configuration.databases().get(name);
            add(builder, name, dataSource, settings == null ? OptionalInt.empty() : settings.connections());
        });
    }

    private static void add(Transactions.Builder builder, String name, DataSource dataSource, OptionalInt connections) {
        String key = key(name) + ".connections";
        try {
            if (connections.isPresent()) {
                builder.database(name, dataSource, connections.getAsInt());
            } else {
                builder.database(name, dataSource);
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new ConfigurationException(key + ": " + e.getMessage(), e, Set.of(key));
        }
    }

    private static String key(String name) {
        return "quarkus.aatomic.databases.\"" + name + "\"";
    }
}
