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
    private final SpringUpdate update;
    private final Executor executor;

    SpringTemplate(DataSource dataSource, Executor executor) {
        DataSourceTransactionManager manager = new DataSourceTransactionManager(dataSource);
        this.template = new TransactionTemplate(manager);
        this.nested = new TransactionTemplate(manager);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
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
}
