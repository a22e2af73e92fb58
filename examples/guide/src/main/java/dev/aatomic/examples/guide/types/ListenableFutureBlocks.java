package dev.aatomic.examples.guide.types;

// tag::adapter[]
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import dev.aatomic.ReturnTypeAdapter;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

public final class ListenableFutureBlocks {

    private ListenableFutureBlocks() {}

    @ReturnTypeAdapter
    public static <T extends @Nullable Object> ListenableFuture<T> listenableFuture(
            Atomic atomic, CheckedSupplier<? extends ListenableFuture<? extends T>, ?> body) {
        return toListenable(atomic.getStageAsync(() -> toCompletable(body.get())));
    }

    static <T extends @Nullable Object> CompletableFuture<T> toCompletable(ListenableFuture<? extends T> future) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        Futures.addCallback(
                future,
                new FutureCallback<T>() {
                    @Override
                    public void onSuccess(T value) {
                        stage.complete(value);
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        stage.completeExceptionally(failure);
                    }
                },
                MoreExecutors.directExecutor());
        // The block fails the stage when it is cancelled, or its time is over: then there is nothing to work for.
        stage.whenComplete((value, failure) -> future.cancel(true));
        return stage;
    }

    static <T extends @Nullable Object> ListenableFuture<T> toListenable(CompletableFuture<T> stage) {
        SettableFuture<T> future = SettableFuture.create();
        stage.whenComplete((value, failure) -> {
            if (stage.isCancelled()) {
                future.cancel(true);
            } else if (failure != null) {
                future.setException(failure);
            } else {
                future.set(value);
            }
        });
        future.addListener(
                () -> {
                    if (future.isCancelled()) {
                        stage.cancel(true); // rolls back
                    }
                },
                MoreExecutors.directExecutor());
        return future;
    }
}
// end::adapter[]
