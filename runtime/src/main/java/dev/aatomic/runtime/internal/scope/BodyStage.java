package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.body.BodyFuture;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.future.HelpingFuture;
import dev.aatomic.runtime.internal.future.MinimalStage;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Waits, on no thread, for the stage that a body returned, whatever kind it is. */
public final class BodyStage {

    private BodyStage() {}

    /** Finishes the block when the stage completes: at once if it is complete already. */
    static void await(@Nullable CompletionStage<?> stage, BlockScope block, ThreadState thread) {
        if (stage == null) {
            ScopeExit.finishAndEnd(block, null, noStage(block.place()), thread);
            return;
        }
        boolean isDone;
        try {
            isDone = isDoneOrFollowed(stage, block);
        } catch (Throwable t) {
            ScopeExit.finish(block, null, t);
            return;
        }
        if (isDone) {
            finish((CompletableFuture<?>) stage, block, thread);
        }
    }

    public static TransactionManagementException noStage(String place) {
        return new TransactionManagementException(
                "The body of block " + place + " returned null instead of a stage, so the block was rolled back."
                        + " Return a stage, for example CompletableFuture.completedFuture(null)",
                null);
    }

    /** Whether the stage is complete; else the block finishes with it. Calls what may be another library's code. */
    private static boolean isDoneOrFollowed(CompletionStage<?> stage, BlockScope block) {
        if (stage instanceof ScopeFuture<?> ours) {
            ours.observe();
            if (!(ours instanceof MinimalStage) && isDone(ours, block)) {
                return true;
            }
            ours.onCompletion((value, failure) -> ScopeExit.finish(block, value, failure));
            return false;
        }
        // A minimal stage is a CompletableFuture too, and refuses isDone: only classes that are known take the short
        // way.
        boolean isKnown = stage.getClass() == CompletableFuture.class || stage instanceof BodyFuture<?>;
        if (isKnown && isDone((CompletableFuture<?>) stage, block)) {
            return true;
        }
        if (stage instanceof CompletableFuture<?> ofAnotherClass && !isKnown) {
            // Another library's, as Mono.toFuture() has it: what it stands for stops with it.
            ScopeCancellation.bodyRunsOn(block, ofAnotherClass);
        }
        stage.whenComplete((value, failure) -> ScopeExit.finish(block, value, failure));
        return false;
    }

    private static boolean isDone(CompletableFuture<?> stage, BlockScope block) {
        boolean isDone = stage.isDone();
        if (!isDone) {
            ScopeCancellation.bodyRunsOn(block, stage);
        }
        return isDone;
    }

    /**
     * Finishes the block with a complete stage. A future of ours was observed before; it is read without what it does for waiting threads.
     */
    private static void finish(CompletableFuture<?> done, BlockScope block, ThreadState thread) {
        boolean isOurs = done instanceof HelpingFuture<?>;
        if (isOurs ? ((HelpingFuture<?>) done).hasFailed() : done.isCompletedExceptionally()) {
            ScopeExit.finishAndEnd(block, null, Failures.of(done), thread);
        } else {
            ScopeExit.finishAndEnd(block, isOurs ? ((HelpingFuture<?>) done).doneValue() : done.join(), null, thread);
        }
    }
}
