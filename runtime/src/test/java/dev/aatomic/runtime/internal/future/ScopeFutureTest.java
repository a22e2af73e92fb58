package dev.aatomic.runtime.internal.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each form in which something is attached runs it where the form says, in the context in which it was attached. */
@Tag("rooms")
final class ScopeFutureTest {

    private final List<Runnable> dispatched = new ArrayList<>();
    private final Dispatcher dispatcher = new Dispatcher(dispatched::add, 1, null);
    private final RecordedContext context = new RecordedContext();
    private final List<Context> ranIn = new ArrayList<>();

    private static final CompletableFuture<Integer> DONE = CompletableFuture.completedFuture(2);

    /** Attaches an action in the form's plain, asynchronous and executor variant. */
    private record Form(
            String name,
            boolean isOfFailures,
            BiFunction<ScopeFuture<Integer>, Runnable, CompletionStage<?>> plain,
            BiFunction<ScopeFuture<Integer>, Runnable, CompletionStage<?>> async,
            Executed on) {

        @Override
        public String toString() {
            return name;
        }
    }

    private interface Executed {
        CompletionStage<?> attach(ScopeFuture<Integer> future, Runnable action, Executor executor);
    }

    private static Integer run(Runnable action) {
        action.run();
        return 3;
    }

    private static CompletableFuture<Integer> composed(Runnable action) {
        return CompletableFuture.completedFuture(run(action));
    }

    static Stream<Form> forms() {
        return Stream.of(
                new Form(
                        "thenApply",
                        false,
                        (f, a) -> f.thenApply(n -> run(a)),
                        (f, a) -> f.thenApplyAsync(n -> run(a)),
                        (f, a, e) -> f.thenApplyAsync(n -> run(a), e)),
                new Form(
                        "thenAccept",
                        false,
                        (f, a) -> f.thenAccept(n -> a.run()),
                        (f, a) -> f.thenAcceptAsync(n -> a.run()),
                        (f, a, e) -> f.thenAcceptAsync(n -> a.run(), e)),
                new Form("thenRun", false, ScopeFuture::thenRun, ScopeFuture::thenRunAsync, ScopeFuture::thenRunAsync),
                new Form(
                        "thenCombine",
                        false,
                        (f, a) -> f.thenCombine(DONE, (n, m) -> run(a)),
                        (f, a) -> f.thenCombineAsync(DONE, (n, m) -> run(a)),
                        (f, a, e) -> f.thenCombineAsync(DONE, (n, m) -> run(a), e)),
                new Form(
                        "thenAcceptBoth",
                        false,
                        (f, a) -> f.thenAcceptBoth(DONE, (n, m) -> a.run()),
                        (f, a) -> f.thenAcceptBothAsync(DONE, (n, m) -> a.run()),
                        (f, a, e) -> f.thenAcceptBothAsync(DONE, (n, m) -> a.run(), e)),
                new Form(
                        "runAfterBoth",
                        false,
                        (f, a) -> f.runAfterBoth(DONE, a),
                        (f, a) -> f.runAfterBothAsync(DONE, a),
                        (f, a, e) -> f.runAfterBothAsync(DONE, a, e)),
                new Form(
                        "applyToEither",
                        false,
                        (f, a) -> f.applyToEither(new CompletableFuture<>(), n -> run(a)),
                        (f, a) -> f.applyToEitherAsync(new CompletableFuture<>(), n -> run(a)),
                        (f, a, e) -> f.applyToEitherAsync(new CompletableFuture<>(), n -> run(a), e)),
                new Form(
                        "acceptEither",
                        false,
                        (f, a) -> f.acceptEither(new CompletableFuture<>(), n -> a.run()),
                        (f, a) -> f.acceptEitherAsync(new CompletableFuture<>(), n -> a.run()),
                        (f, a, e) -> f.acceptEitherAsync(new CompletableFuture<>(), n -> a.run(), e)),
                new Form(
                        "runAfterEither",
                        false,
                        (f, a) -> f.runAfterEither(new CompletableFuture<>(), a),
                        (f, a) -> f.runAfterEitherAsync(new CompletableFuture<>(), a),
                        (f, a, e) -> f.runAfterEitherAsync(new CompletableFuture<>(), a, e)),
                new Form(
                        "thenCompose",
                        false,
                        (f, a) -> f.thenCompose(n -> composed(a)),
                        (f, a) -> f.thenComposeAsync(n -> composed(a)),
                        (f, a, e) -> f.thenComposeAsync(n -> composed(a), e)),
                new Form(
                        "whenComplete",
                        false,
                        (f, a) -> f.whenComplete((n, t) -> a.run()),
                        (f, a) -> f.whenCompleteAsync((n, t) -> a.run()),
                        (f, a, e) -> f.whenCompleteAsync((n, t) -> a.run(), e)),
                new Form(
                        "handle",
                        true,
                        (f, a) -> f.handle((n, t) -> run(a)),
                        (f, a) -> f.handleAsync((n, t) -> run(a)),
                        (f, a, e) -> f.handleAsync((n, t) -> run(a), e)),
                new Form(
                        "exceptionally",
                        true,
                        (f, a) -> f.exceptionally(t -> run(a)),
                        (f, a) -> f.exceptionallyAsync(t -> run(a)),
                        (f, a, e) -> f.exceptionallyAsync(t -> run(a), e)),
                new Form(
                        "exceptionallyCompose",
                        true,
                        (f, a) -> f.exceptionallyCompose(t -> composed(a)),
                        (f, a) -> f.exceptionallyComposeAsync(t -> composed(a)),
                        (f, a, e) -> f.exceptionallyComposeAsync(t -> composed(a), e)));
    }

