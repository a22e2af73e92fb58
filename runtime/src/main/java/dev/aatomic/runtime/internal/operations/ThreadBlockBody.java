package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.common.OpeningPlace;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The body of a block that another library opens and ends: it is over when that library says so. */
final class ThreadBlockBody
        implements CheckedSupplier<CompletableFuture<@Nullable Object>, RuntimeException>, Body.Foreign {

    private final CompletableFuture<@Nullable Object> exited = new CompletableFuture<>();

    /** There is no function of the user's to know the block by, so without a name it is worth a look at the stack. */
    private final @Nullable String origin;

    ThreadBlockBody(boolean named) {
        this.origin = named ? null : OpeningPlace.here();
    }

    @Override
    public boolean isBoundToThread() {
        return true;
    }

    @Override
    public String origin() {
        return origin == null ? "of another library" : origin;
    }

    @Override
    public CompletableFuture<@Nullable Object> get() {
        return exited;
    }
}
