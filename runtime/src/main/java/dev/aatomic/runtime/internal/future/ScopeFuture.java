package dev.aatomic.runtime.internal.future;

import dev.aatomic.runtime.internal.lane.Captured;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future whose continuations run in the scope that was current where they were attached.
 *
 * <p>Each form is the JDK's own, given an executor: the plain form gets the context, which runs the continuation on its lane, at
 * once where it can; the asynchronous form gets the context's queue; the form with an executor keeps it and gets the scope only.
 * Where no context is current the forms are the JDK's, unchanged.
 *
 * @param <T> the value
 */
public class ScopeFuture<T extends @Nullable Object> extends HelpingFuture<T> {

    private static final Executor OUTSIDE = ScopeFuture::runOutside;

    private final Dispatcher dispatcher;

    public ScopeFuture(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    ScopeFuture(Dispatcher dispatcher, Abortable scope) {
        super(scope);
        this.dispatcher = dispatcher;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new ScopeFuture<>(dispatcher);
    }

    @Override
    public CompletionStage<T> minimalCompletionStage() {
        MinimalStage<T> stage = new MinimalStage<>(dispatcher);
        completeDependent(stage);
        return stage;
    }

    @Override
    public Executor defaultExecutor() {
        return dispatcher;
    }

    @Override
    final Dispatcher dispatcher() {
        return dispatcher;
    }

    private @Nullable Executor here() {
        Context context = ThreadState.currentContext();
        Captured captured = dispatcher.capture();
        if (captured == null) {
            return context == null ? outsideOfScopes() : context;
        }
        return new CapturedExecutor(context == null ? this::runUnlessDeep : context, captured, context);
    }

    /** The executor for what is attached outside any scope; null if the future is completed in no scope anyway. */
    @Nullable
    Executor outsideOfScopes() {
        return OUTSIDE;
    }

    /** On the completing thread, as the JDK does, but not in the scope that happens to be current there. */
    private static void runOutside(Runnable task) {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = null;
        try {
            InheritedContext.run(thread, task);
        } finally {
            thread.context = previous;
        }
    }

    private Executor later() {
        Context context = ThreadState.currentContext();
        Executor later = context == null ? this::runLaterOutside : context::executeLater;
        Captured captured = dispatcher.capture();
        return captured == null ? later : new CapturedExecutor(later, captured, context);
    }

    private Executor on(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        Context context = ThreadState.currentContext();
        Executor inContext = context == null
                ? task -> executor.execute(() -> runOutside(task))
                : task -> executor.execute(() -> runIn(context, task));
        Captured captured = dispatcher.capture();
        return captured == null ? inContext : new CapturedExecutor(inContext, captured, context);
    }

    /** On a dispatch thread, which may be the completing one. */
    private void runLaterOutside(Runnable task) {
        dispatcher.execute(() -> runOutside(task));
    }

    /** On the completing thread, as the JDK does where nothing is carried. */
    private void runUnlessDeep(Runnable task) {
        ThreadState thread = ThreadState.current();
        if (thread.isDeep()) {
            dispatcher.execute(task);
        } else {
            thread.runNested(task);
        }
    }

    /** Not on a worker of a {@link java.util.concurrent.ForkJoinPool}: see {@link ScopedCall}. */
    private void runIn(Context context, Runnable task) {
        if (ThreadState.current().isWorker()) {
            dispatcher.runInTurn(() -> context.runCode(task));
        } else {
            context.runCode(task);
        }
    }

    // ---- the forms of CompletionStage, each plain, asynchronous, and with an executor

    @Override
    public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> fn) {
        observe();
        Executor here = here();
        return here == null ? super.thenApply(fn) : super.thenApplyAsync(fn, here);
    }

    @Override
    public <U> CompletableFuture<U> thenApplyAsync(Function<? super T, ? extends U> fn) {
        observe();
        return super.thenApplyAsync(fn, later());
    }

    @Override
    public <U> CompletableFuture<U> thenApplyAsync(Function<? super T, ? extends U> fn, Executor executor) {
        observe();
        return super.thenApplyAsync(fn, on(executor));
    }

