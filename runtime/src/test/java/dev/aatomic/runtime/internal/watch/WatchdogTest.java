package dev.aatomic.runtime.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever holds a connection is looked after, and whoever waits too long for one is told. */
@Tag("rooms")
final class WatchdogTest {

    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);
    private final ManagedDatabase database = new ManagedDatabase("orders", new NoDriver(), 1, Integer.MAX_VALUE);
    private final List<String> expired = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final List<Thread> watchers = new CopyOnWriteArrayList<>();
    private Watchdog watchdog;
    private volatile long lastHeld;

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

    // ---- how often

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void looksLeaveTheProcessorToOthers(boolean wasAsked) {
        watched(Duration.ofHours(1)).acquire(new Named("holder"));
        awaitLooks(1);
        if (wasAsked) {
            watchdog.lookSoon();
            awaitLooks(3);
        }
        long begin = System.nanoTime();

        awaitLooks(10);

        assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(45));
    }

    /** At their usual pace these would take four seconds, and two if only every other one came early. */
    @Test
    void lookThatIsAskedForComesAtOnceAndOneMoreSoon() {
        watched(Duration.ofHours(1)).acquire(new Named("holder") {
            @Override
            public void seenHolding(long now) {
                super.seenHolding(now);
                watchdog.lookSoon();
            }
        });
        awaitLooks(1);
        long begin = System.nanoTime();

        awaitLooks(400);

        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.MILLISECONDS.toNanos(1_600));
    }

    // ---- the end of its thread

    /** Waits while nobody may have a connection: the end of that tells of a look. */
    private final class Waiting extends Named {

        private final Runnable looked;

        Waiting(Runnable looked) {
            super("waiting");
            this.looked = looked;
        }

        @Override
        public void expire(String why) {
            super.expire(why);
            watchers.add(Thread.currentThread());
            looked.run();
            database.admission.acquire(new Waiting(looked));
        }
    }

    /** Has the thread look at nothing but what this does. */
    private void atEachLook(Runnable looked) {
        Admission admission = watched(Duration.ofNanos(1));
        Named holder = new Named("holder") {
            @Override
            public void seenHolding(long now) {
                super.seenHolding(now);
                lastHeld = now;
            }
        };
        admission.acquire(holder);
        awaitLooks(1);
        admission.pause();
        admission.release(holder);
        admission.acquire(new Waiting(looked));
    }

    @Test
    void threadThatHasNothingToSeeStaysForAWhile() {
        atEachLook(() -> {});

        Await.until("looked", () -> expired.size() >= 5);

        assertThat(watchers.stream().distinct()).hasSize(1);
    }

    /** In the look after which the thread is to end, and perhaps another in the one with which it makes sure. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoComesAsTheThreadEndsIsLookedAtByOneThread(boolean anotherComes) {
        Named another = new Named("another");
        AtomicBoolean comes = new AtomicBoolean(anotherComes);
        Named late = new Named("late") {
            @Override
            public void seenHolding(long now) {
                super.seenHolding(now);
                if (comes.getAndSet(false)) {
                    database.admission.admitGuest(another);
                }
            }
        };
        AtomicBoolean isLate = new AtomicBoolean();
        atEachLook(() -> {
            boolean ends = System.nanoTime() - lastHeld > TimeUnit.SECONDS.toNanos(1);
            if (ends && !isLate.getAndSet(true)) {
                database.admission.admitGuest(late);
            }
        });

        Await.until("it ends", isLate::get);
        awaitLooks(40);

        assertThat(watchers.stream().distinct().filter(Thread::isAlive)).hasSize(1);
    }
}
