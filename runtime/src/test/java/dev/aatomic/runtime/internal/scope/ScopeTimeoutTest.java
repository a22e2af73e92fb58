package dev.aatomic.runtime.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G8: what will happen at a block's deadline does not once it is stopped. */
@Tag("G8")
final class ScopeTimeoutTest {

    @Test
    void lastThatWasStartedIsStopped() {
        ScopeTimeout timeout = new ScopeTimeout(7L);
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();

        timeout.stop();
        timeout.start(first);
        timeout.start(second);
        timeout.stop();

        assertThat(timeout.deadline).isEqualTo(7L);
        assertThat(first).isNotDone();
        assertThat(second).isCancelled();
    }
}
