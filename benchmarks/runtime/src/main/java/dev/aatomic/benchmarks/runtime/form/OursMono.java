package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.reactor.ReactorBlocks;
import dev.aatomic.reactor.ReactorTransactions;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import reactor.core.publisher.Mono;

/** Ours, through Reactor's {@code Mono}. */
final class OursMono implements Form {

    private final Transactions transactions;
    private final Atomic atomic;
    private final Executor executor;

    OursMono(HikariDataSource pool, Executor executor) {
        this.transactions = Transactions.builder()
                .database("default", pool)
                .executor(executor)
                .build();
        this.atomic = transactions.atomic();
        this.executor = executor;
    }

    @Override
    public CompletionStage<Integer> empty() {
        return ReactorBlocks.mono(atomic, () -> Mono.just(1)).toFuture();
    }

    @Override
    public CompletionStage<Integer> nested() {
        return ReactorBlocks.mono(atomic, () -> ReactorBlocks.mono(atomic, () -> Mono.just(1)))
                .toFuture();
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return ReactorBlocks.mono(
                        atomic,
                        () -> ReactorTransactions.of(transactions).submit(connection -> Update.execute(connection, id)))
                .toFuture();
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return ReactorBlocks.mono(
                        atomic,
                        () -> ReactorTransactions.of(transactions)
                                .submit(connection -> Update.execute(connection, id))
                                .flatMap(count -> Mono.fromCompletionStage(
                                        Hops.follow(CompletableFuture.completedFuture(count), executor))))
                .toFuture();
    }

    @Override
    public void close() {
        transactions.close();
    }
}
