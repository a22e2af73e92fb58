package dev.aatomic.spring.boot;

import dev.aatomic.runtime.Transactions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;

/** The application's data sources, as databases of its transactions. */
final class Databases {

    /** An embedded database without a pool gives as many as anybody wants, so this says how many blocks run at once. */
    private static final int EMBEDDED_CONNECTIONS = 10;

    private final Map<String, DataSource> dataSources;
    private final AatomicProperties properties;

    private Databases(Map<String, DataSource> dataSources, AatomicProperties properties) {
        this.dataSources = dataSources;
        this.properties = properties;
    }

    /** All data sources that may be injected, the default one first. */
    static Databases of(ConfigurableListableBeanFactory beans, AatomicProperties properties) {
        Map<String, DataSource> found =
                SimpleAutowireCandidateResolver.resolveAutowireCandidates(beans, DataSource.class, false, true);
        List<String> all = List.copyOf(found.keySet());
        found.keySet().removeIf(name -> {
            AatomicProperties.DatabaseSettings settings = properties.settings(name);
            return settings != null && !settings.isEnabled();
        });
        properties.checkNames(all);
        if (found.isEmpty()) {
            throw new IllegalStateException(
                    "No DataSource bean is left for transactions; expected one that aatomic.databases does not leave out");
        }
        String first = defaultName(beans, properties, List.copyOf(found.keySet()));
        Map<String, DataSource> ordered = new LinkedHashMap<>();
        ordered.put(first, found.get(first));
        ordered.putAll(found);
        return new Databases(ordered, properties);
    }

    private static String defaultName(
            ConfigurableListableBeanFactory beans, AatomicProperties properties, List<String> names) {
        String wanted = properties.getDefaultDatabase();
        if (wanted != null) {
            if (!names.contains(wanted)) {
                throw new NoDefaultDatabaseException(names, "aatomic.default-database is '" + wanted + "'");
            }
            return wanted;
        }
        if (names.size() == 1) {
            return names.get(0);
        }
        String primary = primary(beans);
        if (primary == null || !names.contains(primary)) {
            throw new NoDefaultDatabaseException(
                    names, primary == null ? "none is @Primary" : "'" + primary + "' is @Primary but left out");
        }
        return primary;
    }

    private static @Nullable String primary(ConfigurableListableBeanFactory beans) {
        try {
            return beans.resolveNamedBean(DataSource.class).getBeanName();
        } catch (NoSuchBeanDefinitionException several) {
            return null;
        }
    }

    Map<String, DataSource> dataSources() {
        return dataSources;
    }

    void addTo(Transactions.Builder builder) {
        dataSources.forEach((name, dataSource) -> {
            AatomicProperties.DatabaseSettings settings = properties.settings(name);
            Integer connections = settings == null ? null : settings.getConnections();
            if (connections != null) {
                builder.database(name, dataSource, connections);
            } else if (dataSource instanceof EmbeddedDatabase) {
                builder.database(name, dataSource, EMBEDDED_CONNECTIONS);
            } else {
                addPool(builder, name, dataSource);
            }
        });
    }

    private static void addPool(Transactions.Builder builder, String name, DataSource dataSource) {
        try {
            builder.database(name, dataSource);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalStateException(
                    e.getMessage() + "; here with the property " + AatomicProperties.key(name) + ".connections", e);
        }
    }

    /** The pools are closed after the transactions that use them. */
    void closeBefore(ConfigurableListableBeanFactory beans, String transactionsBean) {
        dataSources.keySet().forEach(name -> beans.registerDependentBean(name, transactionsBean));
    }
}
