package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Op;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.subscribed.SubscribedFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Opens blocks by subscriptions. What is attached to a subscription runs where its subscriber is told,
 * which is in the scope of the subscriber, or, every other time, where the library runs the code of a scope.
 */
final class SubscribedEntrance implements Entrance {

    private final Transactions transactions;
    private final Subscribing subscribing;
    private final AtomicInteger turns = new AtomicInteger();

    SubscribedEntrance(Transactions transactions, Subscribing subscribing) {
        this.transactions = transactions;
        this.subscribing = subscribing;
    }

    @Override
    public void runBlocking(Op.Block block, Position at, BlockingBody body) throws Exception {
        // The waiting thread may be the one that is to run the block.
        Failures.await(transactions.bind(startBlocking(block, at, body)));
    }

    @Override
    public CompletableFuture<@Nullable Void> startStage(Op.Block block, Position at, StageBody body) {
        Ticket ticket = new Ticket();
        CompletableFuture<Ticket> told = subscribe(block, ticket, body);
        return ReturnedValue.check(ticket, turns.getAndIncrement() % 2 == 0 ? told : transactions.bind(told));
    }

    @Override
    public CompletableFuture<@Nullable Void> startBlocking(Op.Block block, Position at, BlockingBody body) {
        Ticket ticket = new Ticket();
        CompletableFuture<Ticket> told = subscribe(block, ticket, () -> {
            try {
                body.run();
            } catch (Exception e) {
                throw Failures.rethrow(e);
            }
            return CompletableFuture.completedFuture(null);
        });
        return ReturnedValue.check(ticket, transactions.bind(told));
    }

    private CompletableFuture<Ticket> subscribe(Op.Block block, Ticket ticket, StageBody body) {
        SubscribedFuture<Ticket> future = subscribing.subscribe(block, () -> stage(body, ticket));
        return future.handle((told, failure) -> {
            if (!future.problems().isEmpty()) {
                throw new IllegalStateException("The subscriber was " + future.problems(), failure);
            } else if (failure != null) {
                throw new CompletionException(failure);
            }
            return told;
        });
    }

    private static CompletionStage<Ticket> stage(StageBody body, Ticket ticket) {
        return body.start().thenApply(ignored -> ticket);
    }
}
