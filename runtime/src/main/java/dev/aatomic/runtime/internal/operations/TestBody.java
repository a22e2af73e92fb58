package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The body of a test's block, which is open until the test ends. */
final class TestBody implements CheckedSupplier<CompletableFuture<@Nullable Object>, RuntimeException>, Body.Foreign {

    private final String name;

    /** Completed when the block has its connection. */
    final ScopeFuture<@Nullable Void> opened;

    private final CompletableFuture<@Nullable Object> over = new CompletableFuture<>();

    TestBody(String name, Dispatcher dispatcher) {
        this.opened = new ScopeFuture<>(dispatcher);
        this.name = name;
    }

    @Override
    public String origin() {
        return name;
    }

    @Override
    public CompletableFuture<@Nullable Object> get() {
        opened.settle(null, null);
        return over;
    }
}
