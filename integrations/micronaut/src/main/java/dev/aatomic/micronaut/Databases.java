package dev.aatomic.micronaut;

import dev.aatomic.runtime.Transactions;
import io.micronaut.context.BeanContext;
import io.micronaut.context.BeanRegistration;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.naming.Named;
import io.micronaut.core.util.StringUtils;
import io.micronaut.inject.BeanDefinition;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The application's data sources, as databases of its transactions. */
final class Databases {

    private static final String DEFAULT = "default";

    private final Map<String, DataSource> dataSources;
    private final Collection<DatabaseProperties> settings;

    private Databases(Map<String, DataSource> dataSources, Collection<DatabaseProperties> settings) {
        this.dataSources = dataSources;
        this.settings = settings;
    }

    /** All data sources, the default one first. */
    static Databases of(BeanContext beans, AatomicProperties properties, Collection<DatabaseProperties> settings) {
        Map<String, DataSource> found = new LinkedHashMap<>();
        String primary = null;
        Collection<BeanRegistration<DataSource>> registrations = beans.getBeanRegistrations(DataSource.class);
        for (BeanRegistration<DataSource> registration : registrations) {
            String name = name(registration.getBeanDefinition());
            DataSource before = found.put(name, PoolAccess.unwrap(registration.getBean()));
            if (before != null) {
                throw new ConfigurationException("Two DataSource beans are named '" + name
                        + "', as one is that has no name; expected each to have a @Named of its own");
            }
            if (registration.getBeanDefinition().isPrimary()) {
                primary = name;
            }
        }
        List<String> all = List.copyOf(found.keySet());
        PropertyNames.checkDatabases(settings, all);
        Databases databases = new Databases(found, settings);
        found.keySet().removeIf(name -> !databases.isEnabled(name));
        if (found.isEmpty()) {
            throw new ConfigurationException("No DataSource bean is left for transactions; expected one that"
                    + " aatomic.databases does not leave out, or aatomic.enabled=false. There are " + all);
        }
        String first = defaultName(properties, List.copyOf(found.keySet()), primary);
        Map<String, DataSource> ordered = new LinkedHashMap<>();
        ordered.put(first, found.get(first));
        ordered.putAll(found);
        return new Databases(ordered, settings);
    }

    private static String name(BeanDefinition<DataSource> definition) {
        return name(definition.getDeclaredQualifier() instanceof Named named ? named.getName() : null);
    }

    /** The database of a DataSource bean, which Micronaut need not have named. */
    static String name(@Nullable String bean) {
        return StringUtils.isEmpty(bean) || bean.equalsIgnoreCase("primary") ? DEFAULT : bean;
    }

    private static String defaultName(AatomicProperties properties, List<String> names, @Nullable String primary) {
        String wanted = properties.getDefaultDatabase();
        if (wanted != null) {
            return names.stream()
                    .filter(name -> PropertyNames.isSame(name, wanted))
                    .findFirst()
                    .orElseThrow(() -> noDefault(names, "aatomic.default-database is '" + wanted + "'"));
        }
        if (names.contains(DEFAULT)) {
            return DEFAULT;
        }
        if (names.size() == 1) {
            return names.get(0);
        }
        if (primary == null || !names.contains(primary)) {
            throw noDefault(
                    names,
                    primary == null
                            ? "none is named 'default', and none is @Primary"
                            : "'" + primary + "' is @Primary but left out");
        }
        return primary;
    }

    private static ConfigurationException noDefault(List<String> names, String found) {
        return new ConfigurationException("Which database a block means that names none is not known: " + found
                + ", and the DataSource beans are " + names + ". Set aatomic.default-database to one of these names");
    }

    private boolean isEnabled(String name) {
        DatabaseProperties own = settings(name);
        return own == null || own.isEnabled();
    }

    private @Nullable DatabaseProperties settings(String name) {
        return settings.stream()
                .filter(candidate -> PropertyNames.isSame(name, candidate.name()))
                .findFirst()
                .orElse(null);
    }

    void addTo(Transactions.Builder builder) {
        dataSources.forEach((name, dataSource) -> {
            DatabaseProperties own = settings(name);
            Integer connections = own == null ? null : own.getConnections();
            try {
                if (connections == null) {
                    builder.database(name, dataSource);
                } else {
                    builder.database(name, dataSource, connections);
                }
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new ConfigurationException(
                        e.getMessage() + "; here with the property " + PropertyNames.ofDatabase(name) + ".connections",
                        e);
            }
        });
    }
}
