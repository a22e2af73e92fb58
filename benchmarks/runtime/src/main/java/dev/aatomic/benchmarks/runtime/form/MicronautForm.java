package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.jdbc.DataSourceTransactionManager;
import io.micronaut.transaction.support.DefaultTransactionDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Micronaut Data's transactions in {@code supplyAsync}. */
final class MicronautForm implements Form {

    private static final TransactionDefinition NESTED =
            TransactionDefinition.of(TransactionDefinition.Propagation.NESTED);

    private final ApplicationContext context;
    private final DataSourceTransactionManager manager;
    private final Executor executor;

    MicronautForm(HikariDataSource pool, Executor executor) {
        this.context = ApplicationContext.builder().build();
        // Before the start, so that the beans that belong to a data source are made for it.
        context.registerSingleton(DataSource.class, pool, Qualifiers.byName("default"));
        context.start();
        this.manager = context.getBean(DataSourceTransactionManager.class, Qualifiers.byName("default"));
        this.executor = executor;
    }

    @Override
    public CompletionStage<Integer> empty() {
        return CompletableFuture.supplyAsync(
                () -> manager.execute(TransactionDefinition.DEFAULT, status -> 1), executor);
    }

    @Override
    public CompletionStage<Integer> nested() {
        return CompletableFuture.supplyAsync(
                () -> manager.execute(TransactionDefinition.DEFAULT, status -> manager.execute(NESTED, inner -> 1)),
                executor);
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return CompletableFuture.supplyAsync(
                () -> manager.execute(TransactionDefinition.DEFAULT, status -> execute(status.getConnection(), id)),
                executor);
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return CompletableFuture.supplyAsync(
                () -> manager.execute(
                        TransactionDefinition.DEFAULT,
                        status -> Hops.block(execute(status.getConnection(), id), executor)),
                executor);
    }

    @Override
    public CompletionStage<Integer> siblings(int nested, boolean empty) {
        return CompletableFuture.supplyAsync(
                () -> manager.execute(TransactionDefinition.DEFAULT, status -> {
                    int count = execute(status.getConnection(), 1);
                    for (int i = 0; i < nested; i++) {
                        count += manager.execute(NESTED, inner -> empty ? 0 : execute(inner.getConnection(), 1));
                    }
                    return count;
                }),
                executor);
    }

    @Override
    public CompletionStage<Integer> readOnly() {
        return select(TransactionDefinition.READ_ONLY);
    }

    @Override
    public CompletionStage<Integer> serializable() {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        definition.setIsolationLevel(TransactionDefinition.Isolation.SERIALIZABLE);
        return select(definition);
    }

    private CompletionStage<Integer> select(TransactionDefinition definition) {
        return CompletableFuture.supplyAsync(
                () -> manager.execute(definition, status -> execute(() -> Update.select(status.getConnection()))),
                executor);
    }

    private static Integer execute(Connection connection, int id) {
        return execute(() -> Update.execute(connection, id));
    }

    private interface Statements {
        Integer execute() throws SQLException;
    }

    private static Integer execute(Statements statements) {
        try {
            return statements.execute();
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        // The pool is a bean of the context by now, which closes it.
        context.close();
    }
}
