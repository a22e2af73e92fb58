package dev.aatomic;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a whole outermost block again, as a new transaction, when the database says that it may succeed the next time, with a
 * serialization failure or a deadlock anywhere in the cause chain, and for the exceptions named here. Which codes say so is known for each
 * database: SQLState 40001 nearly everywhere, 40P01 on PostgreSQL, and vendor codes. A lock wait that timed out is not among them.
 *
 * <p>The body must be fit to run again. Hooks of a failed attempt are gone. Nothing is retried once COMMIT was answered or its
 * outcome is unknown, nor after {@code setRollbackOnly(true)}. A nested block's setting is not used; the outermost one's is.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({})
public @interface Retry {

    /**
     * How often the block runs at most, the first time included.
     *
     * @return at least 1, which means no retry
     */
    int maxAttempts() default 3;

    /**
     * How long to wait before the second attempt: a number and a unit, {@code ms}, {@code s}, {@code m} or {@code h}, or an ISO-8601
     * duration. Each further wait is twice as long, up to {@link #maxDelay}, and each is shortened at random by up to a half.
     *
     * @return the delay; no thread waits for it
     */
    String delay() default "20ms";

    /**
     * The longest wait between two attempts.
     *
     * @return the delay, in the form of {@link #delay}
     */
    String maxDelay() default "1s";

    /**
     * Further exceptions to retry for, wherever they are in the cause chain.
     *
     * @return the classes; their subclasses count
     */
    Class<? extends Throwable>[] retryFor() default {};
}
