package dev.aatomic.runtime.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What this library does to threads that are not its own: their flags, and their waiting. */
@Tag("rooms")
final class ThreadsTest {

    @Test
    void flagThatWasSetIsGivenBack() {
        Thread.currentThread().interrupt();

        boolean wasSet = InterruptFlag.putAside();

        assertThat(wasSet).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        InterruptFlag.giveBack(wasSet);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void flagThatWasNotSetIsNotSet() {
        InterruptFlag.giveBack(InterruptFlag.putAside());

        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void everyThreadThatWaitsIsWoken() {
        WaitingThreads waiting = new WaitingThreads();
        CompletableFuture<Boolean> woken = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            long begin = System.nanoTime();
            LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1));
            woken.complete(System.nanoTime() - begin < TimeUnit.MINUTES.toNanos(30));
        });
        waiting.add(Thread.currentThread());
        waiting.add(thread);
        waiting.remove(Thread.currentThread());
        thread.start();

        Await.until("woken", () -> {
            waiting.unparkAll();
            return woken.isDone();
        });

        assertThat(Await.value(woken)).isTrue();
    }

    @Test
    void placeIsThatOfTheNearestFrameWhichIsTheUsers() {
        // This class stands in one of the library's packages, so it is passed over as that is.
        assertThat(Optional.of(1).map(n -> OpeningPlace.here()))
                .hasValueSatisfying(place -> assertThat(place).startsWith("at org.junit."));
    }
}
