package dev.aatomic.databases.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Waits for locks, and what ends them. */
public interface LockPromises extends OnDatabase {

    @Test
    @Shows(Promise.DEADLINE)
    default void deadlineEndsAWaitForALock() throws SQLException {
        Fixture on = fixture();
        try (Connection holder = holdLock(on)) {
            CompletableFuture<?> block = on.atomic()
                    .timeout(Duration.ofMillis(300))
                    .getStageAsync(() -> waitForLock(on, new CompletableFuture<>()));

            assertThat(Await.cause(block)).isInstanceOf(TransactionTimedOutException.class);
            holder.rollback();
        }
        assertNothingLeft(on);
    }

    @Test
    @Shows(Promise.CANCEL)
    default void cancelEndsAWaitForALock() throws SQLException {
        Fixture on = fixture();
        try (Connection holder = holdLock(on)) {
            CompletableFuture<Boolean> waiting = new CompletableFuture<>();
            CompletableFuture<?> block = on.atomic().getStageAsync(() -> waitForLock(on, waiting));
            Await.value(waiting);

            assertThat(block.cancel(true)).isTrue();

            assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
            holder.rollback();
        }
        assertNothingLeft(on);
    }

    private static Connection holdLock(Fixture on) throws SQLException {
        Connection holder = on.database().connect();
        holder.setAutoCommit(false);
        SqlSteps.execute(holder, "update counter set v = 100 where id = 1");
        return holder;
    }

    private static CompletableFuture<@Nullable Void> waitForLock(Fixture on, CompletableFuture<Boolean> waiting) {
        CompletableFuture<@Nullable Void> before = on.database().hasOneWriter()
                ? CompletableFuture.completedFuture(null)
                : on.steps().insertNow(1);
        return before.thenCompose(inserted -> on.steps().increment(1, () -> waiting.complete(true)));
    }

    private static void assertNothingLeft(Fixture on) {
        on.assertUsable();
        assertThat(on.rows()).containsExactly(900);
        Await.value(on.atomic().getStageAsync(() -> on.increment(1)));
        assertThat(on.database().integers("select v from counter where id = 1")).containsExactly(1);
    }

    /** Lets two go on together, once. */
    final class Meeting {

        private final CountDownLatch arrived = new CountDownLatch(2);

        void meet() {
            arrived.countDown();
            Await.latch(arrived);
        }
    }

    @Test
    @Shows(Promise.DEADLOCK)
    default void deadlockIsRetried() {
        Fixture on = fixture();
        Meeting meeting = new Meeting();
        AtomicInteger attempts = new AtomicInteger();

        CompletableFuture<?> one = crossing(on, 1, 2, meeting, attempts);
        CompletableFuture<?> other = crossing(on, 2, 1, meeting, attempts);

        Await.value(one);
        Await.value(other);
        assertThat(attempts).as("attempts of two blocks").hasValueGreaterThan(2);
        assertThat(on.rows()).containsExactly(1, 2);
        assertThat(on.database().integers("select v from counter where id < 3"))
                .containsOnly(on.database().hasOneWriter() ? 1 : 2);
    }

    private static CompletableFuture<@Nullable Void> crossing(
            Fixture on, int first, int second, Meeting meeting, AtomicInteger attempts) {
        return on.atomic().retry(RetryPolicy.ofMaxAttempts(10)).runAsync(() -> {
            attempts.incrementAndGet();
            begin(on, first).join();
            meeting.meet();
            on.increment(second).join();
            on.insert(first).join();
        });
    }

    /** Takes what the other block of a deadlock will want: a row's lock, or the snapshot that its commit makes stale. */
    private static CompletableFuture<?> begin(Fixture on, int id) {
        return on.database().hasOneWriter() ? on.steps().counter(id) : on.increment(id);
    }

    @Test
    @Shows(Promise.DEADLOCK_SWALLOWED)
    default void swallowedDeadlockIsNotToldCommittedWithRowsGone() {
        Fixture on = fixture();
        Meeting meeting = new Meeting();
        AtomicInteger victims = new AtomicInteger();

        CompletableFuture<?> one = swallowing(on, 1, 2, meeting, victims);
        CompletableFuture<?> other = swallowing(on, 2, 1, meeting, victims);

        Throwable toldOne = Await.end(one);
        Throwable toldOther = Await.end(other);
        assertThat(victims).as("victims").hasPositiveValue();
        assertAllOrNothing(on, 1, toldOne);
        assertAllOrNothing(on, 2, toldOther);
    }

    private static CompletableFuture<@Nullable Void> swallowing(
            Fixture on, int first, int second, Meeting meeting, AtomicInteger victims) {
        return on.atomic().runAsync(() -> {
            if (!on.database().hasOneWriter()) {
                on.steps().insertNow(10 * first).join();
            }
            begin(on, first).join();
            meeting.meet();
            Throwable victim = Thrown.ifAny(() -> on.increment(second).join());
            if (victim != null) {
                victims.incrementAndGet();
                on.transactions().setRollbackOnly(false);
            }
            on.insert(10 * first + 1).join();
        });
    }

    private static void assertAllOrNothing(Fixture on, int block, @Nullable Throwable told) {
        List<Integer> rows = on.rows().stream().filter(row -> row / 10 == block).toList();
        if (told != null) {
            assertThat(rows).as("told " + told).isEmpty();
        } else if (on.database().hasOneWriter()) {
            assertThat(rows).as("told committed").containsExactly(10 * block + 1);
        } else {
            assertThat(rows).as("told committed").containsExactly(10 * block, 10 * block + 1);
        }
    }
}
