package dev.aatomic.runtime.truth;

import java.util.concurrent.atomic.AtomicInteger;

/** A hook that was registered, and whether it ran. Safe for use by many threads. */
final class Hook {

    private final HookPlan plan;
    private final AtomicInteger ran = new AtomicInteger();
    private volatile Object registered;
    private volatile boolean early;
    private volatile Throwable failure;

    Hook(HookPlan plan) {
        this.plan = plan;
    }

    HookPlan plan() {
        return plan;
    }

    /** The object that the library was given. */
    <T> T as(T hook) {
        registered = hook;
        return hook;
    }

    Object registered() {
        return registered;
    }

    /** It runs; and whether others see what was written in its block. */
    void run(boolean visible) {
        early |= plan.kind().isForCommit() && !visible;
        ran.incrementAndGet();
    }

    int ran() {
        return ran.get();
    }

    /** Whether it ran when others did not see the rows. */
    boolean isEarly() {
        return early;
    }

    Throwable fail() {
        Throwable made = plan.failure() == HookPlan.Failure.ERROR
                ? new UserFailures.HookError()
                : new UserFailures.HookFailure();
        failure = made;
        return made;
    }

    Throwable failure() {
        return failure;
    }

    /** Whether it failed with that; for a stage that is null the library makes the failure. */
    boolean failedWith(Throwable thrown) {
        return failure != null && (failure == thrown || plan.failure() == HookPlan.Failure.NULL);
    }

    @Override
    public String toString() {
        return plan.kind() + " ran " + ran;
    }
}
