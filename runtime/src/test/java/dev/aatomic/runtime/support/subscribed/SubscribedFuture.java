package dev.aatomic.runtime.support.subscribed;

import dev.aatomic.runtime.spi.CurrentScope;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a subscription was told, as a future: the value or the failure, once it is told of the end. Nobody is told of a subscription that he
 * has cancelled: {@link #cancel} completes the future by itself, while the block may still be about to end, and it may have committed
 * already. Safe for use by many threads.
 */
public final class SubscribedFuture<T> extends CompletableFuture<T> {

    private final Object scope = CurrentScope.ofThread().get();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();

    // Guarded by this:
    private Runnable cancellation;
    private boolean isCancelling;
    private boolean hasItem;
    private T item;
    private boolean isOver;

    /** The subscription is there. */
    public void onSubscribe(Runnable cancel) {
        synchronized (this) {
            if (cancellation != null) {
                problems.add("told twice that it has subscribed");
            }
            cancellation = cancel;
            if (!isCancelling) {
                return;
            }
        }
        cancel.run();
    }

    /** An item, before the end. */
    public void onItem(T told) {
        checkScope("an item");
        synchronized (this) {
            check(told == null, "an item that is null");
            check(hasItem, "two items, where the body has one");
            check(isOver, "an item after the end");
            hasItem = true;
            item = told;
        }
    }

    /** The end. */
    public void onComplete() {
        T told;
        synchronized (this) {
            check(!hasItem, "completion without the item of the body");
            told = item;
        }
        over("completion");
        complete(told);
    }

    /** The item, which is the end. */
    public void onSuccess(T told) {
        synchronized (this) {
            check(told == null, "no value, where the body has one");
        }
        over("the value");
        complete(told);
    }

    /** A failure, which is the end. */
    public void onError(Throwable failure) {
        over("a failure");
        completeExceptionally(failure);
    }

    private void over(String what) {
        checkScope(what);
        synchronized (this) {
            check(isOver, what + " after the end");
            isOver = true;
        }
    }

    private void check(boolean isWrong, String what) {
        if (isWrong) {
            problems.add("told of " + what);
        }
    }

    private void checkScope(String what) {
        if (CurrentScope.ofThread().get() != scope) {
            problems.add("told of " + what + " in another scope than the subscriber's");
        }
    }

    /** What it was told against the rules. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /**
     * Cancels the subscription, unless it was told of the end.
     *
     * @return whether nothing was told
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!isDone()) {
            Runnable cancel;
            synchronized (this) {
                isCancelling = true;
                cancel = cancellation;
            }
            if (cancel != null) {
                cancel.run();
            }
            completeExceptionally(new CancellationException("Its subscription was cancelled"));
        }
        return isCancelled();
    }
}
