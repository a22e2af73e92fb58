package dev.aatomic.reactor;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * The subscription to one value, which is kept until it is asked for. What it tells, it tells in the subscriber's scope where the value was
 * kept; else its caller sees to that.
 *
 * @param <T> the value
 */
abstract class PendingValue<T> implements Subscription {

    private static final int NOTHING = 0;
    private static final int REQUESTED = 1;
    private static final int KEPT = 2;
    private static final int OVER = 3;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<PendingValue> STATE =
            AtomicIntegerFieldUpdater.newUpdater(PendingValue.class, "state");

    final CoreSubscriber<? super T> actual;
    private final @Nullable Object scope;

    private volatile int state;

    /** Written before {@link #KEPT}. */
    private @Nullable T kept;

    PendingValue(CoreSubscriber<? super T> actual, @Nullable Object scope) {
        this.actual = actual;
        this.scope = scope;
    }

    /** Cancels what is to bring the value; may be called more than once, and when that is over. */
    abstract void cancelSource();

    final void emit(@Nullable T value) {
        if (value == null) {
            if (end()) {
                actual.onComplete();
            }
            return;
        }
        if (state == NOTHING) {
            kept = value;
            if (STATE.compareAndSet(this, NOTHING, KEPT)) {
                return;
            }
            kept = null;
        }
        if (STATE.compareAndSet(this, REQUESTED, OVER)) {
            actual.onNext(value);
            actual.onComplete();
        }
    }

    /** Returns false if nobody wants to be told any more. */
    final boolean fail(Throwable failure) {
        boolean ended = end();
        if (ended) {
            actual.onError(failure);
        }
        return ended;
    }

    private boolean end() {
        return STATE.getAndSet(this, OVER) != OVER;
    }

    @Override
    public final void request(long count) {
        if (count <= 0) {
            if (end()) {
                cancelSource();
                actual.onError(
                        new IllegalArgumentException(
                                "request: found " + count
                                        + "; expected a positive number (rule 3.9 of Reactive Streams). The subscription is cancelled"));
            }
            return;
        }
        if (STATE.compareAndSet(this, NOTHING, REQUESTED)) {
            return;
        }
        if (STATE.compareAndSet(this, KEPT, OVER)) {
            T value = kept;
            kept = null;
            SubscriberScope.run(scope, () -> {
                if (value != null) {
                    actual.onNext(value);
                }
                actual.onComplete();
            });
        }
    }

    @Override
    public final void cancel() {
        if (end()) {
            kept = null;
            cancelSource();
        }
    }
}
