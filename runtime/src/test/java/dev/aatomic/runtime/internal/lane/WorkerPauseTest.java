package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G18: a worker that waits lets another do what it waits for, if there is another to be had. */
@Tag("G18")
final class WorkerPauseTest {

    /** One worker, and no other in its place. */
    private final ForkJoinPool full = new ForkJoinPool(
            1, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, false, 1, 1, 1, null, 1, TimeUnit.SECONDS);

    @AfterEach
    void shutDown() {
        full.shutdownNow();
    }

    @Test
    void workerOfAPoolThatIsFullPausesAllTheSame() {
        Duration paused = Await.value(full.submit(() -> {
            long start = System.nanoTime();
            WorkerPause.park(this, Duration.ofMinutes(1).toNanos());
            return Duration.ofNanos(System.nanoTime() - start);
        }));

        assertThat(paused).isBetween(Duration.ofMillis(5), Duration.ofSeconds(30));
    }
}
