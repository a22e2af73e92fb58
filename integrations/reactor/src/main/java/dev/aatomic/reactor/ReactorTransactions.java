package dev.aatomic.reactor;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionOperations;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is done in a block, in Reactor's manner. Each finds its block where it is subscribed to: by Reactor's context, where {@link
 * ReactorBlocks} have put it, and else by the thread. So it works behind every operator of a body, on whichever thread, and needs no hook of
 * Reactor's. Safe for use by many threads.
 */
public final class ReactorTransactions {

    private final TransactionOperations operations;

    private ReactorTransactions(TransactionOperations operations) {
        this.operations = operations;
    }

    /**
     * Wraps what is done in a block.
     *
     * @param operations {@code Transactions}, of one database or of all; or a {@code Scope}, whose block is always meant
     * @return the same for Reactor
     */
    public static ReactorTransactions of(TransactionOperations operations) {
        return new ReactorTransactions(Objects.requireNonNull(operations, "operations"));
    }

    /**
     * Runs statements on the block's connection, once for each subscription, as {@link TransactionOperations#submit} does. What follows runs
     * in the block. After a cancel nothing is emitted any more, but the statements are run, and count: the block's end waits for them, and if
     * they fail then, the block rolls back. So a {@code timeout} with a fallback behind this does not undo them; to stop them, cancel the
     * block, or give it a timeout.
     *
     * @param step the statements
     * @param <T> what they return
     * @return the step's value, empty for null; or its failure as it was thrown, {@link dev.aatomic.runtime.NoTransactionException} where
     *     there is no block
     */
    public <T> Mono<T> submit(ConnectionFunction<? extends @Nullable T> step) {
        return StepMono.of(operations, Objects.requireNonNull(step, "step"));
    }

    /**
     * Registers a hook, once for each subscription, as {@link TransactionOperations#onCommitAsync} does: after COMMIT it subscribes to what the
     * function returns, and the block's subscriber is told of the end when that has completed. Its failure is the hook's.
     *
     * @param hook makes what runs after COMMIT
     * @return completes, in the block, when the hook is registered
     */
    public Mono<Void> onCommit(CheckedSupplier<? extends Mono<?>, ?> hook) {
        Objects.requireNonNull(hook, "hook");
        return bind(Mono.deferContextual(context -> {
            operations.onCommitAsync(() -> HookSubscriber.run(hook, context));
            return Mono.empty();
        }));
    }

    /**
     * Brings what comes from elsewhere back into the block in which this is subscribed to: {@code mono.publishOn(…).transform(
     * ReactorTransactions::bind)}. What follows runs with the block current, on the thread on which the Mono emits; and the Mono is
     * subscribed to and cancelled with the block current, as jOOQ's publishers need it. Where there is no block it changes nothing.
     *
     * @param mono any Mono
     * @param <T> its value
     * @return the same, in the block
     */
    public static <T> Mono<T> bind(Mono<T> mono) {
        return BoundMono.of(Objects.requireNonNull(mono, "mono"));
    }

    /**
     * As {@link #bind(Mono)} for a Flux, which is also asked for items with the block current. So it is to be bound in front of an operator
     * such as {@code publishOn} too, which asks for more on its own thread, if in front of that a {@code concatMap} makes plain calls of the
     * block: with this class and {@link ReactorBlocks} that is not needed.
     *
     * @param flux any Flux
     * @param <T> its items
     * @return the same, in the block
     */
    public static <T> Flux<T> bind(Flux<T> flux) {
        return BoundFlux.of(Objects.requireNonNull(flux, "flux"));
    }
}
