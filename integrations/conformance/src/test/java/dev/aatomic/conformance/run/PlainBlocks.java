package dev.aatomic.conformance.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The implementation that the generated classes wrap: runs what it is given, and knows nothing of transactions. */
final class PlainBlocks implements DefaultBlocks, OtherBlocks {

    private static CompletableFuture<Ticket> start(StageBody body, Ticket ticket) {
        return body.start().thenApply(ignored -> ticket).toCompletableFuture();
    }

    private static Ticket run(BlockingBody body, Ticket ticket) throws Exception {
        body.run();
        return ticket;
    }

    @Override
    public CompletionStage<Ticket> savepointStage(StageBody body, Ticket ticket) {
        return start(body, ticket);
    }

    @Override
    public CompletableFuture<Ticket> savepointFuture(StageBody body, Ticket ticket) {
        return start(body, ticket);
    }

    @Override
    public Ticket savepointValue(BlockingBody body, Ticket ticket) throws Exception {
        return run(body, ticket);
    }

    @Override
    public void savepointVoid(BlockingBody body) throws Exception {
        body.run();
    }

    @Override
    public CompletionStage<Ticket> mergedStage(StageBody body, Ticket ticket) {
        return start(body, ticket);
    }

    @Override
    public CompletableFuture<Ticket> mergedFuture(StageBody body, Ticket ticket) {
        return start(body, ticket);
    }

    @Override
    public Ticket mergedValue(BlockingBody body, Ticket ticket) throws Exception {
        return run(body, ticket);
    }

    @Override
    public void mergedVoid(BlockingBody body) throws Exception {
        body.run();
    }

    @Override
    public CompletionStage<Ticket> durableStage(StageBody body, Ticket ticket) {
        return start(body, ticket);
    }

    @Override
    public CompletableFuture<Ticket> durableFuture(StageBody body, Ticket ticket) {
        return start(body, ticket);
    }

    @Override
    public Ticket durableValue(BlockingBody body, Ticket ticket) throws Exception {
        return run(body, ticket);
    }

    @Override
    public void durableVoid(BlockingBody body) throws Exception {
        body.run();
    }

    @Override
    public CompletionStage<Ticket> durableMergedStage(StageBody body, Ticket ticket) {
        return start(body, ticket);
    }

    @Override
    public CompletableFuture<Ticket> durableMergedFuture(StageBody body, Ticket ticket) {
        return start(body, ticket);
    }

    @Override
    public Ticket durableMergedValue(BlockingBody body, Ticket ticket) throws Exception {
        return run(body, ticket);
    }

    @Override
    public void durableMergedVoid(BlockingBody body) throws Exception {
        body.run();
    }
}
