package dev.aatomic.testing.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where a call waits until a test has it answered. Safe for use by several threads. */
public final class Gate {

    /** Open once a call waits here. */
    public final CountDownLatch reached = new CountDownLatch(1);

    /** Open once the caller has given up. */
    public final CountDownLatch cancelled = new CountDownLatch(1);

    /** What the call ends with. */
    public final CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();

    private final String event;
    private final AtomicInteger before;

    Gate(String event, int before) {
        this.event = event;
        this.before = new AtomicInteger(before);
    }

    boolean stops(String told) {
        return event.equals(told) && before.getAndDecrement() <= 0;
    }
}
