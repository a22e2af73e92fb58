package dev.aatomic.runtime.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G15: what close() waits for, and gives up. */
@Tag("G15")
final class UnfinishedTest {

    private final Unfinished unfinished = new Unfinished();
    private final List<String> log = new CopyOnWriteArrayList<>();

    /** Something that is not over. */
    private final class Running implements Abortable {

        @Override
        public boolean abort(Throwable reason) {
            log.add("aborted: " + reason.getMessage());
            return true;
        }

        @Override
        public boolean giveUp(Throwable reason) {
            log.add("given up: " + reason.getMessage());
            return true;
        }

        @Override
        public String place() {
            return "'running'";
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    private static long in(Duration duration) {
        return System.nanoTime() + duration.toNanos();
    }

    @Test
    void nobodyWaitsForNothing() {
        assertThat(unfinished.isEmpty()).isTrue();
        assertThat(unfinished.awaitNone(in(Duration.ofSeconds(-1)))).isTrue();
    }

    @Test
    void waitEndsWithTheLast() {
        Running first = new Running();
        Running second = new Running();
        unfinished.add(first);
        unfinished.add(second);
        AtomicReference<Thread> waiting = new AtomicReference<>();
        CompletableFuture<Boolean> waits = CompletableFuture.supplyAsync(() -> {
            waiting.set(Thread.currentThread());
            return unfinished.awaitNone(in(Duration.ofMinutes(1)));
        });
        Await.until("it waits", () -> waiting.get() != null && waiting.get().getState() == Thread.State.TIMED_WAITING);

        unfinished.remove(first);
        assertThat(unfinished.isEmpty()).isFalse();
        unfinished.remove(second);

        assertThat(Await.value(waits)).isTrue();
        assertThat(unfinished.isEmpty()).isTrue();
    }

    @Test
    void waitHasALimit() {
        unfinished.add(new Running());

        assertThat(unfinished.awaitNone(in(Duration.ofMillis(-1)))).isFalse();
        assertThat(unfinished.awaitNone(in(Duration.ofMillis(5)))).isFalse();
    }

    @Test
    void threadThatIsInterruptedWaitsNoLonger() {
        unfinished.add(new Running());
        Thread.currentThread().interrupt();

        assertThat(unfinished.awaitNone(in(Duration.ofMinutes(1)))).isFalse();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void allAreGivenUpFromWhereTheyWereOpened() {
        unfinished.add(new Running());

        unfinished.abortAll(place -> new IllegalStateException("aborts " + place));
        unfinished.giveUpAll(place -> new IllegalStateException("gives up " + place));

        assertThat(log).containsExactly("aborted: aborts 'running'", "given up: gives up 'running'");
    }
}
