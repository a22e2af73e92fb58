package dev.aatomic.micronaut;

import dev.aatomic.runtime.spi.CurrentScope;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.instrument.InstrumentedExecutorService;
import io.micronaut.scheduling.instrument.InstrumentedScheduledExecutorService;
import jakarta.inject.Singleton;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Has what code of a block gives to the executor {@code io} run in the block. There Micronaut Data runs what repositories do whose methods
 * return stages and publishers, which would else commit by itself.
 */
@Singleton
final class BlockExecutors implements BeanCreatedEventListener<ExecutorService> {

    @Override
    public ExecutorService onCreated(BeanCreatedEvent<ExecutorService> event) {
        ExecutorService executor = event.getBean();
        if (!TaskExecutors.IO.equals(event.getBeanIdentifier().getName())) {
            return executor;
        }
        return executor instanceof ScheduledExecutorService scheduled
                ? new ScopedScheduledExecutorService(scheduled)
                : new ScopedExecutorService(executor);
    }

    private static Runnable scoped(Runnable task) {
        CurrentScope current = CurrentScope.ofThread();
        Object scope = current.get();
        return scope == null ? task : () -> current.run(scope, task);
    }

    private static <T> Callable<T> scoped(Callable<T> task) {
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

    private record ScopedExecutorService(ExecutorService target) implements InstrumentedExecutorService {

        @Override
        public ExecutorService getTarget() {
            return target;
        }

        @Override
        public Runnable instrument(Runnable task) {
            return scoped(task);
        }

        @Override
        public <T> Callable<T> instrument(Callable<T> task) {
            return scoped(task);
        }
    }

    private record ScopedScheduledExecutorService(ScheduledExecutorService target)
            implements InstrumentedScheduledExecutorService {

        @Override
        public ScheduledExecutorService getTarget() {
            return target;
        }

        @Override
        public Runnable instrument(Runnable task) {
            return scoped(task);
        }

        @Override
        public <T> Callable<T> instrument(Callable<T> task) {
            return scoped(task);
        }
    }
}
