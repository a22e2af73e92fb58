package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Ours, with a body that blocks. */
final class OursBlocking implements Form {

    private final Transactions transactions;
    private final Atomic atomic;
    private final Executor executor;

    OursBlocking(HikariDataSource pool, Executor executor) {
        this.transactions = Transactions.builder()
                .database("default", pool)
                .executor(executor)
                .build();
        this.atomic = transactions.atomic();
        this.executor = executor;
    }

    @Override
    public CompletionStage<Integer> empty() {
        return atomic.getAsync(() -> 1);
    }

    @Override
    public CompletionStage<Integer> nested() {
        return atomic.getAsync(() -> atomic.get(() -> 1));
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return atomic.getAsync(() -> execute(id));
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return atomic.getAsync(() -> Hops.block(execute(id), executor));
    }

    private Integer execute(int id) {
        return transactions.submit(connection -> Update.execute(connection, id)).join();
    }

    @Override
    public void close() {
        transactions.close();
    }
}
