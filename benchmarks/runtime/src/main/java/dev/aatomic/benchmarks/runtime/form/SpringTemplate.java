package dev.aatomic.benchmarks.runtime.form;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's {@code TransactionTemplate} in {@code supplyAsync}. */
final class SpringTemplate implements Form {

    private final TransactionTemplate template;
    private final TransactionTemplate nested;
    private final TransactionTemplate readOnly;
    private final TransactionTemplate serializable;
    private final SpringUpdate update;
    private final Executor executor;

    SpringTemplate(DataSource dataSource, Executor executor) {
        DataSourceTransactionManager manager = new DataSourceTransactionManager(dataSource);
        this.template = new TransactionTemplate(manager);
        this.nested = new TransactionTemplate(manager);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.readOnly = new TransactionTemplate(manager);
        readOnly.setReadOnly(true);
        this.serializable = new TransactionTemplate(manager);
        serializable.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
        this.update = new SpringUpdate(dataSource);
        this.executor = executor;
    }

    @Override
    public CompletionStage<Integer> empty() {
        return CompletableFuture.supplyAsync(() -> template.execute(status -> 1), executor);
    }

    @Override
    public CompletionStage<Integer> nested() {
        return CompletableFuture.supplyAsync(() -> template.execute(status -> nested.execute(inner -> 1)), executor);
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return CompletableFuture.supplyAsync(() -> template.execute(status -> update.execute(id)), executor);
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return CompletableFuture.supplyAsync(
                () -> template.execute(status -> Hops.block(update.execute(id), executor)), executor);
    }

    @Override
    public CompletionStage<Integer> siblings(int children, boolean empty) {
        return CompletableFuture.supplyAsync(
                () -> template.execute(status -> {
                    int count = update.execute(1);
                    for (int i = 0; i < children; i++) {
                        nested.executeWithoutResult(inner -> {
                            if (!empty) {
                                update.execute(1);
                            }
                        });
                    }
                    return count;
                }),
                executor);
    }

    @Override
    public CompletionStage<Integer> readOnly() {
        return CompletableFuture.supplyAsync(() -> readOnly.execute(status -> update.select()), executor);
    }

    @Override
    public CompletionStage<Integer> serializable() {
        return CompletableFuture.supplyAsync(() -> serializable.execute(status -> update.select()), executor);
    }
}
