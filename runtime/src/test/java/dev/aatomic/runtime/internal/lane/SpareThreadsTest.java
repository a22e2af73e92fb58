package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.testing.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G18: whatever is queued is run, and the threads spent on it are bounded. */
@Tag("G18")
final class SpareThreadsTest {

    private static final int PLACES = 1 + SpareThreads.HANDFUL;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private volatile boolean noThread;

    private final SpareThreads spare = new SpareThreads(1, task -> {
        if (noThread) {
            throw new OutOfMemoryError("no thread");
        }
        return Dispatcher.daemonThreads("spare-").newThread(task);
    });

    private CountDownLatch takeAllPlaces() {
        CountDownLatch goesOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(PLACES);
        for (int i = 0; i < PLACES; i++) {
            spare.runInTurn(() -> {
                begun.countDown();
                Await.latch(goesOn);
            });
        }
        Await.latch(begun);
        return goesOn;
    }

    @Test
    void whatOwnsAConnectionFindsAThreadWhateverElseRuns() {
        CountDownLatch goesOn = takeAllPlaces();
        CompletableFuture<Thread> ran = new CompletableFuture<>();

        spare.run(() -> ran.complete(Thread.currentThread()));

        assertThat(Await.value(ran)).isNotSameAs(Thread.currentThread());
        goesOn.countDown();
    }

    @Test
    void usersCodeTakesTurnsOnAsManyThreadsAsThereArePlaces() {
        CountDownLatch goesOn = takeAllPlaces();
        spare.runInTurn(() -> log.add("first"));
        spare.runInTurn(() -> log.add("second"));
        CompletableFuture<Void> sign = new CompletableFuture<>();
        spare.run(() -> sign.complete(null));
        Await.value(sign);
        assertThat(log).isEmpty();

        goesOn.countDown();

        Await.until("both have run", () -> log.size() == 2);
        assertThat(log).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void threadThatWaitsLetsTheNextHaveItsTurn() {
        CountDownLatch goesOn = takeAllPlaces();
        spare.runInTurn(() -> log.add("next"));

        spare.leavePlace();

        Await.until("it has run", () -> log.contains("next"));
        spare.retakePlace();
        spare.runInTurn(() -> log.add("after"));
        assertThat(log).containsExactly("next");
        goesOn.countDown();
        Await.until("it has run", () -> log.contains("after"));
    }

    /** Of two that go on where there is one place, the first that is through takes no further turn. */
    @Test
    void oneTooManyTakesNoOtherTurn() {
        CountDownLatch goesOn = takeAllPlaces();
        CountDownLatch extraGoesOn = new CountDownLatch(1);
        CountDownLatch extraBegun = new CountDownLatch(1);
        spare.leavePlace();
        spare.runInTurn(() -> {
            extraBegun.countDown();
            Await.latch(extraGoesOn);
            log.add("extra on " + Thread.currentThread().getName());
        });
        Await.latch(extraBegun);
        spare.retakePlace();
        spare.runInTurn(() -> log.add("next"));

        extraGoesOn.countDown();
        Await.until("the extra one is through", () -> log.size() == 1);
        CompletableFuture<Void> sign = new CompletableFuture<>();
        spare.run(() -> sign.complete(null));
        Await.value(sign);
        assertThat(log).hasSize(1);

        goesOn.countDown();
        Await.until("the next has its turn", () -> log.contains("next"));
    }

    @Test
    void placeIsKnownWhileItIsTaken() {
        CompletableFuture<Boolean> inTurn = new CompletableFuture<>();
        CompletableFuture<Boolean> atOnce = new CompletableFuture<>();

        spare.runInTurn(() -> inTurn.complete(ThreadState.current().place == spare));
        assertThat(Await.value(inTurn)).isTrue();
        spare.run(() -> atOnce.complete(ThreadState.current().place == null));
        assertThat(Await.value(atOnce)).isTrue();
    }

    @Test
    void flagThatOneLeftBehindIsNoneOfTheNextOnes() {
        CountDownLatch goesOn = takeAllPlaces();
        spare.runInTurn(() -> Thread.currentThread().interrupt());
        spare.runInTurn(() -> Thread.currentThread().interrupt());
        for (int i = 0; i < PLACES; i++) {
            spare.runInTurn(
                    () -> log.add("interrupted: " + Thread.currentThread().isInterrupted()));
        }

        goesOn.countDown();

        Await.until("all have run", () -> log.size() == PLACES);
        assertThat(log).containsOnly("interrupted: false");
    }

    @Test
    void taskThatFailsIsLoggedAndTheNextRuns() {
        CountDownLatch goesOn = takeAllPlaces();
        try (LogCapture logged = new LogCapture()) {
            spare.runInTurn(() -> {
                throw new IllegalStateException("defect");
            });
            for (int i = 0; i < PLACES; i++) {
                spare.runInTurn(() -> log.add("next"));
            }
            goesOn.countDown();

            Await.until("all have run", () -> log.size() == PLACES);
            Await.until("it is logged", () -> logged.count("A task on a thread of the transactions failed") == 1);
        }
    }

    // ---- no thread to be had

    @Test
    void whatFindsNoThreadRunsAsSoonAsThereIsOne() {
        noThread = true;
        try (LogCapture logged = new LogCapture()) {
            spare.run(() -> log.add("ran"));
            assertThat(logged.count("There is no thread to be had")).isEqualTo(1);
            spare.runInTurn(() -> log.add("user's"));
            assertThat(logged.count("There is no thread to be had")).isEqualTo(2);
        }
        assertThat(log).isEmpty();

        noThread = false;
        spare.tryAgain();

        Await.until("both have run", () -> log.size() == 2);
        assertThat(log).containsExactly("ran", "user's");
    }

    @Test
    void placesAreFreeAgainWhereThereWasNoThread() {
        noThread = true;
        try (LogCapture logged = new LogCapture()) {
            for (int i = 0; i < 2 * PLACES; i++) {
                spare.runInTurn(() -> log.add("ran"));
            }
            assertThat(logged.count("There is no thread to be had")).isEqualTo(2 * PLACES);
        }

        noThread = false;
        spare.tryAgain();

        Await.until("all have run", () -> log.size() == 2 * PLACES);
    }

    // ---- after the shutdown

    @Test
    void whatIsLeftAfterTheShutdownIsDoneAllTheSame() {
        spare.shutdown();
        CompletableFuture<String> ran = new CompletableFuture<>();

        spare.run(() -> ran.complete(Thread.currentThread().getName()));

        assertThat(Await.value(ran)).startsWith("aatomic-late-");
    }

    @Test
    void threadsEndWithTheShutdown() {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        spare.run(() -> ran.complete(Thread.currentThread()));
        Thread thread = Await.value(ran);

        spare.shutdown();

        Await.until("the thread has ended", () -> !thread.isAlive());
    }

    @Test
    void threadsOfOursKeepNoProgramFromItsEnd() {
        ThreadFactory factory = Dispatcher.daemonThreads("ours-");

        Thread first = factory.newThread(() -> {});

        assertThat(first.isDaemon()).isTrue();
        assertThat(first.getName()).isEqualTo("ours-0");
        assertThat(factory.newThread(() -> {}).getName()).isEqualTo("ours-1");
    }
}
