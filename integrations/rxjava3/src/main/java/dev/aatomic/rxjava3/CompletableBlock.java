package dev.aatomic.rxjava3;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import dev.aatomic.runtime.spi.ValueBody;
import dev.aatomic.runtime.spi.ValueObserver;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableObserver;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens a block for each subscription. */
final class CompletableBlock extends Completable implements ValueBody<@Nullable Void> {

    private final SubscribedBlocks blocks;
    private final CheckedSupplier<? extends Completable, ?> body;

    CompletableBlock(SubscribedBlocks blocks, CheckedSupplier<? extends Completable, ?> body) {
        this.blocks = blocks;
        this.body = Objects.requireNonNull(body, "body");
    }

    @Override
    protected void subscribeActual(CompletableObserver observer) {
        blocks.openValue(this, new Told(observer), CurrentScope.ofThread().get());
    }

    @Override
    public void start(ValueObserver<? super @Nullable Void> block) throws Throwable {
        SubscribedBlocks.requireReturned(body.get(), "Completable").subscribe(new BodyObserver<Void>(block));
    }

    @Override
    public Object written() {
        return body;
    }

    private static final class Told extends BlockObserver<Void> {

        private final CompletableObserver observer;

        Told(CompletableObserver observer) {
            this.observer = observer;
        }

        @Override
        void tellSubscribed() {
            observer.onSubscribe(this);
        }

        @Override
        void tellValue(@Nullable Void none) {
            observer.onComplete();
        }

        @Override
        void tellError(Throwable failure) {
            observer.onError(failure);
        }
    }
}
