package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Op;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Opens blocks through {@link Atomic}. */
final class AtomicEntrance implements Entrance {

    private final Transactions transactions;
    private final AtomicInteger turns = new AtomicInteger();

    AtomicEntrance(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void runBlocking(Op.Block block, Position at, BlockingBody body) throws Exception {
        if (isOddTurn()) {
            atomic(block).run(body::run);
            return;
        }
        Ticket ticket = new Ticket();
        ReturnedValue.check(ticket, this.<Ticket>get(block, body, ticket));
    }

    private <T> T get(Op.Block block, BlockingBody body, T value) throws Exception {
        return atomic(block).<T, Exception>get(() -> {
            body.run();
            return value;
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> startStage(Op.Block block, Position at, StageBody body) {
        Ticket ticket = new Ticket();
        return ReturnedValue.check(
                ticket, atomic(block).getStageAsync(() -> body.start().thenApply(ignored -> ticket)));
    }

    @Override
    public CompletableFuture<@Nullable Void> startBlocking(Op.Block block, Position at, BlockingBody body) {
        if (isOddTurn()) {
            return atomic(block).runAsync(body::run);
        }
        Ticket ticket = new Ticket();
        return ReturnedValue.check(ticket, atomic(block).getAsync(() -> {
            body.run();
            return ticket;
        }));
    }

    /** A block with these settings. */
    Atomic atomic(Op.Block block) {
        Atomic atomic = isOddTurn()
                ? transactions.atomic().using(block.using())
                : transactions.database(block.using()).atomic();
        Atomic chosen = atomic.savepoint(block.savepoint());
        return block.durable() ? chosen.durable() : chosen;
    }

    private boolean isOddTurn() {
        return turns.getAndIncrement() % 2 != 0;
    }
}
