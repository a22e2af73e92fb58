package dev.aatomic.benchmarks.runtime.form;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** What a body does over the executor while its transaction is open. */
final class Hops {

    private Hops() {}

    /** Twice over the executor and back, blocking: what a body that must not return before its work is done can do. */
    static Integer block(Integer value, Executor executor) {
        return CompletableFuture.supplyAsync(() -> CompletableFuture.supplyAsync(() -> value, executor), executor)
                .join()
                .join();
    }

    /** Twice over the executor. */
    static CompletableFuture<Integer> follow(CompletableFuture<Integer> stage, Executor executor) {
        return stage.thenApplyAsync(UnaryOperator.identity(), executor)
                .thenApplyAsync(UnaryOperator.identity(), executor);
    }
}
