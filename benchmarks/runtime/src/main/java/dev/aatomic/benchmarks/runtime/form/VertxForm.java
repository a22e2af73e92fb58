package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Vert.x's client for PostgreSQL, on its own event loops and with its own pool. */
final class VertxForm implements Form {

    private static final String NUMBERED = UPDATE.replace("?", "$1");

    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final Executor executor;

    VertxForm(HikariDataSource model, Executor executor) {
        this.executor = executor;
        ServerAddress server = ServerAddress.of(model.getJdbcUrl());
        PgConnectOptions options = new PgConnectOptions()
                .setHost(server.host())
                .setPort(server.port())
                .setDatabase("postgres")
                .setUser("postgres")
                .setPassword("postgres")
                .setCachePreparedStatements(true);
        this.pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(model.getMaximumPoolSize()))
                .connectingTo(options)
                .using(vertx)
                .build();
    }

    @Override
    public CompletionStage<Integer> empty() {
        return pool.withTransaction(connection -> Future.succeededFuture(1)).toCompletionStage();
    }

    @Override
    public CompletionStage<Integer> nested() {
        throw new UnsupportedOperationException("Vert.x has no nested transactions");
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return pool.withTransaction(connection ->
                        connection.preparedQuery(NUMBERED).execute(Tuple.of(id)).map(rows -> rows.rowCount()))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return pool.withTransaction(connection -> connection
                        .preparedQuery(NUMBERED)
                        .execute(Tuple.of(id))
                        .compose(rows -> Future.fromCompletionStage(
                                Hops.follow(CompletableFuture.completedFuture(rows.rowCount()), executor))))
                .toCompletionStage();
    }

    @Override
    public void close() {
        pool.close().await();
        vertx.close().await();
    }
}
