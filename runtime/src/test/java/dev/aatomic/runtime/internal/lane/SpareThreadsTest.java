package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.LogCapture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The user's code has as many places as there are connections and a handful; what owns a connection needs none. */
@Tag("rooms")
final class SpareThreadsTest {

    private static final int PLACES = 1 + SpareThreads.HANDFUL;

    /** Threads that have been started, as far as anybody can tell: a test runs them when it likes. */
    private final ArrayDeque<Runnable> started = new ArrayDeque<>();

    private final List<Integer> ran = new ArrayList<>();
    private boolean hasThreads = true;

    private final SpareThreads threads = new SpareThreads(1, task -> new Thread(task) {
        @Override
        public void start() {
            if (!hasThreads) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            started.add(task);
        }
    });

    @AfterEach
    void shutdown() {
        threads.shutdown();
    }

    private void inTurn(int count) {
        IntStream.range(0, count).forEach(number -> threads.runInTurn(() -> ran.add(number)));
    }

    @Test
    void usersCodeHasAHandfulOfPlacesBesideOneAConnection() {
        inTurn(PLACES + 5);

        assertThat(started).hasSize(PLACES);
        assertThat(ran).isEmpty();
    }

    @Test
    void whatOwnsAConnectionNeedsNoPlace() {
        inTurn(PLACES + 5);

        threads.run(() -> ran.add(-1));

        assertThat(started).hasSize(PLACES + 1);
    }

    @Test
    void whoLeavesItsPlaceLetsTheNextBegin() {
        inTurn(PLACES + 1);

        threads.leavePlace();

        assertThat(started).hasSize(PLACES + 1);
        threads.retakePlace();
        // One too many now has work, and there is no place for another.
        inTurn(1);
        threads.leavePlace();
        assertThat(started).hasSize(PLACES + 1);
        threads.leavePlace();
        assertThat(started).hasSize(PLACES + 2);
    }

    @Test
    void withoutAThreadItIsSaidAndTriedAgain() {
        hasThreads = false;
        try (LogCapture log = new LogCapture()) {
            inTurn(PLACES);
            threads.run(() -> ran.add(-1));

            assertThat(started).isEmpty();
            assertThat(log.count("There is no thread to be had")).isEqualTo(PLACES + 1);
        }

        hasThreads = true;
        threads.tryAgain();
        assertThat(started).hasSize(1);
        // Nobody has a place but those that have a thread.
        inTurn(PLACES + 1);
        assertThat(started).hasSize(PLACES);
    }
}
