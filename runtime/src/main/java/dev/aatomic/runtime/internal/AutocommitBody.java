package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.CheckedSupplier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The body of a block that is none: it runs in the autocommit context. */
final class AutocommitBody {

    private final AutocommitContext context;
    private final CheckedSupplier<?, ?> body;
    private final ScopeFuture<@Nullable Object> future;
    private final String place;

    AutocommitBody(AutocommitContext context, CheckedSupplier<?, ?> body, String place) {
        this.context = context;
        this.body = body;
        this.place = place;
        this.future = new ScopeFuture<>(context.engine().dispatcher());
    }

    /** Runs it on a dispatch thread. */
    CompletableFuture<@Nullable Object> start() {
        context.execute(this::runCaptured);
        return future;
    }

    private void runCaptured() {
        if (body instanceof CapturedBody captured) {
            captured.run(this::runAsync);
        } else {
            runAsync();
        }
    }

    private void runAsync() {
        try {
            Object value = call();
            if (!Body.isStage(body)) {
                settle(value, Body.checkValue(value));
            } else if (value == null) {
                settle(null, BodyStage.noStage(Body.origin(body)));
            } else {
                ((CompletionStage<?>) value)
                        .whenComplete(
                                (result, failure) -> settle(result, failure == null ? null : Failures.unwrap(failure)));
            }
        } catch (Throwable t) {
            settle(null, Failures.unwrap(t));
        }
    }

    private void settle(@Nullable Object value, @Nullable Throwable failure) {
        if (failure != null) {
            future.failsAlone(place, failure);
        }
        future.settle(value, failure);
    }

    /** Runs it here. */
    @Nullable
    Object runAndReturn() {
        Object value;
        try {
            value = call();
        } catch (Throwable t) {
            throw Failures.<RuntimeException>rethrow(Failures.unwrap(t));
        }
        RuntimeException notYetThere = Body.checkValue(value);
        if (notYetThere != null) {
            throw notYetThere;
        }
        return value;
    }

    private @Nullable Object call() throws Throwable {
        return ScopedCall.call(context.engine().dispatcher(), context, body);
    }
}
