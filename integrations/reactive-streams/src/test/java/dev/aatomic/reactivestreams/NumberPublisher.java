package dev.aatomic.reactivestreams;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Emits the numbers from 1 on, on the thread that asks.
 *
 * @param last the last number
 * @param failure what comes after it; null for completion
 */
record NumberPublisher(long last, @Nullable Throwable failure) implements Publisher<Integer> {

    @Override
    public void subscribe(Subscriber<? super Integer> subscriber) {
        subscriber.onSubscribe(new Numbers(subscriber));
        if (last == 0) {
            end(subscriber);
        }
    }

    private void end(Subscriber<? super Integer> subscriber) {
        if (failure == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(failure);
        }
    }

    /** Guarded by this, but for the calls of the subscriber. */
    private final class Numbers implements Subscription {

        private final Subscriber<? super Integer> subscriber;
        private long requested;
        private boolean isEmitting;
        private boolean isOver;
        private int next = 1;

        Numbers(Subscriber<? super Integer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            synchronized (this) {
                requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
                if (isEmitting) {
                    return;
                }
                isEmitting = true;
            }
            while (takesOne()) {
                int number = next++;
                subscriber.onNext(number);
                if (number == last) {
                    cancel();
                    end(subscriber);
                }
            }
        }

        private synchronized boolean takesOne() {
            boolean takes = !isOver && requested > 0;
            if (takes) {
                requested--;
            } else {
                isEmitting = false;
            }
            return takes;
        }

        @Override
        public synchronized void cancel() {
            isOver = true;
        }
    }
}
