package dev.aatomic.benchmarks.runtime.form;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The bodies of {@link Ours} and {@link OursGenerated}. */
final class JdbcWork implements Work {

    private final Transactions transactions;
    private final Atomic inner;
    private final Executor executor;

    JdbcWork(Transactions transactions, Executor executor) {
        this.transactions = transactions;
        this.inner = transactions.atomic();
        this.executor = executor;
    }

    @Override
    public CompletionStage<Integer> empty() {
        return CompletableFuture.completedFuture(1);
    }

    @Override
    public CompletionStage<Integer> nested() {
        return inner.getStageAsync(this::empty);
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return transactions.submit(connection -> Update.execute(connection, id));
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return Hops.follow(transactions.submit(connection -> Update.execute(connection, id)), executor);
    }
}
