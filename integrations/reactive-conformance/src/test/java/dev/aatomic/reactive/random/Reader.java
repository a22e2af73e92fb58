package dev.aatomic.reactive.random;

import dev.aatomic.reactive.random.Program.Cancel;
import dev.aatomic.reactive.random.Program.Demand;
import dev.aatomic.runtime.spi.CurrentScope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Subscribes to a program, as that says, and knows what it was told. */
final class Reader implements Flow.Subscriber<Integer> {

    private static final int TWO = 2;

    private final Program program;
    private final Executor elsewhere;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    // Guarded by this:
    private final List<Integer> items = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private Flow.@Nullable Subscription subscription;
    private boolean isCancelled;
    private boolean isEnded;
    private @Nullable Throwable failure;
    private long asked;

    Reader(Program program, Executor elsewhere) {
        this.program = program;
        this.elsewhere = elsewhere;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean isLate;
        synchronized (this) {
            if (subscription != null) {
                problems.add("told twice that it has subscribed");
            }
            subscription = given;
            isLate = isCancelled;
        }
        if (isLate || program.cancel() == Cancel.ON_SUBSCRIBE) {
            cancelled();
            given.cancel();
            return;
        }
        if (program.cancel() == Cancel.SOME_TIME) {
            elsewhere.execute(() -> {
                for (int i = 0; i < program.cancelAt() && !over.isDone(); i++) {
                    Thread.onSpinWait();
                }
                cancel();
            });
        }
        request(
                switch (program.demand()) {
                    case ALL -> Long.MAX_VALUE;
                    case ONE_BY_ONE, ONE_BY_ONE_ELSEWHERE -> 1L;
                    case TWO_BY_TWO -> TWO;
                });
    }

    private void request(long count) {
        Flow.Subscription asking;
        synchronized (this) {
            if (isCancelled || subscription == null) {
                return;
            }
            asked = count == Long.MAX_VALUE ? count : asked + count;
            asking = subscription;
        }
        asking.request(count);
    }

    @Override
    public void onNext(Integer item) {
        int count;
        synchronized (this) {
            check(isEnded, "an item after the end");
            items.add(item);
            count = items.size();
            check(count > asked, "more items than were asked for");
        }
        if (count == program.cancelAt()) {
            if (program.cancel() == Cancel.IN_ITEM) {
                cancel();
                return;
            }
            if (program.cancel() == Cancel.AFTER_ITEM) {
                elsewhere.execute(this::cancel);
            }
        }
        if (program.demand() == Demand.ONE_BY_ONE) {
            request(1L);
        } else if (program.demand() == Demand.ONE_BY_ONE_ELSEWHERE) {
            elsewhere.execute(() -> request(1L));
        } else if (program.demand() == Demand.TWO_BY_TWO && count % TWO == 0) {
            request(TWO);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        synchronized (this) {
            failure = thrown;
        }
        ends();
    }

    @Override
    public void onComplete() {
        ends();
    }

    private void ends() {
        synchronized (this) {
            check(isEnded, "the end twice");
            check(CurrentScope.ofThread().get() != null, "the end in a scope");
            isEnded = true;
        }
        over.complete(null);
    }

    private void check(boolean isWrong, String what) {
        if (isWrong) {
            problems.add("told of " + what);
        }
    }

    /** Cancels the subscription, unless it has ended. */
    void cancel() {
        Flow.Subscription cancelling;
        synchronized (this) {
            if (isEnded) {
                return;
            }
            isCancelled = true;
            cancelling = subscription;
        }
        if (cancelling != null) {
            cancelling.cancel();
        }
        over.complete(null);
    }

    private synchronized void cancelled() {
        isCancelled = true;
        over.complete(null);
    }

    /** Done when it was told of the end, or has cancelled. */
    CompletableFuture<Void> over() {
        return over;
    }

    synchronized boolean isEnded() {
        return isEnded;
    }

    synchronized List<Integer> items() {
        return List.copyOf(items);
    }

    synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** What it was told against the rules. */
    synchronized List<String> problems() {
        return List.copyOf(problems);
    }
}