    @Override
    public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
        observe();
        Executor here = here();
        return here == null ? super.thenAccept(action) : super.thenAcceptAsync(action, here);
    }

    @Override
    public CompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action) {
        observe();
        return super.thenAcceptAsync(action, later());
    }

    @Override
    public CompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
        observe();
        return super.thenAcceptAsync(action, on(executor));
    }

    @Override
    public CompletableFuture<Void> thenRun(Runnable action) {
        observe();
        Executor here = here();
        return here == null ? super.thenRun(action) : super.thenRunAsync(action, here);
    }

    @Override
    public CompletableFuture<Void> thenRunAsync(Runnable action) {
        observe();
        return super.thenRunAsync(action, later());
    }

    @Override
    public CompletableFuture<Void> thenRunAsync(Runnable action, Executor executor) {
        observe();
        return super.thenRunAsync(action, on(executor));
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        observe();
        Executor here = here();
        return here == null ? super.thenCombine(other, fn) : super.thenCombineAsync(other, fn, here);
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        observe();
        return super.thenCombineAsync(other, fn, later());
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn, Executor executor) {
        observe();
        return super.thenCombineAsync(other, fn, on(executor));
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        observe();
        Executor here = here();
        return here == null ? super.thenAcceptBoth(other, action) : super.thenAcceptBothAsync(other, action, here);
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        observe();
        return super.thenAcceptBothAsync(other, action, later());
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action, Executor executor) {
        observe();
        return super.thenAcceptBothAsync(other, action, on(executor));
    }

    @Override
    public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        observe();
        Executor here = here();
        return here == null ? super.runAfterBoth(other, action) : super.runAfterBothAsync(other, action, here);
    }

    @Override
    public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        observe();
        return super.runAfterBothAsync(other, action, later());
    }

    @Override
    public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        observe();
        return super.runAfterBothAsync(other, action, on(executor));
    }

    @Override
    public <U> CompletableFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> fn) {
        observe();
        Executor here = here();
        return here == null ? super.applyToEither(other, fn) : super.applyToEitherAsync(other, fn, here);
    }

    @Override
    public <U> CompletableFuture<U> applyToEitherAsync(CompletionStage<? extends T> other, Function<? super T, U> fn) {
        observe();
        return super.applyToEitherAsync(other, fn, later());
    }

    @Override
    public <U> CompletableFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
        observe();
        return super.applyToEitherAsync(other, fn, on(executor));
    }

    @Override
    public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        observe();
        Executor here = here();
        return here == null ? super.acceptEither(other, action) : super.acceptEitherAsync(other, action, here);
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action) {
        observe();
        return super.acceptEitherAsync(other, action, later());
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        observe();
        return super.acceptEitherAsync(other, action, on(executor));
    }

    @Override
    public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        observe();
        Executor here = here();
        return here == null ? super.runAfterEither(other, action) : super.runAfterEitherAsync(other, action, here);
    }

    @Override
    public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        observe();
        return super.runAfterEitherAsync(other, action, later());
    }

    @Override
    public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        observe();
        return super.runAfterEitherAsync(other, action, on(executor));
    }

    @Override
    public <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> fn) {
        observe();
        Executor here = here();
        return here == null ? super.thenCompose(fn) : super.thenComposeAsync(fn, here);
    }

    @Override
    public <U> CompletableFuture<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> fn) {
        observe();
        return super.thenComposeAsync(fn, later());
    }

    @Override
    public <U> CompletableFuture<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
        observe();
        return super.thenComposeAsync(fn, on(executor));
    }

    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        observe();
        Executor here = here();
        return here == null ? super.whenComplete(action) : super.whenCompleteAsync(action, here);
    }

    @Override
    public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action) {
        observe();
        return super.whenCompleteAsync(action, later());
    }

    @Override
    public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action, Executor executor) {
        observe();
        return super.whenCompleteAsync(action, on(executor));
    }

    @Override
    public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> fn) {
        observe();
        Executor here = here();
        return here == null ? super.handle(fn) : super.handleAsync(fn, here);
    }

    @Override
    public <U> CompletableFuture<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> fn) {
        observe();
        return super.handleAsync(fn, later());
    }

    @Override
    public <U> CompletableFuture<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> fn, Executor executor) {
        observe();
        return super.handleAsync(fn, on(executor));
    }

    @Override
    public CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> fn) {
        observe();
        Executor here = here();
        return here == null ? super.exceptionally(fn) : super.exceptionallyAsync(fn, here);
    }

    @Override
    public CompletableFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn) {
        observe();
        return super.exceptionallyAsync(fn, later());
    }

    @Override
    public CompletableFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn, Executor executor) {
        observe();
        return super.exceptionallyAsync(fn, on(executor));
    }

    @Override
    public CompletableFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> fn) {
        observe();
        Executor here = here();
        return here == null ? super.exceptionallyCompose(fn) : super.exceptionallyComposeAsync(fn, here);
    }

    @Override
    public CompletableFuture<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> fn) {
        observe();
        return super.exceptionallyComposeAsync(fn, later());
    }

    @Override
    public CompletableFuture<T> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
        observe();
        return super.exceptionallyComposeAsync(fn, on(executor));
    }
}
