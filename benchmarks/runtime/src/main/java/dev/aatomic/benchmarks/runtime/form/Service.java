package dev.aatomic.benchmarks.runtime.form;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Answers 50 ms after it was asked, and asks nothing of this machine meanwhile. Safe for use by many threads. */
public final class Service implements AutoCloseable {

    private static final long MILLIS = 50;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "service");
        thread.setDaemon(true);
        return thread;
    });

    /** A service. */
    public Service() {}

    /** Asks it for the id that it is given. */
    CompletableFuture<Integer> ask(int id) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        timer.schedule(() -> answer.complete(id), MILLIS, TimeUnit.MILLISECONDS);
        return answer;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
