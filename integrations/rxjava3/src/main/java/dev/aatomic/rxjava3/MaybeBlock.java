package dev.aatomic.rxjava3;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import dev.aatomic.runtime.spi.ValueBody;
import dev.aatomic.runtime.spi.ValueObserver;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens a block for each subscription.
 *
 * @param <T> the value
 */
final class MaybeBlock<T> extends Maybe<T> implements ValueBody<@Nullable T> {

    private final SubscribedBlocks blocks;
    private final CheckedSupplier<? extends Maybe<? extends T>, ?> body;

    MaybeBlock(SubscribedBlocks blocks, CheckedSupplier<? extends Maybe<? extends T>, ?> body) {
        this.blocks = blocks;
        this.body = Objects.requireNonNull(body, "body");
    }

    @Override
    protected void subscribeActual(MaybeObserver<? super T> observer) {
        blocks.openValue(this, new Told<>(observer), CurrentScope.ofThread().get());
    }

    @Override
    public void start(ValueObserver<? super @Nullable T> block) throws Throwable {
        SubscribedBlocks.requireReturned(body.get(), "Maybe").subscribe(new BodyObserver<T>(block));
    }

    @Override
    public Object written() {
        return body;
    }

    private static final class Told<T> extends BlockObserver<T> {

        private final MaybeObserver<? super T> observer;

        Told(MaybeObserver<? super T> observer) {
            this.observer = observer;
        }

        @Override
        void tellSubscribed() {
            observer.onSubscribe(this);
        }

        @Override
        void tellValue(@Nullable T value) {
            if (value == null) {
                observer.onComplete();
            } else {
                observer.onSuccess(value);
            }
        }

        @Override
        void tellError(Throwable failure) {
            observer.onError(failure);
        }
    }
}
