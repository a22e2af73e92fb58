package dev.aatomic.runtime.internal.future;

import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A stage of anybody's, brought into the scopes of those who attach to it. */
public final class BoundStage {

    private BoundStage() {}

    /** Returns a future that completes as the stage does, on whichever thread that is, with the failure as it was thrown. */
    public static <T extends @Nullable Object> ScopeFuture<T> of(Dispatcher dispatcher, CompletionStage<T> stage) {
        ScopeFuture<T> bound = new ScopeFuture<>(dispatcher);
        stage.whenComplete((value, failure) -> bound.settle(value, failure == null ? null : Failures.unwrap(failure)));
        return bound;
    }
}
