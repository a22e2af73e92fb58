package dev.aatomic.runtime;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * When and how often a whole outermost block runs again, each time as a new transaction. Immutable.
 *
 * <p>A serialization failure or deadlock anywhere in the cause chain is retried, as the database's {@linkplain
 * dev.aatomic.runtime.spi.Dialect dialect} knows it by SQLState (40001, PostgreSQL's 40P01) or vendor code, and so are failures that are named
 * here. Where a conflict was swallowed and the database has given its transaction up with it, as PostgreSQL, CockroachDB and YugabyteDB do, it is
 * the cause of the failure that the next statement gets (25P02), and so is retried all the same. A lock wait that timed out is not, unless it
 * is named. The wait before an attempt doubles from one to the next and is shortened at random by up to a half, so that blocks
 * which collided do not collide again ("equal jitter", Marc Brooker, AWS Architecture Blog, 2015). No thread waits.
 */
public final class RetryPolicy {

    private static final Duration DEFAULT_DELAY = Duration.ofMillis(20);
    private static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final int maxAttempts;
    private final Duration delay;
    private final Duration maxDelay;
    private final Predicate<? super Throwable> also;

    private RetryPolicy(int maxAttempts, Duration delay, Duration maxDelay, Predicate<? super Throwable> also) {
        this.maxAttempts = maxAttempts;
        this.delay = delay;
        this.maxDelay = maxDelay;
        this.also = also;
    }

    /**
     * A policy with waits from 20 ms to 1 s.
     *
     * @param maxAttempts how often a block runs at most, the first time included
     * @return the policy
     * @throws IllegalArgumentException if {@code maxAttempts} is below 1
     */
    public static RetryPolicy ofMaxAttempts(int maxAttempts) {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException(
                    "retry: maxAttempts is " + maxAttempts + "; expected at least 1, which means no retry");
        }
        return new RetryPolicy(maxAttempts, DEFAULT_DELAY, DEFAULT_MAX_DELAY, failure -> false);
    }

    /**
     * The same policy with other waits.
     *
     * @param firstDelay the wait before the second attempt
     * @param longestDelay the longest that the doubled waits grow to
     * @return a new policy
     * @throws IllegalArgumentException if a wait is negative, or the longest is shorter than the first
     */
    public RetryPolicy withBackoff(Duration firstDelay, Duration longestDelay) {
        if (firstDelay.isNegative() || longestDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("retry: delay is " + firstDelay + " and maxDelay " + longestDelay
                    + "; expected 0 or more, and a maxDelay that is not shorter than the delay");
        }
        return new RetryPolicy(maxAttempts, firstDelay, longestDelay, also);
    }

    /**
     * The same policy, retrying also for exceptions of these classes anywhere in the cause chain.
     *
     * @param failures classes of exceptions, subclasses included
     * @return a new policy
     * @throws IllegalArgumentException if one is no class of exceptions
     */
    public RetryPolicy retryFor(Class<?>... failures) {
        for (Class<?> failure : failures) {
            if (!Throwable.class.isAssignableFrom(failure)) {
                throw new IllegalArgumentException(
                        "retry: retryFor has '" + failure.getName() + "'; expected classes of exceptions");
            }
        }
        List<Class<?>> types = List.of(failures);
        return retryIf(failure -> types.stream().anyMatch(type -> type.isInstance(failure)));
    }

    /**
     * The same policy, retrying also where the condition holds for an exception of the cause chain.
     *
     * @param condition called on the thread that ends the attempt, a {@linkplain Transactions dispatch thread} or the caller's
     *     own; what it throws is logged and counts as false
     * @return a new policy
     */
    public RetryPolicy retryIf(Predicate<? super Throwable> condition) {
        Objects.requireNonNull(condition, "condition");
        Predicate<? super Throwable> before = also;
        return new RetryPolicy(
                maxAttempts, delay, maxDelay, failure -> before.test(failure) || condition.test(failure));
    }

    /**
     * How often a block runs at most.
     *
     * @return at least 1
     */
    public int maxAttempts() {
        return maxAttempts;
    }

    /**
     * Whether a failure is one that was named here. Besides these, what the database's dialect knows as transient is retried.
     *
     * @param failure what a block failed with
     * @return true if it, or a cause of it, is
     */
    public boolean isNamed(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable current = failure; current != null && seen.add(current); current = current.getCause()) {
            if (also.test(current)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The wait before an attempt, drawn anew each time.
     *
     * @param attempt the attempt to come, 2 for the second
     * @return between a half of the doubled delay and all of it
     */
    public Duration delayBefore(int attempt) {
        long first = nanos(delay);
        long longest = nanos(maxDelay);
        int doublings = Math.min(attempt - 2, 62);
        long full = first > longest >> doublings ? longest : first << doublings;
        return Duration.ofNanos(full - ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }

    /** A {@link Duration} may be longer than a {@code long} can say. */
    private static long nanos(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : duration.toNanos();
    }
}
