package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * G18: how long a task waits that an executor does not start. That it may be soon is asked of the soonest of many, since a machine may be
 * slow; that it is not too soon of each.
 */
@Tag("G18")
final class LateTasksTest {

    private static final int TRIES = 50;

    /** What an executor has for the start of a task. */
    private static final Duration USUAL = Duration.ofMillis(50);

    /** From one look to the next. */
    private static final Duration INTERVAL = Duration.ofMillis(10);

    private final SpareThreads spare = new SpareThreads(1);
    private final Dispatcher dispatcher = new Dispatcher(task -> {}, 1, null);
    private final List<LateTasks> opened = new ArrayList<>();

    @AfterEach
    void shutDown() {
        opened.forEach(LateTasks::shutdown);
        spare.shutdown();
        dispatcher.shutdown();
    }

    private LateTasks lateTasks() {
        LateTasks late = new LateTasks(spare);
        opened.add(late);
        return late;
    }

    /** How long a task waits that nobody but the thread that looks after late ones runs. */
    private Duration waitAfter(LateTasks late, Runnable added) {
        CompletableFuture<Long> ran = new CompletableFuture<>();
        HandedOver task = new HandedOver(dispatcher, () -> ran.complete(System.nanoTime()));
        late.add(task);
        added.run();
        return Duration.ofNanos(Await.value(ran) - task.since);
    }

    private Duration wait(LateTasks late) {
        return waitAfter(late, () -> {});
    }

    private static void assertOneIsBelow(Duration limit, Supplier<Duration> measured) {
        Duration soonest = measured.get();
        for (int i = 1; i < TRIES && soonest.compareTo(limit) >= 0; i++) {
            Duration next = measured.get();
            soonest = next.compareTo(soonest) < 0 ? next : soonest;
        }
        assertThat(soonest).isLessThan(limit);
    }

    private static List<Thread> looking() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("aatomic-late-tasks-"))
                .toList();
    }

    @Test
    void executorHasItsTimeWhereNobodyWaits() {
        LateTasks late = lateTasks();

        assertThat(wait(late)).isGreaterThanOrEqualTo(USUAL);
        late.waitBegins();
        late.waitEnds();
        assertThat(wait(late)).as("after a wait").isGreaterThanOrEqualTo(USUAL);
    }

    @Test
    void taskIsLateAtOnceWhileAThreadWaits() {
        LateTasks late = lateTasks();
        late.waitBegins();

        assertOneIsBelow(USUAL, () -> wait(late));
    }

    @Test
    void waitThatEndsLeavesThoseOfOthers() {
        LateTasks late = lateTasks();
        late.waitBegins();
        late.waitBegins();
        late.waitEnds();

        assertOneIsBelow(USUAL, () -> wait(late));
    }

    @Test
    void waitThatBeginsIsNotHeldUpByThePauseBetweenTwoLooks() {
        assertOneIsBelow(INTERVAL, () -> {
            List<Thread> before = looking();
            LateTasks late = lateTasks();
            return waitAfter(late, () -> {
                Await.until(
                        "the next look is put off",
                        () -> looking().stream()
                                .anyMatch(thread ->
                                        !before.contains(thread) && thread.getState() == Thread.State.TIMED_WAITING));
                late.waitBegins();
            });
        });
    }

    @Test
    void taskIsNotHeldUpByThePauseBetweenTwoLooksWhereSomebodyWaits() {
        LateTasks late = lateTasks();
        late.waitBegins();

        assertOneIsBelow(INTERVAL, () -> {
            wait(late);
            return wait(late);
        });
    }

    /** It looks at nothing while there is nothing, for as long as a second. */
    @Test
    void threadThatSleepsIsWokenForTheNextTask() {
        LateTasks late = lateTasks();
        wait(late);

        assertOneIsBelow(Duration.ofMillis(900), () -> wait(late));
    }
}
