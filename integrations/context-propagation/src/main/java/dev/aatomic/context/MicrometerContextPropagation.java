package dev.aatomic.context;

import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.runtime.spi.ContextPropagation;
import dev.aatomic.runtime.spi.CurrentScope;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;

/**
 * Registers the current scope with Micrometer's global registry, so that context snapshots carry it, and carries by snapshots what
 * else is registered there to where the code of blocks runs.
 */
public final class MicrometerContextPropagation implements ContextPropagation {

    /** For the service loader. */
    public MicrometerContextPropagation() {}

    @Override
    public void register(CurrentScope current) {
        // The registry replaces an accessor of the same key, so building twice changes nothing.
        ContextRegistry.getInstance().registerThreadLocalAccessor(new ScopeAccessor(current));
    }

    @Override
    public ContextCapture capture() {
        ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();
        return task -> snapshots.captureAll().wrap(task);
    }
}
