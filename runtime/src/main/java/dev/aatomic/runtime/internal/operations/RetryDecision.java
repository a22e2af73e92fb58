package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.lane.Callback;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.AloneBlock;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a block that failed runs again, and when: what its policy says, the user's condition included. */
final class RetryDecision {

    private final Dispatcher dispatcher;
    private final BlockSettings settings;
    private final CheckedSupplier<?, ?> body;
    private final RetryPolicy policy;

    /** When all attempts together must be over, in terms of {@code System.nanoTime}; 0 for never. */
    private final long deadline;

    /** The user's condition, once it is asked. */
    private volatile @Nullable Callback condition;

    RetryDecision(Dispatcher dispatcher, BlockSettings settings, CheckedSupplier<?, ?> body, long deadline) {
        this.dispatcher = dispatcher;
        this.settings = settings;
        this.body = body;
        this.policy = Objects.requireNonNull(settings.retry);
        this.deadline = deadline;
    }

    /** Whether the attempt was undone: never after COMMIT was answered, or may have been. */
    static boolean isUndone(Throwable failure) {
        return !(failure instanceof TransactionException known) || known.outcome() == Outcome.ROLLED_BACK;
    }

    /** Whether the user's condition is what runs on this thread. */
    boolean isAskedHere() {
        Callback asked = condition;
        return asked != null && asked == ThreadState.current().callback;
    }

    /**
     * How long to wait before the block runs again; null if it does not.
     *
     * @param number which attempt has failed, from 1 on
     * @param attempt it
     * @param failure what it failed with, undone
     */
    @Nullable
    Duration delayAfter(int number, BlockScope attempt, Throwable failure) {
        if (number >= policy.maxAttempts() || AloneBlock.isRolledBackAsAsked(attempt) || !Body.mayRunAgain(body)) {
            return null;
        }
        Duration delay = policy.delayBefore(number + 1);
        if (deadline != 0L && deadline - System.nanoTime() <= delay.toNanos()) {
            return null;
        }
        try {
            return attempt.database.isRetryable(failure) || isNamed(failure) ? delay : null;
        } catch (Throwable t) {
            logger().log(
                            System.Logger.Level.WARNING,
                            "The retry condition of block " + settings.place(body) + " failed; it is not retried",
                            t);
            return null;
        }
    }

    private boolean isNamed(Throwable failure) {
        Callback asked = new Callback(dispatcher, "the retry condition of block " + settings.place(body));
        condition = asked;
        boolean[] isNamed = {false};
        asked.run(() -> isNamed[0] = policy.isNamed(failure));
        return isNamed[0];
    }

    private static System.Logger logger() {
        return System.getLogger(RetryDecision.class.getName());
    }
}
