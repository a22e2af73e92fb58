package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.Scope;

/** One run of a block's body. Safe for use by many threads. */
final class Execution {

    private final Call call;
    private final int number;
    private final Unit unit;
    private final Scope scope;
    private volatile boolean ended;
    private volatile Object value;
    private volatile Throwable failure;

    Execution(Call call, int number, Unit unit, Scope scope) {
        this.call = call;
        this.number = number;
        this.unit = unit;
        this.scope = scope;
    }

    Call call() {
        return call;
    }

    BlockPlan plan() {
        return call.plan();
    }

    /** 1 for the first attempt. */
    int number() {
        return number;
    }

    Unit unit() {
        return unit;
    }

    Scope scope() {
        return scope;
    }

    /** The body has returned, or its stage is complete. */
    void end(Object newValue, Throwable thrown) {
        value = newValue;
        failure = thrown == null ? null : UserFailures.unwrap(thrown);
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether the body has ended in a way to commit for. */
    boolean mayCommit() {
        return ended && (failure == null || plan().commitsFor(failure));
    }

    Object value() {
        return value;
    }

    /** What the body failed with, or null. */
    Throwable failure() {
        return failure;
    }

    @Override
    public String toString() {
        return "run " + number + " of block " + plan().id();
    }
}
