package dev.aatomic.runtime.internal.subscription;

import dev.aatomic.runtime.CheckedSupplier;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Opens blocks of some settings where it is called. */
public interface BlockOpener {

    /** Opens one whose body returns a stage. A refusal arrives in the future. */
    <T extends @Nullable Object> CompletableFuture<T> open(CheckedSupplier<?, ?> body);

    /** Runs code of the user's on a dispatch thread, in no scope. */
    void dispatch(Runnable code);

    /** Does the same a moment later, unless it is not needed any more by then. */
    void dispatchLater(Runnable code, BooleanSupplier isNeeded);
}
