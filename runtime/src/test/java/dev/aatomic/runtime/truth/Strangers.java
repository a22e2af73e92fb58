package dev.aatomic.runtime.truth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Threads that are not the library's and know of no block: callers, event loops. */
final class Strangers implements AutoCloseable {

    private static final long ATTACHES_WITHIN = TimeUnit.MILLISECONDS.toNanos(5);

    private final AtomicInteger busy = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "stranger");
        thread.setDaemon(true);
        return thread;
    });

    void execute(Runnable task) {
        busy.incrementAndGet();
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                busy.decrementAndGet();
            }
        });
    }

    /** Runs a task after so many spins, or sooner when there is no need to wait. */
    void execute(int spins, BooleanSupplier soon, Runnable task) {
        execute(() -> {
            for (int i = 0; i < spins && !soon.getAsBoolean(); i++) {
                Thread.onSpinWait();
            }
            task.run();
        });
    }

    /** A stage that a stranger completes, mostly once something is attached to it. */
    CompletableFuture<Object> later(Object value) {
        CompletableFuture<Object> stage = new CompletableFuture<>();
        execute(() -> {
            long end = System.nanoTime() + ATTACHES_WITHIN;
            while (stage.getNumberOfDependents() == 0 && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(20_000);
            }
            stage.complete(value);
        });
        return stage;
    }

    /** A stage that a stranger completes as another one was. */
    CompletableFuture<Object> relay(CompletionStage<Object> stage) {
        CompletableFuture<Object> relayed = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> execute(() -> {
            if (failure == null) {
                relayed.complete(value);
            } else {
                relayed.completeExceptionally(failure);
            }
        }));
        return relayed;
    }

    boolean areIdle() {
        return busy.get() == 0;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
