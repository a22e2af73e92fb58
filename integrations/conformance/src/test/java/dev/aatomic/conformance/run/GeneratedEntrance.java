package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Op;
import dev.aatomic.runtime.Transactions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Opens blocks through generated classes. A blocking body on a dispatch thread is one that blocks in a method that returns a
 * stage.
 */
final class GeneratedEntrance implements Entrance {

    private final Map<String, Blocks> wrappers;
    private final AtomicInteger turns = new AtomicInteger();

    GeneratedEntrance(Transactions transactions) {
        this.wrappers = GeneratedBlocks.of(transactions);
    }

    @Override
    public void runBlocking(Op.Block block, Position at, BlockingBody body) throws Exception {
        Blocks blocks = blocks(block);
        if (isOddTurn()) {
            runVoid(block, blocks, body);
            return;
        }
        Ticket ticket = new Ticket();
        ReturnedValue.check(ticket, value(block, blocks, body, ticket));
    }

    @Override
    public CompletableFuture<@Nullable Void> startStage(Op.Block block, Position at, StageBody body) {
        Ticket ticket = new Ticket();
        Blocks blocks = blocks(block);
        return ReturnedValue.check(
                ticket, isOddTurn() ? stage(block, blocks, body, ticket) : future(block, blocks, body, ticket));
    }

    @Override
    public CompletableFuture<@Nullable Void> startBlocking(Op.Block block, Position at, BlockingBody body) {
        return startStage(block, at, () -> {
            try {
                body.run();
            } catch (Exception e) {
                throw Failures.rethrow(e);
            }
            return CompletableFuture.completedFuture(null);
        });
    }

    private static CompletionStage<Ticket> stage(Op.Block block, Blocks blocks, StageBody body, Ticket ticket) {
        if (block.durable()) {
            return block.savepoint() ? blocks.durableStage(body, ticket) : blocks.durableMergedStage(body, ticket);
        }
        return block.savepoint() ? blocks.savepointStage(body, ticket) : blocks.mergedStage(body, ticket);
    }

    private static CompletableFuture<Ticket> future(Op.Block block, Blocks blocks, StageBody body, Ticket ticket) {
        if (block.durable()) {
            return block.savepoint() ? blocks.durableFuture(body, ticket) : blocks.durableMergedFuture(body, ticket);
        }
        return block.savepoint() ? blocks.savepointFuture(body, ticket) : blocks.mergedFuture(body, ticket);
    }

    private static Ticket value(Op.Block block, Blocks blocks, BlockingBody body, Ticket ticket) throws Exception {
        if (block.durable()) {
            return block.savepoint() ? blocks.durableValue(body, ticket) : blocks.durableMergedValue(body, ticket);
        }
        return block.savepoint() ? blocks.savepointValue(body, ticket) : blocks.mergedValue(body, ticket);
    }

    private static void runVoid(Op.Block block, Blocks blocks, BlockingBody body) throws Exception {
        if (block.durable() && block.savepoint()) {
            blocks.durableVoid(body);
        } else if (block.durable()) {
            blocks.durableMergedVoid(body);
        } else if (block.savepoint()) {
            blocks.savepointVoid(body);
        } else {
            blocks.mergedVoid(body);
        }
    }

    private Blocks blocks(Op.Block block) {
        Blocks blocks = wrappers.get(block.using());
        if (blocks == null) {
            throw new IllegalArgumentException("unknown database " + block.using());
        }
        return blocks;
    }

    private boolean isOddTurn() {
        return turns.getAndIncrement() % 2 != 0;
    }
}
