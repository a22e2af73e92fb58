package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Spring's transactions over R2DBC, with its own pool. */
final class R2dbcForm implements Form {

    private static final String NUMBERED = UPDATE.replace("?", "$1");

    private final ConnectionPool pool;
    private final DatabaseClient client;
    private final TransactionalOperator transaction;
    private final Executor executor;

    R2dbcForm(HikariDataSource model, Executor executor) {
        this.executor = executor;
        ServerAddress server = ServerAddress.of(model.getJdbcUrl());
        this.pool = new ConnectionPool(ConnectionPoolConfiguration.builder(
                        new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                                .host(server.host())
                                .port(server.port())
                                .database("postgres")
                                .username("postgres")
                                .password("postgres")
                                .build()))
                .initialSize(model.getMaximumPoolSize())
                .maxSize(model.getMaximumPoolSize())
                .build());
        this.client = DatabaseClient.create(pool);
        this.transaction = TransactionalOperator.create(new R2dbcTransactionManager(pool));
    }

    @Override
    public CompletionStage<Integer> empty() {
        return transaction.transactional(Mono.just(1)).toFuture();
    }

    @Override
    public CompletionStage<Integer> nested() {
        throw new UnsupportedOperationException("Measured with one statement only");
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return transaction.transactional(execute(id)).toFuture();
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return transaction
                .transactional(execute(id)
                        .flatMap(count -> Mono.fromCompletionStage(
                                Hops.follow(CompletableFuture.completedFuture(count), executor))))
                .toFuture();
    }

    private Mono<Integer> execute(int id) {
        return client.sql(NUMBERED).bind("$1", id).fetch().rowsUpdated().map(Long::intValue);
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
