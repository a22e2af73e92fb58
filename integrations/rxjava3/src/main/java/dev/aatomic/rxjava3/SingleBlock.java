package dev.aatomic.rxjava3;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import dev.aatomic.runtime.spi.ValueBody;
import dev.aatomic.runtime.spi.ValueObserver;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens a block for each subscription.
 *
 * @param <T> the value
 */
final class SingleBlock<T> extends Single<T> implements ValueBody<@Nullable T> {

    private final SubscribedBlocks blocks;
    private final CheckedSupplier<? extends Single<? extends T>, ?> body;

    SingleBlock(SubscribedBlocks blocks, CheckedSupplier<? extends Single<? extends T>, ?> body) {
        this.blocks = blocks;
        this.body = Objects.requireNonNull(body, "body");
    }

    @Override
    protected void subscribeActual(SingleObserver<? super T> observer) {
        blocks.openValue(this, new Told<>(observer), CurrentScope.ofThread().get());
    }

    @Override
    public void start(ValueObserver<? super @Nullable T> block) throws Throwable {
        SubscribedBlocks.requireReturned(body.get(), "Single").subscribe(new BodyObserver<T>(block));
    }

    @Override
    public Object written() {
        return body;
    }

    private static final class Told<T> extends BlockObserver<T> {

        private final SingleObserver<? super T> observer;

        Told(SingleObserver<? super T> observer) {
            this.observer = observer;
        }

        @Override
        void tellSubscribed() {
            observer.onSubscribe(this);
        }

        @Override
        void tellValue(@Nullable T value) {
            observer.onSuccess(Objects.requireNonNull(value, "A Single has a value"));
        }

        @Override
        void tellError(Throwable failure) {
            observer.onError(failure);
        }
    }
}
