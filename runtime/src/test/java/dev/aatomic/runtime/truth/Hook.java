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
        Throwable made = new UserFailures.HookFailure();
        failure = made;
        return made;
    }

    Throwable failure() {
        return failure;
    }

    @Override
    public String toString() {
        return plan.kind() + " ran " + ran;
    }
}
