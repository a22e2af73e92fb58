package dev.aatomic.runtime.internal.common;

/**
 * A thread's interrupt flag, put aside while this library calls the driver for itself. A body may leave it behind, and on a virtual
 * thread it closes the driver's socket: COMMIT would fail for a reason that has nothing to do with it.
 */
public final class InterruptFlag {

    private InterruptFlag() {}

    /** Clears the flag of the calling thread. Returns whether it was set, for {@link #giveBack}. */
    public static boolean putAside() {
        return Thread.interrupted();
    }

    /** Sets the flag again if it was set. */
    public static void giveBack(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
