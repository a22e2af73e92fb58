package dev.aatomic.benchmarks.runtime.form;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * By hand, asynchronously: enter on the executor, the body a stage, exit on the executor. The exit is queued behind whatever waits for a
 * connection there, so on a fixed pool it hangs as soon as more are in flight than there are connections; or, {@code atOnce}, it follows
 * on the same thread where the body's stage is complete at return.
 */
final class HandWrittenAsync implements Form {

    private final DataSource dataSource;
    private final Executor executor;
    private final boolean atOnce;

    HandWrittenAsync(DataSource dataSource, Executor executor, boolean atOnce) {
        this.dataSource = dataSource;
        this.executor = executor;
        this.atOnce = atOnce;
    }

    @Override
    public CompletionStage<Integer> empty() {
        return transaction(connection -> CompletableFuture.completedFuture(1));
    }

    @Override
    public CompletionStage<Integer> nested() {
        return transaction(connection -> nested(connection, same -> CompletableFuture.completedFuture(1)));
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return transaction(connection -> CompletableFuture.supplyAsync(() -> execute(connection, id), executor));
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return transaction(connection ->
                Hops.follow(CompletableFuture.supplyAsync(() -> execute(connection, id), executor), executor));
    }

    private static Integer execute(Connection connection, int id) {
        try {
            return Update.execute(connection, id);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private <T> CompletableFuture<T> transaction(Function<Connection, CompletableFuture<T>> body) {
        return CompletableFuture.supplyAsync(this::enter, executor)
                .thenCompose(connection ->
                        then(body.apply(connection), (value, failure) -> exit(connection, value, failure)));
    }

    private <T> CompletableFuture<T> then(
            CompletableFuture<T> stage, BiFunction<? super T, @Nullable Throwable, T> exit) {
        return atOnce && stage.isDone() ? stage.handle(exit) : stage.handleAsync(exit, executor);
    }

    private Connection enter() {
        try {
            Connection connection = dataSource.getConnection();
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static <T> T exit(Connection connection, T value, @Nullable Throwable failure) {
        try (connection) {
            if (failure == null) {
                connection.commit();
            } else {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
        if (failure != null) {
            throw new CompletionException(failure);
        }
        return value;
    }

    private <T> CompletableFuture<T> nested(Connection connection, Function<Connection, CompletableFuture<T>> body) {
        return CompletableFuture.supplyAsync(() -> setSavepoint(connection), executor)
                .thenCompose(savepoint ->
                        then(body.apply(connection), (value, failure) -> exit(connection, savepoint, value, failure)));
    }

    private static Savepoint setSavepoint(Connection connection) {
        try {
            return connection.setSavepoint();
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static <T> T exit(Connection connection, Savepoint savepoint, T value, @Nullable Throwable failure) {
        try {
            if (failure == null) {
                connection.releaseSavepoint(savepoint);
                return value;
            }
            connection.rollback(savepoint);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
        throw new CompletionException(failure);
    }
}
