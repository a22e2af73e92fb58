package dev.aatomic.reactor;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/**
 * A Flux in the block in which it is subscribed to.
 *
 * @param <T> what it emits
 */
final class BoundFlux<T> extends FluxOperator<T, T> {

    private BoundFlux(Flux<T> source) {
        super(source);
    }

    static <T> Flux<T> of(Flux<T> source) {
        return onAssembly(new BoundFlux<>(source));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        Object scope = SubscriberScope.of(actual.currentContext());
        if (scope == null) {
            source.subscribe(actual);
        } else {
            SubscriberScope.run(scope, () -> source.subscribe(new BoundSubscriber<T>(actual, scope)));
        }
    }
}
