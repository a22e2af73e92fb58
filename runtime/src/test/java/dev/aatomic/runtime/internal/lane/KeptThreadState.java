package dev.aatomic.runtime.internal.lane;

/** The state of this thread, kept as by code that changes it: a thread by itself does not keep its state. */
final class KeptThreadState {

    private static final ThreadLocal<ThreadState> KEPT = new ThreadLocal<>();

    private KeptThreadState() {}

    static ThreadState current() {
        ThreadState state = ThreadState.current();
        KEPT.set(state);
        return state;
    }
}
