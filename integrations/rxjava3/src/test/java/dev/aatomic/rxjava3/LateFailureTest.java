package dev.aatomic.rxjava3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Await;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.MaybeSubject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G5: a failure is not lost with the operator that has cancelled the step: it would be half of a step that is committed. */
@Tag("G5")
final class LateFailureTest {

    private final Entries entries = new Entries();
    private final CountDownLatch isRunning = new CountDownLatch(1);
    private final CountDownLatch isCancelled = new CountDownLatch(1);
    private final IOException late = new IOException("late");

    @AfterEach
    void close() {
        entries.close();
    }

    /** Inserts a row, and fails once its subscriber has cancelled. */
    private final ConnectionFunction<@Nullable Integer> step = connection -> {
        Entries.inserts(1).apply(connection);
        isRunning.countDown();
        Await.latch(isCancelled);
        throw late;
    };

    @Test
    void stepThatFailsAfterItsCancelBreaksTheBlock() {
        MaybeSubject<Integer> other = MaybeSubject.create();
        CompletableFuture<Integer> block = RxJavaBlocks.single(
                        entries.transactions.atomic(),
                        () -> RxJavaTransactions.bind(Completable.complete().observeOn(Schedulers.computation()))
                                .andThen(Maybe.amb(List.of(entries.rx.submit(step), other)))
                                .toSingle())
                .toCompletionStage()
                .toCompletableFuture();
        Await.latch(isRunning);
        other.onSuccess(7);
        isCancelled.countDown();

        assertThatThrownBy(() -> Await.value(block))
                .hasRootCause(late)
                .hasStackTraceContaining(UnexpectedRollbackException.class.getName());
        assertThat(entries.committedAtLast()).isEmpty();
    }
}
