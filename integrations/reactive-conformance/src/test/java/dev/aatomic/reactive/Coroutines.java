package dev.aatomic.reactive;

import dev.aatomic.kotlin.BlockContext;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.support.subscribed.SubscribedFuture;
import dev.aatomic.testing.Await;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.jvm.functions.Function1;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.CoroutineScopeKt;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.ExecutorsKt;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.JobKt;
import kotlinx.coroutines.flow.Flow;
import kotlinx.coroutines.flow.FlowKt;
import kotlinx.coroutines.future.FutureKt;

/** Callers and bodies that are coroutines, as Kotlin compiles them. */
public final class Coroutines {

    /** As many threads as there are bodies that block. None of them is the library's, and an interrupt does not outlive what it was meant for. */
    private static final CoroutineDispatcher DISPATCHER =
            ExecutorsKt.from((Executor) Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "coroutine");
                thread.setDaemon(true);
                return thread;
            }));

    private Coroutines() {}

    // ---- callers

    /** Calls a suspend function in a coroutine, which is what to cancel. */
    public static <T> SubscribedFuture<T> call(Function1<Continuation<? super T>, Object> function) {
        SubscribedFuture<T> future = new SubscribedFuture<>();
        Deferred<T> coroutine = start(function);
        future.onSubscribe(() -> coroutine.cancel(null));
        tell(coroutine, future::onSuccess, future);
        return future;
    }

    /**
     * The same where the function does not return the value.
     *
     * @param value gives the value of the body, once the function has returned
     */
    public static <T> SubscribedFuture<T> call(
            Function1<Continuation<? super Unit>, Object> function, Supplier<T> value) {
        SubscribedFuture<T> future = new SubscribedFuture<>();
        Deferred<Unit> coroutine = start(function);
        future.onSubscribe(() -> coroutine.cancel(null));
        tell(coroutine, unit -> future.onSuccess(value.get()), future);
        return future;
    }

    /** Collects a flow in a coroutine, which is what to cancel. */
    public static <T> SubscribedFuture<T> collect(Flow<T> flow) {
        SubscribedFuture<T> future = new SubscribedFuture<>();
        Deferred<Unit> coroutine = start(continuation -> flow.collect(
                (item, next) -> {
                    future.onItem(item);
                    return Unit.INSTANCE;
                },
                continuation));
        future.onSubscribe(() -> coroutine.cancel(null));
        tell(coroutine, unit -> future.onComplete(), future);
        return future;
    }

    /** Awaits a deferred value in a coroutine; the value itself is what to cancel. */
    public static <T> SubscribedFuture<T> await(Deferred<T> deferred) {
        SubscribedFuture<T> future = new SubscribedFuture<>();
        future.onSubscribe(() -> deferred.cancel(null));
        tell(Coroutines.<T>start(deferred::await), future::onSuccess, future);
        return future;
    }

    /**
     * Begins in the block that is current here: on this thread, so that blocks of a body are opened in their order; where none is current
     * elsewhere, since a body that blocks would keep this thread from opening the block that it waits for.
     */
    private static <T> Deferred<T> start(Function1<Continuation<? super T>, Object> function) {
        return BuildersKt.async(
                GlobalScope.INSTANCE,
                DISPATCHER.plus(new BlockContext()),
                CurrentScope.ofThread().get() == null ? CoroutineStart.DEFAULT : CoroutineStart.UNDISPATCHED,
                (scope, continuation) -> function.invoke(continuation));
    }

    private static <T> void tell(Deferred<T> coroutine, Consumer<T> onSuccess, SubscribedFuture<?> future) {
        FutureKt.asCompletableFuture(coroutine).whenComplete((value, failure) -> {
            if (failure == null) {
                onSuccess.accept(value);
            } else {
                future.onError(failure);
            }
        });
    }

    // ---- bodies

    /** Suspends until a stage has completed. */
    public static <T> Object suspend(CompletionStage<? extends T> stage, Continuation<? super T> continuation) {
        return FutureKt.await(Values.<T>plain(stage), continuation);
    }

    /** Leaves it to a child to wait for a stage, and to fail with it. */
    public static Object launch(CompletionStage<?> stage, Continuation<? super Unit> continuation) {
        CoroutineContext body = continuation.getContext();
        CompletionStage<?> ended = stage.whenComplete((value, failure) -> {
            // A child that was cancelled is no failure of its parent's.
            if (failure != null && Await.unwrap(failure) instanceof CancellationException cancelled) {
                JobKt.cancel(body, cancelled);
            }
        });
        BuildersKt.launch(
                CoroutineScopeKt.CoroutineScope(body),
                EmptyCoroutineContext.INSTANCE,
                CoroutineStart.UNDISPATCHED,
                (child, end) -> FutureKt.await(ended.thenApply(value -> Unit.INSTANCE), end));
        return Unit.INSTANCE;
    }

    /** Emits what a stage gives, and ends. */
    public static <T> Flow<T> flow(CompletionStage<? extends T> stage) {
        return FlowKt.asFlow((Function1<Continuation<? super T>, Object>) continuation -> suspend(stage, continuation));
    }

    /** Completes as a stage does. */
    public static <T> Deferred<T> deferred(CompletionStage<? extends T> stage) {
        return FutureKt.asDeferred(Values.<T>plain(stage));
    }
}
