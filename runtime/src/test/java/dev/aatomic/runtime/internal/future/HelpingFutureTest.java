package dev.aatomic.runtime.internal.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A future of the engine knows who takes an interest in it, and runs nothing in a scope that has nothing to do with it. */
@Tag("rooms")
final class HelpingFutureTest {

    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);
    private final ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);
    private final RecordedContext context = new RecordedContext();
    private final IOException failure = new IOException();

    @Test
    void nobodyTakesAnInterestAtFirst() {
        assertThat(future.isObserved()).isFalse();
        assertThat(future.isDone()).isFalse();
        assertThat(future.isCompletedExceptionally()).isFalse();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.hasFailed()).isFalse();
        assertThat(future.isObserved()).isFalse();
    }

    @Test
    void whoFollowsTakesNoInterestBesideTheOthers() {
        future.follow((value, problem) -> {});

        assertThat(future.isObservedBeside(1)).isFalse();
        assertThat(future.isObservedBeside(0)).isTrue();
        future.onCompletion((value, problem) -> {});
        assertThat(future.isObservedBeside(1)).isTrue();
    }

    @Test
    void whoLooksAtAFailureHasSeenIt() {
        List<Consumer<ScopeFuture<Integer>>> looks = List.of(
                CompletableFuture::isCompletedExceptionally,
                each -> assertThatThrownBy(() -> each.getNow(1)),
                each -> assertThatThrownBy(each::join),
                each -> assertThatThrownBy(each::get),
                each -> assertThatThrownBy(() -> each.get(1, TimeUnit.HOURS)),
                CompletableFuture::toCompletableFuture,
                CompletableFuture::copy,
                ScopeFuture::exceptionNow);

        assertThat(looks).allSatisfy(look -> {
            ScopeFuture<Integer> failed = new ScopeFuture<>(dispatcher);
            failed.settle(null, failure);
            assertThat(failed.hasFailed()).isTrue();
            assertThat(failed.isObserved()).isFalse();
            look.accept(failed);
            assertThat(failed.isObserved()).isTrue();
        });
    }

    @Test
    void whoAsksWhetherAValueHasFailedHasNotSeenAnything() {
        future.settle(1, null);

        assertThat(future.isCompletedExceptionally()).isFalse();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.doneValue()).isEqualTo(1);
        assertThat(future.isObserved()).isFalse();
    }

    @Test
    void continuationRunsInNoScopeAndKnowsInWhichItWasCompleted() {
        List<Context> current = new ArrayList<>();
        List<Context> completing = new ArrayList<>();
        future.onCompletion((value, problem) -> {
            current.add(ThreadState.currentContext());
            completing.add(ThreadState.current().completing);
            // Within that, nobody is in a scope, but the same completes.
            ScopeFuture<Integer> inner = new ScopeFuture<>(dispatcher);
            inner.onCompletion((n, t) -> completing.add(ThreadState.current().completing));
            inner.settle(2, null);
        });

        context.runHere(() -> {
            future.settle(1, null);
            assertThat(ThreadState.currentContext()).isSameAs(context);
            assertThat(ThreadState.current().completing).isNull();
        });

        assertThat(current).containsExactly((Context) null);
        assertThat(completing).containsExactly(context, context);
    }

    @Test
    void whereOthersDependOnTheThreadItIsCompletedOnAnother() {
        CompletableFuture<Thread> completedBy = new CompletableFuture<>();
        future.onCompletion((value, problem) -> completedBy.complete(Thread.currentThread()));

        ThreadState.current().runReserved(() -> future.settle(1, null));

        assertThat(Await.value(completedBy)).isNotSameAs(Thread.currentThread());
        assertThat(future).isCompletedWithValue(1);
    }

    // ---- failures that nobody else tells of

    /** Logged, and by a name of this test alone, since failures of one kind are told of once per process. */
    private static boolean isTold(LogCapture log, String name) {
        return log.count("Block '" + name + "' failed, and nobody looked at its future") == 1;
    }

    /** Fails one, at which somebody may look before or after. */
    private void lose(
            String name,
            Throwable reason,
            int followers,
            Consumer<ScopeFuture<Integer>> before,
            Consumer<ScopeFuture<Integer>> after) {
        ScopeFuture<Integer> lost = new ScopeFuture<>(dispatcher);
        for (int i = 0; i < followers; i++) {
            lost.follow((value, problem) -> {});
        }
        before.accept(lost);
        lost.failsAlone("'" + name + "'", reason, followers);
        lost.settle(null, reason);
        after.accept(lost);
    }

    @Test
    void failureOfALostFutureIsToldUnlessSomebodyLooked() {
        String name = UUID.randomUUID().toString();
        Consumer<ScopeFuture<Integer>> nobody = lost -> {};
        try (LogCapture log = new LogCapture()) {
            lose(name + " seen before", failure, 0, HelpingFuture::observe, nobody);
            lose(name + " seen after", failure, 0, nobody, ScopeFuture::isCompletedExceptionally);
            lose(name + " cancelled", new CancellationException(), 0, nobody, nobody);
            lose(name + " followed", failure, 1, nobody, nobody);
            lose(name, failure, 0, nobody, nobody);

            Await.until("it is told", () -> {
                System.gc();
                return isTold(log, name) && isTold(log, name + " followed");
            });
            assertThat(log.count(name)).isEqualTo(2);
        }
    }

    @Test
    void whatStandsForNothingContainsNothingAndCannotBeGivenUp() {
        Abortable nothing = new Abortable() {
            @Override
            public boolean abort(Throwable reason) {
                return false;
            }

            @Override
            public String place() {
                return "nothing";
            }

            @Override
            public boolean isCancelled() {
                return false;
            }
        };

        assertThat(nothing.contains(context)).isFalse();
        assertThat(nothing.giveUp(failure)).isFalse();
    }

    @Test
    void valueOrFailureIsThereOnlyWhereItIs() {
        // On another thread, since what it does not refuse it would wait for.
        assertThat(Await.cause(CompletableFuture.supplyAsync(future::resultNow)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("join()");
        assertThatThrownBy(future::exceptionNow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("join()");
        future.settle(1, null);
        assertThat(future.resultNow()).isEqualTo(1);
        assertThatThrownBy(future::exceptionNow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a value");

        ScopeFuture<Integer> failed = new ScopeFuture<>(dispatcher);
        failed.settle(null, failure);
        assertThatThrownBy(failed::resultNow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("failed");
        assertThat(failed.exceptionNow()).isSameAs(failure);

        ScopeFuture<Integer> cancelled = new ScopeFuture<>(dispatcher);
        cancelled.cancel(true);
        assertThatThrownBy(cancelled::resultNow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cancelled");
        assertThatThrownBy(cancelled::exceptionNow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cancelled");
    }
}
