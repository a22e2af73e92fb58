package dev.aatomic.runtime.internal.lane;

import org.jspecify.annotations.Nullable;

/** A turn that a thread waits for, since a body is to run on it. Touched by that thread only. */
public interface AwaitedTurn {

    /** The one that the thread waits for further down on its stack; null if there is none. */
    @Nullable
    AwaitedTurn below();

    /**
     * Runs the body here, on top of the wait for another turn, if its own has come: what it has been given, as a connection, may be what
     * that other wait is for.
     *
     * @return false if its turn has not come, or the body has begun before
     */
    boolean runIfGranted();
}
