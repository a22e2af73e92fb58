package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.TransactionManagementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Waits, on no thread, for the stage that a body returned, whatever kind it is. */
final class BodyStage {

    private BodyStage() {}

    /** Finishes the block when the stage completes: at once if it is complete already. */
    static void await(@Nullable CompletionStage<?> stage, BlockScope block, ThreadState thread) {
        if (stage == null) {
            block.finishAndEnd(null, noStage(block.place()), thread);
            return;
        }
        try {
            if (stage instanceof ScopeFuture<?> ours) {
                ours.observe();
                if (ours instanceof MinimalStage || !finishIfDone(ours, block, thread)) {
                    ours.onCompletion(block::finish);
                }
                return;
            }
            // A minimal stage is a CompletableFuture too, and refuses isDone: only the plain class takes the short way.
            if (stage.getClass() == CompletableFuture.class
                    && finishIfDone((CompletableFuture<?>) stage, block, thread)) {
                return;
            }
            stage.whenComplete(block::finish);
        } catch (Throwable t) {
            block.finish(null, t);
        }
    }

    static TransactionManagementException noStage(String place) {
        return new TransactionManagementException(
                "The body of block " + place + " returned null instead of a stage, so the block was rolled back."
                        + " Return a stage, for example CompletableFuture.completedFuture(null)",
                null);
    }

    private static boolean finishIfDone(CompletableFuture<?> stage, BlockScope block, ThreadState thread) {
        if (!stage.isDone()) {
            block.bodyRunsOn(stage);
            return false;
        }
        if (stage.isCompletedExceptionally()) {
            block.finishAndEnd(null, Failures.of(stage), thread);
        } else {
            block.finishAndEnd(stage.join(), null, thread);
        }
        return true;
    }
}
