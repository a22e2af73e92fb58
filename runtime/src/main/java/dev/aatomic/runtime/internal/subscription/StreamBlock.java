package dev.aatomic.runtime.internal.subscription;

import dev.aatomic.runtime.internal.body.BodyFuture;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.spi.DroppedErrors;
import dev.aatomic.runtime.spi.StreamBody;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The block of one subscription to a stream. Items pass through as they come, in the scope of the subscriber; completion is told once the
 * block has ended, and so is a failure.
 *
 * <p>{@link #state} counts the calls of {@code onNext} that are under way, one inside the other where an item is asked for inside one, and
 * has {@link #ENDED} from the moment when the block has. The end is told by whoever brings it to {@code ENDED} alone: {@link #end}, or the
 * outermost {@code onNext} that the end came upon.
 *
 * @param <T> the items
 */
public final class StreamBlock<T> extends SubscribedBlock<@Nullable Object> implements Flow.Subscription {

    private static final int ENDED = 1 << 30;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(StreamBlock.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final StreamBody<T> body;

    /** Null once nothing more is to be told: the subscriber is nobody's to keep then. */
    private volatile Flow.@Nullable Subscriber<? super T> subscriber;

    /** Takes the errors that come too late. */
    private final @Nullable DroppedErrors droppedErrors;

    @SuppressWarnings("unused") // by STATE
    private volatile int state;

    /** What the block has failed with; written before {@link #ENDED}. */
    private @Nullable Throwable failure;

    private volatile boolean hasEmitted;

    // Guarded by this:

    /** The run of the body that has something to ask. */
    private @Nullable Attempt<T> subscribed;

    /** What was asked for in all. */
    private long requested;

    private StreamBlock(
            BlockOpener opener, StreamBody<T> body, Flow.Subscriber<? super T> subscriber, @Nullable Context outer) {
        super(opener, outer);
        this.body = body;
        this.subscriber = subscriber;
        this.droppedErrors = subscriber instanceof DroppedErrors dropped ? dropped : null;
    }

    /** Opens a block, and tells the subscriber. */
    public static <T> void open(
            BlockOpener opener, StreamBody<T> body, Flow.Subscriber<? super T> subscriber, @Nullable Context outer) {
        StreamBlock<T> block = new StreamBlock<>(opener, body, subscriber, outer);
        subscriber.onSubscribe(block);
        block.open();
    }

    @Override
    public Object written() {
        return body.written();
    }

    @Override
    public boolean mayRunAgain() {
        return !hasEmitted;
    }

    @Override
    BodyFuture<@Nullable Object> newAttempt(Context scope) {
        synchronized (this) {
            subscribed = null;
        }
        return new Attempt<>(this, scope);
    }

    @Override
    @SuppressWarnings("unchecked")
    void subscribe(BodyFuture<@Nullable Object> made) throws Throwable {
        body.start((Attempt<T>) made);
    }

    // ---- what the subscriber asks for

    @Override
    public void request(long count) {
        if (count <= 0) {
            stop(new IllegalArgumentException("request: found " + count
                    + "; expected a positive number (rule 3.9 of Reactive Streams). The block is rolled back"));
            return;
        }
        Attempt<T> asked;
        synchronized (this) {
            requested = sum(requested, count);
            asked = subscribed;
        }
        if (asked != null) {
            asked.ask(count);
        }
    }

    /** At most all. */
    private static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0L ? Long.MAX_VALUE : sum;
    }

    @Override
    public void cancel() {
        subscriber = null;
        cancelled();
    }

    // ---- what it is told

    private void emit(T item) {
        int before;
        do {
            before = (int) STATE.getVolatile(this);
            if (before >= ENDED) {
                return;
            }
        } while (!STATE.compareAndSet(this, before, before + 1));
        Flow.Subscriber<? super T> to = subscriber;
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = outer;
        try {
            if (to != null) {
                if (!hasEmitted) {
                    hasEmitted = true;
                }
                if (InheritedContext.IS_THERE) {
                    InheritedContext.run(thread, () -> to.onNext(item));
                } else {
                    to.onNext(item);
                }
            }
        } catch (Throwable thrown) {
            // It has broken the rules, by which it has cancelled.
            cancel();
            throw thrown;
        } finally {
            thread.context = previous;
            if ((int) STATE.getAndAdd(this, -1) == ENDED + 1) {
                tellEnd(null, failure);
            }
        }
    }

    @Override
    void end(@Nullable Object ignored, @Nullable Throwable thrown) {
        failure = thrown;
        if ((int) STATE.getAndAdd(this, ENDED) == 0) {
            tellEnd(null, failure);
        }
    }

    @Override
    void signalEnd(@Nullable Object ignored, @Nullable Throwable thrown) {
        Flow.Subscriber<? super T> to = subscriber;
        subscriber = null;
        if (to == null) {
            drop(thrown);
        } else if (thrown == null) {
            to.onComplete();
        } else {
            to.onError(thrown);
        }
    }

    private void drop(@Nullable Throwable late) {
        if (late != null && !(late instanceof CancellationException)) {
            DroppedErrors.drop(droppedErrors, late);
        }
    }

    /** Something that is run once, by whoever comes first. */
    private static final class Turn implements Runnable {

        private final AtomicReference<@Nullable Runnable> action;

        Turn(Runnable action) {
            this.action = new AtomicReference<>(action);
        }

        boolean isLeft() {
            return action.get() != null;
        }

        @Override
        public void run() {
            Runnable taken = action.getAndSet(null);
            if (taken != null) {
                taken.run();
            }
        }
    }

    /** One run of the body. */
    private static final class Attempt<T> extends BodyFuture<@Nullable Object> implements Flow.Subscriber<T> {

        private final StreamBlock<T> block;

        // Guarded by the block:
        private Flow.@Nullable Subscription upstream;
        private boolean isStopped;

        /** What was asked for and not yet passed on. */
        private long due;

        /** Whether somebody passes it on, one request after the other. */
        private boolean isAsking;

        Attempt(StreamBlock<T> block, Context scope) {
            super(scope);
            this.block = block;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            Objects.requireNonNull(subscription, "subscription");
            long first = 0L;
            boolean isRefused;
            synchronized (block) {
                isRefused = upstream != null || isStopped;
                if (!isRefused) {
                    upstream = subscription;
                    block.subscribed = this;
                    first = block.requested;
                }
            }
            if (isRefused) {
                inScope(subscription::cancel);
            } else if (first > 0L) {
                ask(first);
            }
        }

        /**
         * Passes on what is asked for. A publisher may answer on the thread that asks, with statements that block: a thread of others, such as
         * an event loop, does not do it itself. They run in the block's lane then, where each statement is at hand: elsewhere each would
         * wait for one more thread of the executor. Not behind a statement that runs, since that may be what waits to be asked for more.
         */
        void ask(long count) {
            synchronized (block) {
                due = sum(due, count);
                if (isAsking) {
                    return;
                }
                isAsking = true;
            }
            if (ThreadState.current().isDispatched()) {
                inScope(this::askInTurn);
            } else if (isInDriver()) {
                block.dispatch(() -> inScope(this::askInTurn));
            } else {
                Turn turn = new Turn(() -> inScope(this::askInTurn));
                later(turn);
                // What comes before it in the lane may be such a statement too.
                block.dispatchLater(turn, turn::isLeft);
            }
        }

        private void askInTurn() {
            for (; ; ) {
                Flow.Subscription asked;
                long count;
                synchronized (block) {
                    count = due;
                    due = 0L;
                    isAsking = count > 0L;
                    asked = Objects.requireNonNull(upstream);
                }
                if (count == 0L) {
                    return;
                }
                try {
                    asked.request(count);
                } catch (Throwable thrown) {
                    if (!stop(thrown)) {
                        block.drop(thrown);
                    }
                }
            }
        }

        @Override
        protected void cancelUpstream() {
            Flow.Subscription cancelled;
            synchronized (block) {
                isStopped = true;
                cancelled = upstream;
            }
            if (cancelled != null) {
                cancelled.cancel();
            }
        }

        @Override
        public void onNext(T item) {
            Objects.requireNonNull(item, "item");
            if (!isDone()) {
                block.emit(item);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            if (!fail(Objects.requireNonNull(thrown, "thrown"))) {
                block.drop(thrown);
            }
        }

        @Override
        public void onComplete() {
            succeed(null);
        }
    }
}
