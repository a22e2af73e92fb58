package dev.aatomic.application;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.event.ApplicationEventPublisher;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small application with Micronaut Data over one database of its own. */
public final class Application implements AutoCloseable {

    /** What a test does with it. */
    public interface Test {
        void run(Application application) throws Exception;
    }

    private final TestDatabase database;
    private final ApplicationContext context;

    private Application(TestDatabase database, Map<String, Object> more) {
        this.database = database;
        Map<String, Object> properties = new HashMap<>();
        properties.put("datasources.default.url", database.url());
        properties.put("datasources.default.driver-class-name", driver(database.server()));
        properties.put("datasources.default.maximum-pool-size", 3);
        properties.put("datasources.default.username", database.server() == Server.H2 ? "sa" : "postgres");
        properties.put("datasources.default.password", "");
        properties.putAll(more);
        this.context = ApplicationContext.run(properties, "test");
    }

    private static String driver(Server server) {
        return server == Server.H2 ? "org.h2.Driver" : "org.postgresql.Driver";
    }

    public static Application start(Server server, Map<String, Object> properties) {
        TestDatabase database = new TestDatabase(server);
        try {
            return new Application(database, properties);
        } catch (Throwable t) {
            database.close();
            throw t;
        }
    }

    public static void run(Server server, Test test) throws Exception {
        run(server, Map.of(), test);
    }

    public static void run(Server server, Map<String, Object> properties, Test test) throws Exception {
        try (Application application = start(server, properties)) {
            test.run(application);
        }
    }

    public ApplicationContext context() {
        return context;
    }

    /** A bean of the application. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Transactions transactions() {
        return bean(Transactions.class);
    }

    public Services services() {
        return bean(Services.class);
    }

    public Entries entries() {
        return bean(Entries.class);
    }

    public void insert(int v) {
        entries().insert(v);
    }

    /** Runs a statement on the connection that Micronaut injects. */
    public void injected(String sql) {
        try (Statement statement = bean(Connection.class).createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is seen here and now. */
    public List<Integer> seen() {
        return entries().findAll().stream().map(Entry::v).sorted().toList();
    }

    /** What others see. */
    public List<Integer> committed() {
        return database.rows();
    }

    public void publish(String name) {
        @SuppressWarnings("unchecked")
        ApplicationEventPublisher<Listeners.Event> publisher = bean(ApplicationEventPublisher.class);
        publisher.publishEvent(new Listeners.Event(name));
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }
}
