package dev.aatomic.spring.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Describes an application, and runs a test with it. */
public final class ApplicationBuilder {

    private final Server server;
    private final Map<String, Object> properties = new HashMap<>();
    private final List<Class<?>> configurations = new ArrayList<>();
    private Class<?> manager = ApplicationConfiguration.JoiningManager.class;

    ApplicationBuilder(Server server) {
        this.server = server;
        properties.put("connections", 3);
        properties.put("requireTransaction", true);
    }

    public ApplicationBuilder connections(int connections) {
        properties.put("connections", connections);
        return this;
    }

    /** Something that added beans ask the environment for. */
    public ApplicationBuilder property(String name, Object value) {
        properties.put(name, value);
        return this;
    }

    /** Lets statements run outside blocks and Spring's transactions. */
    public ApplicationBuilder withoutRequiredTransaction() {
        properties.put("requireTransaction", false);
        return this;
    }

    /** Adds beans. */
    public ApplicationBuilder with(Class<?> configuration) {
        configurations.add(configuration);
        return this;
    }

    /** Takes another transaction manager than the one that joins blocks. */
    public ApplicationBuilder manager(Class<?> configuration) {
        manager = configuration;
        return this;
    }

    /** Takes Spring's transaction manager, which refuses to begin anything inside a block. */
    public ApplicationBuilder observedManager() {
        return manager(ApplicationConfiguration.ObservedManager.class);
    }

    /** Runs a test, after which no connection may be out and nothing bound to the thread. */
    public void run(Application.Test test) {
        try (TestDatabase database = new TestDatabase(server);
                AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            properties.put("url", database.url());
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
            context.register(ApplicationConfiguration.class, manager);
            configurations.forEach(context::register);
            context.refresh();
            test.run(new Application(context, database));
            assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
            assertThat(TransactionSynchronizationManager.isSynchronizationActive())
                    .isFalse();
            assertThat(context.getBean(HikariDataSource.class)
                            .getHikariPoolMXBean()
                            .getActiveConnections())
                    .as("connections out")
                    .isZero();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
