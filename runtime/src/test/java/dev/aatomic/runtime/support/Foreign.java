package dev.aatomic.runtime.support;

import dev.aatomic.testing.Await;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads of somebody else's, recognisable by their name: an event loop, an HTTP client. */
public final class Foreign implements Executor, AutoCloseable {

    private static final String PREFIX = "foreign-";

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, PREFIX + "thread");
        thread.setDaemon(true);
        return thread;
    });

    public static boolean isCurrent() {
        return isForeign(Thread.currentThread());
    }

    public static boolean isForeign(Thread thread) {
        return thread.getName().startsWith(PREFIX);
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Runs a task on a foreign thread. */
    public <T> CompletableFuture<T> call(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    /** A stage that a foreign thread completes once somebody has attached something to it: the continuation does hop. */
    public <T> CompletableFuture<T> later(T value) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        threads.execute(() -> {
            Await.until("something attached", () -> stage.getNumberOfDependents() > 0);
            stage.complete(value);
        });
        return stage;
    }

    /** As {@link #later}, failing. */
    public <T> CompletableFuture<T> laterFailing(Throwable failure) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        threads.execute(() -> {
            Await.until("something attached", () -> stage.getNumberOfDependents() > 0);
            stage.completeExceptionally(failure);
        });
        return stage;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
