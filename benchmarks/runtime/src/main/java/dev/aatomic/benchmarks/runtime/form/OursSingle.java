package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.rxjava3.RxJavaBlocks;
import dev.aatomic.rxjava3.RxJavaTransactions;
import io.reactivex.rxjava3.core.Single;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Ours, through RxJava's {@code Single}. */
final class OursSingle implements Form {

    private final Transactions transactions;
    private final Atomic atomic;
    private final Executor executor;

    OursSingle(HikariDataSource pool, Executor executor) {
        this.transactions = Transactions.builder()
                .database("default", pool)
                .executor(executor)
                .build();
        this.atomic = transactions.atomic();
        this.executor = executor;
    }

    @Override
    public CompletionStage<Integer> empty() {
        return RxJavaBlocks.single(atomic, () -> Single.just(1)).toCompletionStage();
    }

    @Override
    public CompletionStage<Integer> nested() {
        return RxJavaBlocks.single(atomic, () -> RxJavaBlocks.single(atomic, () -> Single.just(1)))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return RxJavaBlocks.single(
                        atomic,
                        () -> RxJavaTransactions.of(transactions)
                                .submit(connection -> Update.execute(connection, id))
                                .toSingle())
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return RxJavaBlocks.single(
                        atomic,
                        () -> RxJavaTransactions.of(transactions)
                                .submit(connection -> Update.execute(connection, id))
                                .toSingle()
                                .flatMap(count -> Single.fromCompletionStage(
                                        Hops.follow(CompletableFuture.completedFuture(count), executor))))
                .toCompletionStage();
    }

    @Override
    public void close() {
        transactions.close();
    }
}
