package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Mono;

/** Spring's transactions over R2DBC, with its own pool. */
final class R2dbcForm implements Form {

    private static final String NUMBERED = UPDATE.replace("?", "$1");

    private final ConnectionPool pool;
    private final DatabaseClient client;
    private final R2dbcTransactionManager manager;
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
        this.manager = new R2dbcTransactionManager(pool);
        this.transaction = TransactionalOperator.create(manager);
    }

    @Override
    public CompletionStage<Integer> empty() {
        return transaction.transactional(Mono.just(1)).toFuture();
    }

    @Override
    public CompletionStage<Integer> nested() {
        TransactionalOperator inner = operator(TransactionDefinition.PROPAGATION_NESTED, false, false);
        return transaction.transactional(inner.transactional(Mono.just(1))).toFuture();
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

    @Override
    public CompletionStage<Integer> siblings(int nested, boolean empty) {
        TransactionalOperator inner = operator(TransactionDefinition.PROPAGATION_NESTED, false, false);
        Mono<Integer> work = execute(1);
        for (int i = 0; i < nested; i++) {
            work = work.flatMap(count -> inner.transactional(empty ? Mono.just(0) : execute(1)));
        }
        return transaction.transactional(work).toFuture();
    }

    @Override
    public CompletionStage<Integer> readOnly() {
        return operator(TransactionDefinition.PROPAGATION_REQUIRED, true, false)
                .transactional(select())
                .toFuture();
    }

    @Override
    public CompletionStage<Integer> serializable() {
        return operator(TransactionDefinition.PROPAGATION_REQUIRED, false, true)
                .transactional(select())
                .toFuture();
    }

    private TransactionalOperator operator(int propagation, boolean readOnly, boolean serializable) {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition(propagation);
        definition.setReadOnly(readOnly);
        if (serializable) {
            definition.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
        }
        return TransactionalOperator.create(manager, definition);
    }

    private Mono<Integer> select() {
        return client.sql(SELECT)
                .map(row -> Objects.requireNonNull(row.get(0, Integer.class)))
                .one();
    }

    private Mono<Integer> execute(int id) {
        return client.sql(NUMBERED).bind("$1", id).fetch().rowsUpdated().map(Long::intValue);
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