    private void note() {
        ranIn.add(ThreadState.currentContext());
    }

    /** Completes it where another context is current, in which nothing of it may run. */
    private static void end(ScopeFuture<Integer> future, Form form) {
        if (form.isOfFailures()) {
            new RecordedContext().runHere(() -> future.completeExceptionally(new IOException()));
        } else {
            new RecordedContext().runHere(() -> future.complete(1));
        }
    }

    private void assertRanOnce(CompletionStage<?> dependent, Context in) {
        assertThat(ranIn).containsExactly(in);
        assertThat(dependent.toCompletableFuture()).isCompleted().isInstanceOf(ScopeFuture.class);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void inAContextItRunsThere(Form form) {
        ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);
        List<CompletionStage<?>> dependents = new ArrayList<>();
        context.runHere(() -> dependents.add(form.plain().apply(future, this::note)));
        assertThat(ranIn).isEmpty();

        end(future, form);
        assertThat(future.isObserved()).isTrue();

        assertThat(context.given()).containsExactly("now");
        assertRanOnce(dependents.get(0), context);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void inAContextItsAsynchronousVariantIsQueuedThere(Form form) {
        ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);
        List<CompletionStage<?>> dependents = new ArrayList<>();
        context.runHere(() -> dependents.add(form.async().apply(future, this::note)));

        end(future, form);
        assertThat(future.isObserved()).isTrue();

        assertThat(context.given()).containsExactly("later");
        assertRanOnce(dependents.get(0), context);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void inAContextAnExecutorIsKeptAndTheContextGoesAlong(Form form) {
        ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);
        List<Runnable> users = new ArrayList<>();
        List<CompletionStage<?>> dependents = new ArrayList<>();
        context.runHere(() -> dependents.add(form.on().attach(future, this::note, users::add)));

        end(future, form);
        assertThat(future.isObserved()).isTrue();

        assertThat(context.given()).isEmpty();
        assertThat(ranIn).isEmpty();
        assertThat(users).hasSize(1);
        users.get(0).run();
        assertRanOnce(dependents.get(0), context);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void outsideItRunsWhereTheFutureIsCompletedAndInNoContext(Form form) {
        ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);
        CompletionStage<?> dependent = form.plain().apply(future, this::note);

        end(future, form);
        assertThat(future.isObserved()).isTrue();

        assertRanOnce(dependent, null);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void outsideItsAsynchronousVariantIsDispatched(Form form) {
        ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);
        CompletionStage<?> dependent = form.async().apply(future, this::note);

        end(future, form);
        assertThat(future.isObserved()).isTrue();

        assertThat(ranIn).isEmpty();
        assertThat(dispatched).hasSize(1);
        context.runHere(dispatched.get(0));
        assertRanOnce(dependent, null);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void outsideAnExecutorIsKeptAndRunsItInNoContext(Form form) {
        ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);
        List<Runnable> users = new ArrayList<>();
        CompletionStage<?> dependent = form.on().attach(future, this::note, users::add);

        end(future, form);
        assertThat(future.isObserved()).isTrue();

        assertThat(users).hasSize(1);
        context.runHere(users.get(0));
        assertRanOnce(dependent, null);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void noExecutorIsRefusedByName(Form form) {
        ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);

        assertThatThrownBy(() -> form.on().attach(future, this::note, null)).hasMessage("executor");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatWasCapturedGoesAlongInEveryVariant(Form form) {
        List<String> restored = new ArrayList<>();
        ContextCapture capture = task -> () -> {
            restored.add("restored");
            task.run();
        };
        ScopeFuture<Integer> future = new ScopeFuture<>(new Dispatcher(Runnable::run, 1, capture));
        context.runHere(() -> {
            form.plain().apply(future, this::note);
            form.async().apply(future, this::note);
            form.on().attach(future, this::note, Runnable::run);
        });
        form.plain().apply(future, this::note);

        end(future, form);
        assertThat(future.isObserved()).isTrue();

        assertThat(restored).hasSize(4);
        assertThat(ranIn).hasSize(4);
        assertThat(ranIn.stream().filter(context::equals)).hasSize(3);
    }

    @Test
    void whatCannotBeRestoredIsToldToTheContextAndRunsWithoutIt() {
        ContextCapture capture = task -> () -> {
            throw new IllegalStateException("no context");
        };
        ScopeFuture<Integer> future = new ScopeFuture<>(new Dispatcher(Runnable::run, 1, capture));
        context.runHere(() -> future.thenRun(this::note));

        future.complete(1);

        assertThat(context.given()).containsExactly("now", "no context");
        assertThat(ranIn).containsExactly(context);
    }

    @Test
    void minimalStageGivesEachAFutureOfHisOwn() {
        ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);
        CompletionStage<Integer> stage = future.minimalCompletionStage();
        CompletableFuture<Integer> own = stage.toCompletableFuture();
        CompletableFuture<Integer> other = stage.toCompletableFuture();

        own.complete(7);
        assertThat(future).isNotDone();
        future.complete(1);

        assertThat(own).isCompletedWithValue(7);
        assertThat(other).isCompletedWithValue(1);
    }

