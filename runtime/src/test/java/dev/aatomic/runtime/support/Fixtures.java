package dev.aatomic.runtime.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a test uses. After each test everything is closed, and every test is one of G12: no connection is out, and none came
 * back dirty.
 */
public final class Fixtures implements AfterEachCallback {

    private final List<PooledDatabase> databases = new ArrayList<>();
    private final List<Transactions> transactions = new ArrayList<>();
    private final TestExecutors executors = new TestExecutors();
    private final Foreign foreign = new Foreign();

    public PooledDatabase database(Server server, int connections) {
        return add(new PooledDatabase(server, connections));
    }

    public PooledDatabase database(Server server, int connections, boolean autoCommit) {
        return add(new PooledDatabase(server, connections, autoCommit));
    }

    /** A database whose pool waits only so long for a connection of its own. */
    public PooledDatabase database(Server server, int connections, Duration poolTimeout) {
        return add(new PooledDatabase(server, connections, true, poolTimeout));
    }

    private PooledDatabase add(PooledDatabase database) {
        databases.add(database);
        return database;
    }

    /** Transactions on one database, named "default". */
    public Transactions transactions(PooledDatabase database) {
        return transactions(database, builder -> builder);
    }

    /** Transactions on one database, named "default", with more settings. */
    public Transactions transactions(PooledDatabase database, UnaryOperator<Transactions.Builder> settings) {
        return transactions(
                settings.apply(Transactions.builder().database("default", database.source(), database.connections())));
    }

    public Transactions transactions(Transactions.Builder builder) {
        Transactions built = builder.build();
        transactions.add(built);
        return built;
    }

    public TestExecutors executors() {
        return executors;
    }

    public Foreign foreign() {
        return foreign;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        databases.forEach(database -> database.source().fail(JdbcFault.NONE));
        try {
            Await.value(CompletableFuture.runAsync(() -> transactions.forEach(Transactions::close)));
            for (PooledDatabase database : databases) {
                assertThat(database.source().open()).as("connections out").isZero();
                assertThat(database.source().dirty())
                        .as("connections returned dirty")
                        .isEmpty();
            }
        } finally {
            databases.forEach(PooledDatabase::close);
            executors.close();
            foreign.close();
        }
    }
}
