package dev.aatomic.databases.entity;

import dev.aatomic.databases.BlockPromises;
import dev.aatomic.databases.engine.Engine;
import dev.aatomic.databases.engine.PhysicalConnections;
import dev.aatomic.databases.engine.TestedDatabase;
import dev.aatomic.databases.promise.Steps;
import dev.aatomic.hibernate.HibernateTransactions;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.dialect.MariaDBDialect;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.stat.Statistics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

/**
 * All promises once more, with entities in place of SQL, and those that are of entities alone. None is without meaning: what has no entity, as
 * a definition or a procedure, is done in the middle of what entities do, see {@link EntitySteps#execute}. One factory for all tests of a
 * database, and all sessions are closed after each.
 */
public abstract class EntityBlockPromises extends BlockPromises implements EntityPromises, EntityConflictPromises {

    private static final List<Class<?>> ENTITIES =
            List.of(Entry.class, Counter.class, Keyed.class, Late.class, Account.class);

    private @Nullable SessionFactory factory;

    /** One for each database. */
    public static List<BlockPromises> suites() {
        return List.of(
                new H2EntitiesTest(),
                new HsqldbEntitiesTest(),
                new DerbyEntitiesTest(),
                new SqliteEntitiesTest(),
                new PostgresEntitiesTest(),
                new Postgres14EntitiesTest(),
                new MariaDbEntitiesTest(),
                new MariaDbByMySqlDriverEntitiesTest());
    }

    EntityBlockPromises(Engine engine) {
        super(engine);
    }

    @Override
    protected final Steps steps(TestedDatabase database, Transactions transactions) {
        SessionFactory opened = factory;
        if (opened == null) {
            opened = open(database);
            factory = opened;
        }
        return new EntitySteps(database, HibernateTransactions.of(transactions, opened));
    }

    private static SessionFactory open(TestedDatabase database) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, new PhysicalConnections(database));
        settings.put(AvailableSettings.STATEMENT_BATCH_SIZE, 50);
        settings.put(AvailableSettings.GENERATE_STATISTICS, true);
        if (database.url().startsWith("jdbc:mysql:")) {
            // Connector/J asks a MariaDB for what it does not have, where Hibernate wants to know what it is.
            settings.put(AvailableSettings.DIALECT, MariaDBDialect.class.getName());
        }
        HibernateTransactions.configure(settings);
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("promises");
        ENTITIES.forEach(configuration::managedClass);
        return configuration.properties(settings).createEntityManagerFactory();
    }

    @AfterEach
    void sessionsAreClosed() {
        if (factory != null) {
            Statistics statistics = factory.getStatistics();
            Await.until(
                    "all sessions are closed",
                    () -> statistics.getSessionOpenCount() == statistics.getSessionCloseCount());
        }
    }

    @AfterAll
    void closeFactory() {
        if (factory != null) {
            factory.close();
        }
    }
}