    @Test
    void minimalStageCannotBeCompleted() {
        MinimalStage<Integer> stage = new MinimalStage<>(dispatcher);

        List<Runnable> refused = List.of(
                () -> stage.complete(1),
                () -> stage.completeExceptionally(new IOException()),
                () -> stage.cancel(true),
                () -> stage.obtrudeValue(1),
                () -> stage.obtrudeException(new IOException()),
                () -> stage.completeAsync(() -> 1),
                () -> stage.completeAsync(() -> 1, Runnable::run),
                () -> stage.orTimeout(1, TimeUnit.HOURS),
                () -> stage.completeOnTimeout(1, 1, TimeUnit.HOURS));

        assertThat(refused)
                .allSatisfy(each -> assertThatThrownBy(each::run)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("toCompletableFuture()"));
        assertThat(stage).isNotDone();
        assertThat(stage.thenApply(n -> n)).isInstanceOf(MinimalStage.class);
    }

    @Test
    void failureArrivesWrappedOnceInWhatDepends() {
        IOException failure = new IOException();
        ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);
        CompletionStage<Integer> stage = future.minimalCompletionStage();
        List<Throwable> seen = new ArrayList<>();
        stage.toCompletableFuture().whenComplete((n, t) -> seen.add(t));

        future.completeExceptionally(failure);

        assertThat(seen)
                .singleElement()
                .satisfies(each -> assertThat(each)
                        .isExactlyInstanceOf(CompletionException.class)
                        .hasCause(failure));
    }

    /** It does other people's tasks while it waits: they would find themselves in the context. */
    @Test
    void continuationThatAnExecutorGivesToAWorkerRunsOnAThreadOfOurs() {
        CompletableFuture<String> ranOn = new CompletableFuture<>();
        ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);
        context.runHere(() -> future.thenRunAsync(
                () -> {
                    note();
                    ranOn.complete(Thread.currentThread().getName());
                },
                ForkJoinPool.commonPool()));

        future.settle(1, null);

        assertThat(Await.value(ranOn)).startsWith("aatomic-spare");
        assertThat(ranIn).containsExactly(context);
    }
}
