package dev.aatomic.conformance.run;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The asynchronous body of a block. */
@FunctionalInterface
public interface StageBody {

    /**
     * Starts the operations of the block. May throw what its first operation threw.
     *
     * @return a stage that completes when they are done
     */
    CompletionStage<@Nullable Void> start();
}
