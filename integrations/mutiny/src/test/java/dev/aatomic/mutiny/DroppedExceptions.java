package dev.aatomic.mutiny;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes what Mutiny drops, while a test runs. */
final class DroppedExceptions implements AutoCloseable {

    final Collection<Throwable> taken = new ConcurrentLinkedQueue<>();

    DroppedExceptions() {
        Infrastructure.setDroppedExceptionHandler(taken::add);
    }

    @Override
    public void close() {
        Infrastructure.resetDroppedExceptionHandler();
    }
}
