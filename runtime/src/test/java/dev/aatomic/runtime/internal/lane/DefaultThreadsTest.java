package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.common.VirtualThreads;
import dev.aatomic.testing.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which threads there are where the user gives none. */
@Tag("rooms")
final class DefaultThreadsTest {

    private final AtomicBoolean areServers = new AtomicBoolean();
    private final DefaultThreads threads = new DefaultThreads(2, areServers::get);

    @AfterEach
    void end() {
        threads.shutdown();
    }

    @Test
    void poolServesUntilTheDatabasesAreKnownToBeServers() {
        assertThat(runsOnVirtualThread()).isFalse();
        assertThat(threads.hasOneForEachTask()).isFalse();

        areServers.set(true);

        assertThat(runsOnVirtualThread()).isEqualTo(VirtualThreads.areUsable());
        assertThat(threads.hasOneForEachTask()).isEqualTo(VirtualThreads.areUsable());
    }

    private boolean runsOnVirtualThread() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        threads.execute(() -> answer.complete(VirtualThreads.isCurrent()));
        return Await.value(answer);
    }
}
