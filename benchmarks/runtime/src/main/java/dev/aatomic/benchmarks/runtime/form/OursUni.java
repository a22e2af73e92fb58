package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.mutiny.MutinyBlocks;
import dev.aatomic.mutiny.MutinyTransactions;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Ours, through Mutiny's {@code Uni}. */
final class OursUni implements Form {

    private final Transactions transactions;
    private final Atomic atomic;
    private final Executor executor;

    OursUni(HikariDataSource pool, Executor executor) {
        this.transactions = Transactions.builder()
                .database("default", pool)
                .executor(executor)
                .build();
        this.atomic = transactions.atomic();
        this.executor = executor;
    }

    @Override
    public CompletionStage<Integer> empty() {
        return MutinyBlocks.uni(atomic, () -> Uni.createFrom().item(1)).subscribeAsCompletionStage();
    }

    @Override
    public CompletionStage<Integer> nested() {
        return MutinyBlocks.uni(
                        atomic,
                        () -> MutinyBlocks.uni(atomic, () -> Uni.createFrom().item(1)))
                .subscribeAsCompletionStage();
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return MutinyBlocks.uni(
                        atomic,
                        () -> MutinyTransactions.of(transactions).submit(connection -> Update.execute(connection, id)))
                .subscribeAsCompletionStage();
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return MutinyBlocks.uni(
                        atomic,
                        () -> MutinyTransactions.of(transactions)
                                .submit(connection -> Update.execute(connection, id))
                                .chain(count -> Uni.createFrom()
                                        .completionStage(
                                                Hops.follow(CompletableFuture.completedFuture(count), executor))))
                .subscribeAsCompletionStage();
    }

    @Override
    public void close() {
        transactions.close();
    }
}
