package dev.aatomic.hibernate;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.cache.Caching;
import javax.sql.DataSource;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** Transactions and a session factory on a database of their own, whose pool is asked whether all connections are back. */
final class HibernateBlocks implements AutoCloseable {

    static final int CONNECTIONS = 4;

    private static final List<Class<?>> ENTITIES =
            List.of(Account.class, Movement.class, Ticket.class, Invoice.class, Contract.class);

    final TestDatabase database;
    final HikariDataSource pool;
    final SessionFactoryImplementor factory;
    final Events events = new Events();
    final Transactions transactions;
    final HibernateTransactions hibernate;

    HibernateBlocks(Server server) {
        this(new Options().on(server));
    }

    HibernateBlocks(Options options) {
        database = new TestDatabase(options.server);
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.url());
        configuration.setMaximumPoolSize(options.connections);
        pool = new HikariDataSource(configuration);
        factory = factory(options);
        events.listenTo(factory);
        transactions = options.builder
                .apply(Transactions.builder())
                .database("default", options.wrapped.apply(pool))
                .build();
        hibernate = HibernateTransactions.of(transactions, factory, options.watched);
    }

    /** What one test wants otherwise than the others. */
    static final class Options {
        private Server server = Server.H2;
        private int connections = CONNECTIONS;
        private boolean isJpa;
        private UnaryOperator<Transactions.Builder> builder = UnaryOperator.identity();
        private UnaryOperator<DataSource> wrapped = UnaryOperator.identity();
        private UnaryOperator<EventSource> watched = UnaryOperator.identity();
        private final List<Class<?>> entities = new ArrayList<>(ENTITIES);
        private final Map<String, Object> settings = new HashMap<>();

        Options on(Server value) {
            server = value;
            return this;
        }

        Options connections(int value) {
            connections = value;
            return this;
        }

        /** Made as JPA makes it, by which Hibernate behaves otherwise where a session is closed. */
        Options jpa() {
            isJpa = true;
            return this;
        }

        Options builder(UnaryOperator<Transactions.Builder> value) {
            builder = value;
            return this;
        }

        Options wrapped(UnaryOperator<DataSource> value) {
            wrapped = value;
            return this;
        }

        Options watched(UnaryOperator<EventSource> value) {
            watched = value;
            return this;
        }

        Options entity(Class<?> value) {
            entities.add(value);
            return this;
        }

        Options set(String name, Object value) {
            settings.put(name, value);
            return this;
        }
    }

    private SessionFactoryImplementor factory(Options options) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, pool);
        settings.put(AvailableSettings.HBM2DDL_AUTO, "create");
        settings.put(AvailableSettings.GENERATE_STATISTICS, true);
        settings.put(AvailableSettings.CACHE_REGION_FACTORY, "jcache");
        settings.put("hibernate.javax.cache.missing_cache_strategy", "create");
        settings.put(
                "hibernate.javax.cache.cache_manager",
                Caching.getCachingProvider()
                        .getCacheManager(
                                URI.create("urn:" + database.schema()), HibernateBlocks.class.getClassLoader()));
        settings.put(AvailableSettings.STATEMENT_BATCH_SIZE, 50);
        // Only where a test is about it; else each factory would look for what to index.
        settings.put("hibernate.search.enabled", false);
        HibernateTransactions.configure(settings);
        settings.putAll(options.settings);
        if (options.isJpa) {
            HibernatePersistenceConfiguration jpa = new HibernatePersistenceConfiguration(database.schema());
            options.entities.forEach(jpa::managedClass);
            jpa.properties(settings);
            return jpa.createEntityManagerFactory().unwrap(SessionFactoryImplementor.class);
        }
        Configuration configuration = new Configuration();
        configuration.getProperties().putAll(settings);
        options.entities.forEach(configuration::addAnnotatedClass);
        return (SessionFactoryImplementor) configuration.buildSessionFactory();
    }

    EntityManagerFactory entityManagers() {
        return factory;
    }

    /** Rows that are there before a test begins, in no cache. */
    void given(Account... accounts) {
        for (Account account : accounts) {
            database.execute("insert into Account(id, version, amount, code) values (" + account.id + ", 0, "
                    + account.amount + ", " + account.code + ")");
        }
    }

    /** What is committed, once nothing holds a connection any more. */
    List<Integer> ask(String sql) {
        awaitIdle();
        return database.integers(sql);
    }

    List<Integer> ids() {
        return ask("select id from Account order by id");
    }

    List<Integer> amounts() {
        return ask("select amount from Account order by id");
    }

    /** Whether other blocks would find a value in the second-level cache, and which. */
    int cachedAmount(int id) {
        return Await.value(transactions
                .atomic()
                .getStageAsync(() -> hibernate.submit(session -> {
                    factory.getStatistics().clear();
                    Account account = session.find(Account.class, id);
                    return factory.getStatistics().getSecondLevelCacheHitCount() == 1 ? account.amount : -1;
                })));
    }

    void awaitIdle() {
        Await.until("all connections are back", () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
    }

    @Override
    public void close() {
        try {
            awaitIdle();
        } finally {
            ThreadListener.tell(account -> {});
            transactions.close();
            factory.close();
            pool.close();
            database.close();
        }
    }
}
