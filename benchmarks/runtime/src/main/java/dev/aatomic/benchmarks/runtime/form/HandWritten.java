package dev.aatomic.benchmarks.runtime.form;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** By hand: blocking JDBC in {@code supplyAsync}. */
final class HandWritten implements Form {

    private interface Body<T> {
        T apply(Connection connection) throws SQLException;
    }

    private final DataSource dataSource;
    private final Executor executor;

    HandWritten(DataSource dataSource, Executor executor) {
        this.dataSource = dataSource;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Integer> empty() {
        return transaction(connection -> 1);
    }

    @Override
    public CompletionStage<Integer> nested() {
        return transaction(connection -> nested(connection, same -> 1));
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return transaction(connection -> Update.execute(connection, id));
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return transaction(connection -> Hops.block(Update.execute(connection, id), executor));
    }

    @Override
    public CompletionStage<Integer> afterService(int id, Service service, boolean late) {
        return transaction(
                connection -> Update.execute(connection, service.ask(id).join()));
    }

    @Override
    public CompletionStage<Integer> siblings(int nested, boolean empty) {
        return transaction(connection -> {
            int count = Update.execute(connection, 1);
            for (int i = 0; i < nested; i++) {
                count += nested(connection, same -> empty ? 0 : Update.execute(same, 1));
            }
            return count;
        });
    }

    @Override
    public CompletionStage<Integer> statements(int count, boolean byJooq) {
        return transaction(connection -> {
            DSLContext dsl = byJooq ? DSL.using(connection, SQLDialect.POSTGRES) : null;
            int last = 1;
            for (int i = 0; i < count; i++) {
                last = dsl == null
                        ? Update.execute(connection, 1)
                        : dsl.query(UPDATE, 1).execute();
            }
            return last;
        });
    }

    @Override
    public CompletionStage<Integer> readOnly() {
        return transaction(connection -> {
            connection.setReadOnly(true);
            return Update.select(connection);
        });
    }

    @Override
    public CompletionStage<Integer> serializable() {
        return transaction(connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            return Update.select(connection);
        });
    }

    private <T> CompletionStage<T> transaction(Body<T> body) {
        return CompletableFuture.supplyAsync(() -> run(body), executor);
    }

    private <T> T run(Body<T> body) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            T value;
            try {
                value = body.apply(connection);
            } catch (Throwable t) {
                connection.rollback();
                connection.setAutoCommit(true);
                throw t;
            }
            connection.commit();
            connection.setAutoCommit(true);
            return value;
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static <T> T nested(Connection connection, Body<T> body) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        T value;
        try {
            value = body.apply(connection);
        } catch (Throwable t) {
            connection.rollback(savepoint);
            throw t;
        }
        connection.releaseSavepoint(savepoint);
        return value;
    }
}
