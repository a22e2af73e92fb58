package dev.aatomic.runtime.internal.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A function is called with a context current: on its caller's thread, unless that does other people's tasks while it waits. */
@Tag("rooms")
final class ScopedCallTest {

    private final List<String> captured = new CopyOnWriteArrayList<>();
    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);
    private final Dispatcher capturing = new Dispatcher(Runnable::run, 1, task -> () -> {
        captured.add("restored");
        task.run();
    });
    private final RecordedContext context = new RecordedContext();

    /** Where a function was called. */
    private record Place(Thread thread, Context context) {

        static Place here() {
            return new Place(Thread.currentThread(), ThreadState.currentContext());
        }
    }

    /** Calls it on a worker, whose own place comes second. */
    private <T> T onWorker(Dispatcher used, CheckedSupplier<T, ?> function) {
        CompletableFuture<T> result = new CompletableFuture<>();
        ForkJoinPool.commonPool().execute(() -> {
            try {
                result.complete(ScopedCall.call(used, context, function));
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        Await.end(result);
        return result.join();
    }

    @Test
    void functionRunsHere() {
        Place place = ScopedCall.call(dispatcher, context, Place::here);

        assertThat(place).isEqualTo(new Place(Thread.currentThread(), context));
        assertThat(ThreadState.currentContext()).isNull();
    }

    @Test
    void functionOfAWorkerRunsOnAThreadOfOurs() {
        Place place = onWorker(dispatcher, Place::here);

        assertThat(place.context()).isSameAs(context);
        assertThat(place.thread().getName()).startsWith("aatomic-spare");
        assertThat(captured).isEmpty();
    }

    @Test
    void whatIsBoundToAWorkerGoesAlong() {
        Place place = onWorker(capturing, Place::here);

        assertThat(place.context()).isSameAs(context);
        assertThat(captured).containsExactly("restored");
    }

    @Test
    void failureIsThrownAsItIs() {
        CompletionException failure = new CompletionException(new IOException());
        CheckedSupplier<Object, RuntimeException> failing = () -> {
            throw failure;
        };

        assertThatThrownBy(() -> ScopedCall.call(dispatcher, context, failing)).isSameAs(failure);
        assertThat(ThreadState.currentContext()).isNull();
        assertThatThrownBy(() -> onWorker(dispatcher, failing)).isSameAs(failure);
        assertThatThrownBy(() -> onWorker(capturing, failing)).isSameAs(failure);
    }
}
