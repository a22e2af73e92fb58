package dev.aatomic.runtime.jooq;

import dev.aatomic.runtime.Database;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jooq.Configuration;
import org.jooq.TransactionalCallable;
import org.jooq.TransactionalRunnable;
import org.jooq.impl.DefaultDSLContext;

/** jOOQ's context, which takes the block along to an executor of the user's: there its transactions would be outermost ones. */
final class BlockContext extends DefaultDSLContext {

    private static final long serialVersionUID = 1L;

    private final transient Database database;

    BlockContext(Database database, Configuration configuration) {
        super(configuration);
        this.database = database;
    }

    @Override
    public CompletionStage<Void> transactionAsync(Executor executor, TransactionalRunnable work) {
        return transactionResultAsync(executor, configuration -> {
            work.run(configuration);
            return null;
        });
    }

    @Override
    public <T> CompletionStage<T> transactionResultAsync(Executor executor, TransactionalCallable<T> work) {
        Objects.requireNonNull(work, "work");
        return database.bind(CompletableFuture.<T>completedFuture(null))
                .thenApplyAsync(nothing -> transactionResult(work), Objects.requireNonNull(executor, "executor"));
    }
}
