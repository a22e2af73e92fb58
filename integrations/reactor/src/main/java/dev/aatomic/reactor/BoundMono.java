package dev.aatomic.reactor;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/**
 * A Mono in the block in which it is subscribed to.
 *
 * @param <T> what it emits
 */
final class BoundMono<T> extends MonoOperator<T, T> {

    private BoundMono(Mono<T> source) {
        super(source);
    }

    static <T> Mono<T> of(Mono<T> source) {
        return onAssembly(new BoundMono<>(source));
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
