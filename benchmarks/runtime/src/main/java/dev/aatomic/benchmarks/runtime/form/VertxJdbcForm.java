package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Vert.x's client for JDBC, over the same pool but on its own threads. */
final class VertxJdbcForm implements Form {

    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final Executor executor;

    VertxJdbcForm(HikariDataSource dataSource, Executor executor) {
        this.pool = JDBCPool.pool(vertx, dataSource, new PoolOptions().setMaxSize(dataSource.getMaximumPoolSize()));
        this.executor = executor;
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
                        connection.preparedQuery(UPDATE).execute(Tuple.of(id)).map(rows -> rows.rowCount()))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return pool.withTransaction(connection -> connection
                        .preparedQuery(UPDATE)
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
