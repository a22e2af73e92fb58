package dev.aatomic.reactor;

import dev.aatomic.runtime.spi.DroppedErrors;
import dev.aatomic.runtime.spi.ValueObserver;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * Tells a subscriber of the end of its block.
 *
 * @param <T> the value
 */
final class MonoBlockObserver<T> extends PendingValue<T> implements ValueObserver<@Nullable T>, DroppedErrors {

    private @Nullable Runnable cancellation;

    MonoBlockObserver(CoreSubscriber<? super T> actual, @Nullable Object scope) {
        super(actual, scope);
    }

    @Override
    public void onSubscribe(Runnable cancels) {
        cancellation = cancels;
        actual.onSubscribe(this);
    }

    @Override
    void cancelSource() {
        if (cancellation != null) {
            cancellation.run();
        }
    }

    @Override
    public void onSuccess(@Nullable T value) {
        emit(value);
    }

    @Override
    public void onError(Throwable failure) {
        if (!fail(failure)) {
            onErrorDropped(failure);
        }
    }

    @Override
    public void onErrorDropped(Throwable error) {
        Operators.onErrorDropped(error, actual.currentContext());
    }
}
