package dev.aatomic.runtime.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.NoDriver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever holds a connection is looked after, and whoever waits too long for one is told. */
@Tag("rooms")
final class WatchdogTest {

    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);
    private final ManagedDatabase database = new ManagedDatabase("orders", new NoDriver(), 1, Integer.MAX_VALUE);
    private final List<String> expired = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final List<Thread> watchers = new CopyOnWriteArrayList<>();
    private Watchdog watchdog;

    private class Named extends Ticket {

        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public void granted() {}

        @Override
        public String place() {
            return name;
        }

        @Override
        public void abort(Throwable reason) {
            throw new AssertionError("Nobody aborts", reason);
        }

        @Override
        public void expire(String why) {
            expired.add(name + ": " + why);
        }

        @Override
        public void seenHolding(long now) {
            watchers.add(Thread.currentThread());
            looks.incrementAndGet();
        }

        @Override
        public String holding(long now) {
            return name;
        }
    }

    private Admission watched(Duration connectionTimeout) {
        watchdog = new Watchdog(
                List.of(database), dispatcher, new Watchdog.Limits(connectionTimeout, Duration.ofHours(1), null));
        database.admission.watchedBy(watchdog);
        return database.admission;
    }

    @AfterEach
    void stop() {
        watchdog.stop();
        dispatcher.shutdown();
    }

    private void awaitLooks(int more) {
        int until = looks.get() + more;
        Await.until("looked", () -> looks.get() >= until);
    }

    @Test
    void whoHoldsAConnectionIsLookedAtAgainAndAgainByOneThread() {
        watched(Duration.ofHours(1)).acquire(new Named("holder"));

        awaitLooks(3);

        assertThat(watchers.stream().distinct()).hasSize(1);
        assertThat(watchers.get(0).isDaemon()).isTrue();
        assertThat(watchers.get(0)).isNotSameAs(Thread.currentThread());
        assertThat(expired).isEmpty();
    }

    @Test
    void guestIsLookedAtToo() {
        watched(Duration.ofHours(1)).admitGuest(new Named("guest"));

        awaitLooks(2);
    }

    @Test
    void whoWaitsForTooLongIsToldInItsTurnAndHasLeftTheQueue() {
        Admission admission = watched(Duration.ofNanos(1));
        admission.acquire(new Named("holder"));
        admission.acquire(new Named("first"));
        admission.acquire(new Named("second"));

        Await.until("told", () -> expired.size() == 2);

        assertThat(expired.get(0)).startsWith("first: ").contains("orders").contains("holder");
        assertThat(expired.get(1)).startsWith("second: ");
        assertThat(admission.waiting()).isZero();
        assertThat(admission.held()).isOne();
    }

    @Test
    void whoWaitsForLessThanTheLimitIsNotTold() {
        Admission admission = watched(Duration.ofHours(1));
        admission.acquire(new Named("holder"));
        admission.acquire(new Named("waiting"));

        awaitLooks(3);

        assertThat(expired).isEmpty();
        assertThat(admission.waiting()).isOne();
    }

    @Test
    void whatGoesWrongWithOneKeepsNobodyFromBeingTold() {
        Admission admission = watched(Duration.ofNanos(1));
        try (LogCapture log = new LogCapture()) {
            admission.acquire(new Named("holder"));
            admission.acquire(new Named("failing") {
                @Override
                public void expire(String why) {
                    throw new IllegalStateException("of the ticket");
                }
            });
            admission.acquire(new Named("next"));

            Await.until("told", () -> !expired.isEmpty());

            assertThat(expired).singleElement().asString().startsWith("next: ");
            assertThat(log.count("The end of a wait for a connection failed")).isOne();
        }
    }

    @Test
    void lookThatFailsIsNotTheLast() {
        try (LogCapture log = new LogCapture()) {
            watched(Duration.ofHours(1)).acquire(new Named("holder") {
                @Override
                public void seenHolding(long now) {
                    super.seenHolding(now);
                    throw new IllegalStateException("of the ticket");
                }
            });

            awaitLooks(3);

            assertThat(log.count("A look at the open blocks failed")).isGreaterThanOrEqualTo(2);
            assertThat(watchers.stream().distinct()).hasSize(1);
        }
    }

    @Test
    void afterItsStopThereIsNoThread() {
        Admission admission = watched(Duration.ofHours(1));
        Named holder = new Named("holder");
        admission.acquire(holder);
        awaitLooks(1);

        watchdog.stop();

        Await.until("ended", () -> !watchers.get(0).isAlive());
        int seen = looks.get();
        admission.release(holder);
        admission.acquire(new Named("late"));
        watchdog.connectionTaken();
        assertThat(looks).hasValue(seen);
        assertThat(watchers.stream().distinct()).hasSize(1);
    }
}
