package dev.aatomic.conformance.run;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Every kind of block in every form, as methods that run what they are given. The databases are named by the interfaces below
 * it, so that the attributes of a block come together from a method and from a type.
 */
public interface Blocks {

    // A savepoint when nested.

    CompletionStage<Ticket> savepointStage(StageBody body, Ticket ticket);

    CompletableFuture<Ticket> savepointFuture(StageBody body, Ticket ticket);

    Ticket savepointValue(BlockingBody body, Ticket ticket) throws Exception;

    void savepointVoid(BlockingBody body) throws Exception;

    // Merged when nested.

    @Aatomic(savepoint = false)
    CompletionStage<Ticket> mergedStage(StageBody body, Ticket ticket);

    @Aatomic(savepoint = false)
    CompletableFuture<Ticket> mergedFuture(StageBody body, Ticket ticket);

    @Aatomic(savepoint = false)
    Ticket mergedValue(BlockingBody body, Ticket ticket) throws Exception;

    @Aatomic(savepoint = false)
    void mergedVoid(BlockingBody body) throws Exception;

    // Durable.

    @Aatomic(durable = true)
    CompletionStage<Ticket> durableStage(StageBody body, Ticket ticket);

    @Aatomic(durable = true)
    CompletableFuture<Ticket> durableFuture(StageBody body, Ticket ticket);

    @Aatomic(durable = true)
    Ticket durableValue(BlockingBody body, Ticket ticket) throws Exception;

    @Aatomic(durable = true)
    void durableVoid(BlockingBody body) throws Exception;

    // Durable, and merged if that were allowed.

    @Aatomic(durable = true, savepoint = false)
    CompletionStage<Ticket> durableMergedStage(StageBody body, Ticket ticket);

    @Aatomic(durable = true, savepoint = false)
    CompletableFuture<Ticket> durableMergedFuture(StageBody body, Ticket ticket);

    @Aatomic(durable = true, savepoint = false)
    Ticket durableMergedValue(BlockingBody body, Ticket ticket) throws Exception;

    @Aatomic(durable = true, savepoint = false)
    void durableMergedVoid(BlockingBody body) throws Exception;
}
