package dev.aatomic.runtime.internal;

/** Code of the user's that is ready to go on where a lane runs. */
@FunctionalInterface
interface Continuation extends Runnable {

    /** Whether it may run on top of what the thread has on its stack. */
    default boolean mayRunOn(ThreadState thread) {
        return true;
    }
}
