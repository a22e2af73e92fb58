package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Ours, through the class that the processor wrote for {@link Work}. */
final class OursGenerated implements Form {

    private final Transactions transactions;
    private final Work work;

    OursGenerated(HikariDataSource pool, Executor executor) {
        this.transactions = Transactions.builder()
                .database("default", pool)
                .executor(executor)
                .build();
        this.work = new WorkAatomic(new JdbcWork(transactions, executor), transactions);
    }

    @Override
    public CompletionStage<Integer> empty() {
        return work.empty();
    }

    @Override
    public CompletionStage<Integer> nested() {
        return work.nested();
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return work.update(id);
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return work.hopping(id);
    }

    @Override
    public void close() {
        transactions.close();
    }
}
