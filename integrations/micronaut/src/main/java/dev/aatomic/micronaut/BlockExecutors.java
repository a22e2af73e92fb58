package dev.aatomic.micronaut;

import dev.aatomic.runtime.spi.CurrentScope;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.instrument.InstrumentedExecutorService;
import jakarta.inject.Singleton;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/**
 * Has what code of a block gives to the executor {@code io} run in the block. There Micronaut Data runs what repositories do whose methods
 * return stages and publishers, which would else commit by itself.
 */
@Singleton
final class BlockExecutors implements BeanCreatedEventListener<ExecutorService> {

    @Override
    public ExecutorService onCreated(BeanCreatedEvent<ExecutorService> event) {
        ExecutorService executor = event.getBean();
        return TaskExecutors.IO.equals(event.getBeanIdentifier().getName())
                ? new ScopedExecutorService(executor)
                : executor;
    }

    private record ScopedExecutorService(ExecutorService target) implements InstrumentedExecutorService {

        @Override
        public ExecutorService getTarget() {
            return target;
        }

        @Override
        public Runnable instrument(Runnable task) {
            CurrentScope current = CurrentScope.ofThread();
            Object scope = current.get();
            return scope == null ? task : () -> current.run(scope, task);
        }

        @Override
        public <T> Callable<T> instrument(Callable<T> task) {
            CurrentScope current = CurrentScope.ofThread();
            Object scope = current.get();
            return scope == null
                    ? task
                    : () -> {
                        Object before = current.get();
                        current.set(scope);
                        try {
                            return task.call();
                        } finally {
                            current.set(before);
                        }
                    };
        }
    }
}
