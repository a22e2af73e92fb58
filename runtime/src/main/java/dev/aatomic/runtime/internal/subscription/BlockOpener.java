package dev.aatomic.runtime.internal.subscription;

import dev.aatomic.runtime.CheckedSupplier;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens blocks of some settings where it is called. */
public interface BlockOpener {

    /**
     * Opens one whose body returns a stage. A refusal arrives in the future.
     *
     * @param taker gets the future before the block can end, and takes an interest in it from then on; the block may be stopped by it once
     *     its body runs, or this has returned
     */
    <T extends @Nullable Object> CompletableFuture<T> open(
            CheckedSupplier<?, ?> body, Consumer<CompletableFuture<T>> taker);

    /** Runs code of the user's on a dispatch thread, in no scope. */
    void dispatch(Runnable code);

    /** Does the same a moment later, unless it is not needed any more by then. */
    void dispatchLater(Runnable code, BooleanSupplier isNeeded);
}
