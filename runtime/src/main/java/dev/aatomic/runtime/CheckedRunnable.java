package dev.aatomic.runtime;

/**
 * A runnable whose body may throw.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface CheckedRunnable<X extends Throwable> {

    /**
     * Runs the body.
     *
     * @throws X if the body fails
     */
    void run() throws X;
}
