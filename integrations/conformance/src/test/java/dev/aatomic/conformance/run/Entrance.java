package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Op;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A way into a block, from a position around it. Alternates between the forms that differ only in what they return. */
interface Entrance {

    /** Runs a blocking body on the caller's thread and waits for the block's end. */
    void runBlocking(Op.Block block, Position at, BlockingBody body) throws Exception;

    /** Runs an asynchronous body on a dispatch thread. */
    CompletableFuture<@Nullable Void> startStage(Op.Block block, Position at, StageBody body);

    /** Runs a blocking body on a dispatch thread. */
    CompletableFuture<@Nullable Void> startBlocking(Op.Block block, Position at, BlockingBody body);
}
