package dev.aatomic.runtime.internal.lane;

/** Who begins something for a {@link Fork}, and may have to stop it: the fork, or the step of it that runs on another thread. */
public interface Beginner {

    /** Notes what was begun. */
    void begins(Fork.Work work);
}
