package dev.aatomic.runtime.internal.subscription;

import dev.aatomic.runtime.internal.body.BodyFuture;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.spi.DroppedErrors;
import dev.aatomic.runtime.spi.ValueBody;
import dev.aatomic.runtime.spi.ValueObserver;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The block of one subscription to one value, or none. The observer is told once the block has ended.
 *
 * @param <T> the value
 */
public final class ValueBlock<T extends @Nullable Object> extends SubscribedBlock<T> implements Runnable {

    private final ValueBody<T> body;
    private final ValueObserver<? super T> observer;

    private ValueBlock(
            BlockOpener opener, ValueBody<T> body, ValueObserver<? super T> observer, @Nullable Context outer) {
        super(opener, outer);
        this.body = body;
        this.observer = observer;
    }

    /** Opens a block, and tells the observer. */
    public static <T extends @Nullable Object> void open(
            BlockOpener opener, ValueBody<T> body, ValueObserver<? super T> observer, @Nullable Context outer) {
        ValueBlock<T> block = new ValueBlock<>(opener, body, observer, outer);
        observer.onSubscribe(block);
        block.open();
    }

    @Override
    public Object written() {
        return body.written();
    }

    @Override
    public boolean mayRunAgain() {
        return true;
    }

    @Override
    BodyFuture<T> newAttempt(Context scope) {
        return new Attempt<>(this, scope);
    }

    @Override
    void subscribe(BodyFuture<T> made) throws Throwable {
        body.start((Attempt<T>) made);
    }

    /** The observer cancels. */
    @Override
    public void run() {
        cancelled();
    }

    @Override
    void end(@Nullable T value, @Nullable Throwable failure) {
        tellEnd(value, failure);
    }

    @Override
    void signalEnd(@Nullable T value, @Nullable Throwable failure) {
        if (stopped() != null) {
            drop(failure);
        } else if (failure == null) {
            observer.onSuccess(value);
        } else {
            observer.onError(failure);
        }
    }

    private void drop(@Nullable Throwable failure) {
        if (failure != null && !(failure instanceof CancellationException)) {
            DroppedErrors.drop(observer, failure);
        }
    }

    /** One run of the body. */
    private static final class Attempt<T extends @Nullable Object> extends BodyFuture<T> implements ValueObserver<T> {

        private final ValueBlock<T> block;

        // Guarded by this:
        private @Nullable Runnable upstream;
        private boolean isStopped;

        Attempt(ValueBlock<T> block, Context scope) {
            super(scope);
            this.block = block;
        }

        @Override
        public void onSubscribe(Runnable cancellation) {
            synchronized (this) {
                if (!isStopped) {
                    upstream = cancellation;
                    return;
                }
            }
            inScope(cancellation);
        }

        @Override
        protected void cancelUpstream() {
            Runnable cancellation;
            synchronized (this) {
                isStopped = true;
                cancellation = upstream;
                upstream = null;
            }
            if (cancellation != null) {
                cancellation.run();
            }
        }

        @Override
        public void onSuccess(T value) {
            succeed(value);
        }

        @Override
        public void onError(Throwable failure) {
            if (!fail(failure)) {
                DroppedErrors.drop(block.observer, failure);
            }
        }
    }
}
