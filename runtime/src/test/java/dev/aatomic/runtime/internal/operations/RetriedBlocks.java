package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.lang.reflect.Field;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Blocks with a retry, called 'order', on a database in memory, and how often their bodies have run. */
final class RetriedBlocks {

    /** The longest wait is long, so that one that is too long is noticed. */
    static final RetryPolicy SOON = RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofHours(2));

    static final RetryPolicy LATER = SOON.withBackoff(Duration.ofHours(1), Duration.ofHours(1));

    /** How the caller learns of the end. */
    enum Form {
        FUTURE {
            @Override
            CompletableFuture<Object> open(RetriedBlock block) {
                return block.start();
            }
        },
        WAITING {
            @Override
            CompletableFuture<Object> open(RetriedBlock block) {
                CompletableFuture<Object> end = new CompletableFuture<>();
                Thread caller = new Thread(
                        () -> {
                            try {
                                end.complete(block.runAndWait());
                            } catch (Throwable t) {
                                end.completeExceptionally(t);
                            }
                        },
                        "caller");
                caller.setDaemon(true);
                caller.start();
                return end;
            }
        };

        abstract CompletableFuture<Object> open(RetriedBlock block);
    }

    final RecordingListener listener = new RecordingListener();
    final AtomicInteger runs = new AtomicInteger();

    /** The threads that {@link #fail} was called on, without their numbers. */
    final List<String> threads = new CopyOnWriteArrayList<>();

    /** What {@link #fail} threw. */
    final List<SQLException> failures = new CopyOnWriteArrayList<>();

    final Transactions transactions;
    final Services engine;
    final BlockSettings settings;
    private final ManagedDatabase database;

    RetriedBlocks(MemoryFixtures fixtures, UnaryOperator<Transactions.Builder> options) {
        transactions = fixtures.transactions(2, builder -> options.apply(builder.listener(listener)));
        engine = ((DatabaseOperations) transactions).engine();
        database = engine.databases.named("using", "default");
        settings = BlockSettings.defaults(database).withName("order");
    }

    RetriedBlock block(BlockSettings given, CheckedSupplier<?, ?> body) {
        return new RetriedBlock(engine, given, Body.of(body), null, database, null);
    }

    RetriedBlock staged(RetryPolicy policy, CheckedSupplier<? extends CompletableFuture<?>, ?> body) {
        return new RetriedBlock(engine, settings.withRetry(policy), Body.ofStage(body), null, database, null);
    }

    RetriedBlock failing(RetryPolicy policy) {
        return block(settings.withRetry(policy), this::fail);
    }

    /** Fails with a conflict, another one each time. */
    Object fail() throws SQLException {
        runs.incrementAndGet();
        threads.add(Thread.currentThread().getName().replaceAll("[\\d-]+$", ""));
        SQLException failure = new SQLException("conflict", "40001");
        failures.add(failure);
        throw failure;
    }

    /** Opens a block and waits until it pauses between two attempts. */
    CompletableFuture<Object> pausing(Form form, RetriedBlock block) {
        CompletableFuture<Object> end = form.open(block);
        Await.until("it pauses", () -> pause(block) != null);
        return end;
    }

    /** What is scheduled between two attempts; null if nothing is. */
    static @Nullable Future<?> pause(RetriedBlock block) {
        try {
            Field pause = RetriedBlock.class.getDeclaredField("pause");
            pause.setAccessible(true);
            synchronized (block) {
                return (Future<?>) pause.get(block);
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** The attempts of which the listener was told something. */
    List<Integer> attempts(String what) {
        return listener.told().stream()
                .filter(told -> told.what().equals(what))
                .map(told -> told.event().attempt())
                .toList();
    }

    long retried() {
        return transactions.metrics().database("default").retried();
    }
}
