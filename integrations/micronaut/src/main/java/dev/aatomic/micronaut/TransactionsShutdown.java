package dev.aatomic.micronaut;

import dev.aatomic.runtime.Transactions;
import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Graceful shutdown waits until no block is open. New ones are taken meanwhile: the web server finishes its requests at the same time, and
 * these open blocks still. They are refused once the container closes the transactions, which waits for what is open then.
 */
@Singleton
@Requires(classes = GracefulShutdownCapable.class)
@Requires(beans = Transactions.class)
final class TransactionsShutdown implements GracefulShutdownCapable {

    private static final Executor LATER = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    private final Collection<Transactions> all;
    private volatile boolean draining;

    TransactionsShutdown(Collection<Transactions> all) {
        this.all = all;
    }

    @Override
    public CompletionStage<?> shutdownGracefully() {
        draining = true;
        CompletableFuture<Void> drained = new CompletableFuture<>();
        look(drained);
        return drained;
    }

    private void look(CompletableFuture<Void> drained) {
        try {
            if (active() == 0) {
                drained.complete(null);
            } else {
                LATER.execute(() -> look(drained));
            }
        } catch (Throwable t) {
            drained.complete(null);
            throw t;
        }
    }

    /** How many blocks hold connections or wait for them. */
    @Override
    public OptionalLong reportActiveTasks() {
        return OptionalLong.of(active());
    }

    private long active() {
        return all.stream()
                .flatMap(transactions -> transactions.metrics().databases().values().stream())
                .mapToLong(counts -> counts.active() + counts.waiting())
                .sum();
    }

    /** Whether the application is about to stop. */
    boolean isDraining() {
        return draining;
    }
}
