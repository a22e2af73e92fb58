package dev.aatomic.reactor;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionOperations;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Submits a step for each subscription.
 *
 * @param <T> what the step returns
 */
final class StepMono<T> extends Mono<T> {

    private final TransactionOperations operations;
    private final ConnectionFunction<? extends @Nullable T> step;

    private StepMono(TransactionOperations operations, ConnectionFunction<? extends @Nullable T> step) {
        this.operations = operations;
        this.step = step;
    }

    static <T> Mono<T> of(TransactionOperations operations, ConnectionFunction<? extends @Nullable T> step) {
        return onAssembly(new StepMono<T>(operations, step));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        Object scope = SubscriberScope.of(actual.currentContext());
        StepSubscription<T> subscription = new StepSubscription<>(actual, scope);
        SubscriberScope.run(scope, () -> {
            actual.onSubscribe(subscription);
            subscription.start(operations, step);
        });
    }
}
