package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Op;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs operations in one style. */
interface Interpreter {

    /**
     * Runs operations one after another.
     *
     * @param body the operations
     * @param at where they run
     * @return a stage that completes when they are done; done already if the style is blocking
     * @throws Exception what ended them, as it was thrown, if the style is blocking or it was the first of them
     */
    CompletionStage<@Nullable Void> start(List<Op> body, Position at) throws Exception;
}
